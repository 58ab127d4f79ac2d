import type { InvoiceDocument, InvoiceLine } from '../src/invoice/document.ts';
import { type CsvColumn, csvText } from './text/csv.ts';

/**
 * Renders the lines of invoices as one CSV table, a row a line, in the given order. The header is there without lines,
 * too. Numbers are the document's own text. The columns are always the same: those of corrections, parties and tax have
 * empty cells where a document has none.
 */
export function renderLinesCsv(invoices: readonly InvoiceDocument[]): string {
  const rows = invoices.flatMap((invoice) => invoice.lines.map((line) => ({ invoice, line })));
  return csvText([...columns, ...columnsOfCorrections, ...columnsOfParties, ...columnsOfTax], rows);
}

interface LineRow {
  invoice: InvoiceDocument;
  line: InvoiceLine;
}

const columns: readonly CsvColumn<LineRow>[] = [
  text('invoice_number', ({ invoice }) => invoice.number),
  text('month', ({ invoice }) => invoice.month),
  text('customer_id', ({ invoice }) => invoice.customer_id),
  text('customer_name', ({ invoice }) => invoice.customer_name),
  text('currency', ({ invoice }) => invoice.currency),
  text('issue_date', ({ invoice }) => invoice.issue_date),
  text('due_date', ({ invoice }) => invoice.due_date),
  text('app_id', ({ line }) => line.app_id),
  text('sku', ({ line }) => line.sku),
  text('kind', ({ line }) => line.kind),
  text('title_en', ({ line }) => line.title.en),
  text('title_zh', ({ line }) => line.title.zh),
  number('usage', ({ line }) => line.usage),
  text('unit', ({ line }) => line.unit),
  number('included', ({ line }) => line.included),
  number('quantity', ({ line }) => line.quantity),
  number('unit_price', ({ line }) => line.unit_price),
  number('amount', ({ line }) => line.amount),
  text('peak_date', ({ line }) => line.peak_date),
  text('peak_at', ({ line }) => line.peak_at),
  text('order_id', ({ line }) => line.order_id),
  text('valid_from', ({ line }) => line.valid_from),
  text('valid_until', ({ line }) => line.valid_until),
  text('explanation_en', ({ line }) => line.explanation.en),
  text('explanation_zh', ({ line }) => line.explanation.zh),
  text('source', ({ line }) => line.source),
  text('contract', ({ line }) => line.contract?.name),
];

const columnsOfCorrections: readonly CsvColumn<LineRow>[] = [
  text('document_kind', ({ invoice }) => invoice.kind ?? 'invoice'),
  text('refers_to', ({ invoice }) => invoice.refers_to),
  text('reason', ({ invoice }) => invoice.reason),
  text('causes', ({ line }) => line.causes?.join(' ')),
  number('issued', ({ line }) => line.corrects?.issued),
  number('now', ({ line }) => line.corrects?.now),
  number('usage_issued', ({ line }) => line.corrects?.usage_issued),
  number('usage_now', ({ line }) => line.corrects?.usage_now),
];

const columnsOfTax: readonly CsvColumn<LineRow>[] = [
  number('tax_percent', ({ line }) => line.tax_percent),
  number('net', ({ line }) => line.net ?? line.amount),
  number('tax', ({ line }) => line.tax ?? '0.00'),
];

const columnsOfParties: readonly CsvColumn<LineRow>[] = [
  text('issuer', ({ invoice }) => invoice.issuer),
  text('issuer_tax_id', ({ invoice }) => invoice.issuer_details?.tax_id),
  text('customer_tax_id', ({ invoice }) => invoice.customer_details?.tax_id),
  text('purchase_order', ({ invoice }) => invoice.customer_details?.purchase_order),
  text('tags', ({ invoice }) => tagsText(invoice.customer_details?.tags)),
];

/** Returns tags as a JSON object, sorted by name. */
function tagsText(tags: Record<string, string> | undefined): string | undefined {
  return tags && JSON.stringify(Object.fromEntries(Object.entries(tags).toSorted()));
}

function text(name: string, value: CsvColumn<LineRow>['value']): CsvColumn<LineRow> {
  return { name, holds: 'text', value };
}

function number(name: string, value: CsvColumn<LineRow>['value']): CsvColumn<LineRow> {
  return { name, holds: 'number', value };
}
