import type { MonthSummary, SummaryInvoice } from '../src/invoice/summary.ts';
import { type CsvColumn, csvText } from './text/csv.ts';

/**
 * Renders a month's invoices as a CSV table, a row an invoice, by customer id. The header is there without invoices,
 * too. The columns are always the same.
 */
export function renderSummaryCsv(summary: MonthSummary): string {
  const columns: CsvColumn<SummaryInvoice>[] = [
    { name: 'month', holds: 'text', value: () => summary.month },
    { name: 'issued', holds: 'text', value: () => String(summary.issued) },
    { name: 'customer_id', holds: 'text', value: (invoice) => invoice.customer_id },
    { name: 'customer_name', holds: 'text', value: (invoice) => invoice.customer_name },
    { name: 'invoice_number', holds: 'text', value: (invoice) => invoice.number },
    { name: 'currency', holds: 'text', value: (invoice) => invoice.currency },
    { name: 'prepaid', holds: 'number', value: (invoice) => invoice.prepaid },
    { name: 'postpaid', holds: 'number', value: (invoice) => invoice.postpaid },
    { name: 'total', holds: 'number', value: (invoice) => invoice.total },
    { name: 'findings', holds: 'number', value: (invoice) => String(invoice.findings) },
  ];
  return csvText([...columns, ...columnsOfLife, ...columnsOfTax], summary.invoices);
}

const columnsOfTax: readonly CsvColumn<SummaryInvoice>[] = [
  { name: 'net', holds: 'number', value: ({ net, total }) => net ?? total },
  { name: 'tax', holds: 'number', value: ({ tax }) => tax ?? '0.00' },
  { name: 'gross', holds: 'number', value: ({ gross, total }) => gross ?? total },
];

const columnsOfLife: readonly CsvColumn<SummaryInvoice>[] = [
  { name: 'document_kind', holds: 'text', value: ({ kind }) => kind ?? 'invoice' },
  { name: 'refers_to', holds: 'text', value: ({ refers_to }) => refers_to },
  { name: 'status', holds: 'text', value: ({ status }) => status ?? 'issued' },
];
