import type { Database } from '../duckdb/duckdb.ts';
import { learnZones } from '../duckdb/time-zones.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import { hasInvoices } from './datasets.ts';
import { addFocusRows, type ReadDocument } from './focus-tables.ts';
import { invoiceRows } from './invoice-rows.ts';
import { billingMonthSql } from './period-rows.ts';
import { providerOf } from './provider.ts';
import { type RowContext, rowsOfDocument } from './rows-of-document.ts';
import type { FocusVersion } from './versions.ts';

/** Which documents are exported. */
export interface ChosenDocuments {
  /** Months, `YYYY-MM`, inclusive. */
  from: string;
  to: string;
  customer?: string | undefined;
  /**
   * `month`: the month that a document is about; `billing-period`: the month that it is invoiced
   * with.
   */
  by: 'month' | 'billing-period';
}

/** Counts of an export. */
export interface ExportedRows {
  documents: number;
  /** Rows of Cost and Usage. */
  rows: number;
  /** Who provides what the first document charges for. */
  provider: string | undefined;
}

/**
 * Makes the rows of the chosen documents, by position in the ledger, some documents at a time.
 *
 * @param snapshot The published snapshot.
 * @param target Gets the rows; with the tables of `createFocusTables`.
 */
export async function exportRows(
  snapshot: Database,
  target: Database,
  chosen: ChosenDocuments,
  context: Omit<RowContext, 'isEarlierOrder'> & { version: FocusVersion },
): Promise<ExportedRows> {
  const numbers = await numbersOf(snapshot, chosen);
  const isEarlierOrder = await earlierOrders(snapshot);
  const invoices = hasInvoices(context.version) ? await invoiceRows(snapshot, target) : undefined;
  let rows = 0;
  let provider = context.provider;
  for (let from = 0; from < numbers.length; from += mostAtOnce) {
    const documents = await documentsOf(snapshot, numbers.slice(from, from + mostAtOnce));
    const zones = documents.map(({ content }) => content.time_zone);
    await learnZones(zones, target);
    provider ??= documents[0] && providerOf(documents[0].content);
    const made = documents.map(({ content }) =>
      rowsOfDocument(content, { ...context, isEarlierOrder }),
    );
    await addFocusRows(target, made.flat(), documents, rows + 1);
    await invoices?.add(documents, made, context.provider);
    rows += made.flat().length;
  }
  await invoices?.end();
  return { documents: numbers.length, rows, provider };
}

const mostAtOnce = 100;

/** SQL of the month of a document. */
export const monthSql: Record<ChosenDocuments['by'], string> = {
  month: 'month',
  'billing-period': billingMonthSql,
};

async function numbersOf(
  snapshot: Database,
  { from, to, customer, by }: ChosenDocuments,
): Promise<string[]> {
  const found = await snapshot.rows<{ number: string }>(
    `select number from invoices where ${monthSql[by]} between $from and $to
       and ($customer is null or customer_id = $customer) order by position`,
    { from, to, customer: customer ?? null },
  );
  return found.map(({ number }) => number);
}

async function documentsOf(
  snapshot: Database,
  numbers: readonly string[],
): Promise<ReadDocument[]> {
  const rows = await snapshot.rows<Record<string, string> & { refers_to: string | null }>(
    `select number, document_kind as kind, refers_to, customer_id, currency, gross_total as total, document from invoices
     where number in (select unnest(from_json($numbers, '["VARCHAR"]'))) order by position`,
    { numbers: JSON.stringify(numbers) },
  );
  return rows.map((row) => ({
    number: row['number']!,
    kind: row['kind']!,
    refersTo: row.refers_to,
    customerId: row['customer_id']!,
    currency: row['currency']!,
    total: row['total']!,
    content: JSON.parse(row['document']!) as InvoiceDocument,
  }));
}

async function earlierOrders(snapshot: Database): Promise<RowContext['isEarlierOrder']> {
  const rows = await snapshot.rows<Record<'app_id' | 'order_id' | 'month', string>>(
    `select app_id, order_id, min(month) as month
     from invoice_lines inner join invoices using (number)
     where invoices.document_kind = 'invoice' and invoice_lines.kind = 'prepaid'
       and amount >= 0 and order_id is not null
     group by app_id, order_id`,
  );
  const months = new Map(
    rows.map(({ app_id, order_id, month }) => [`${app_id}\n${order_id}`, month]),
  );
  return (appId, orderId, month) => {
    const first = months.get(`${appId}\n${orderId}`);
    return first !== undefined && first < month;
  };
}
