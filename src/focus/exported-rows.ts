import { addDays } from '../calendar/billing-day.ts';
import { monthOf } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { learnZones } from '../duckdb/time-zones.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import type { DetailRow } from './detail-columns.ts';
import { detailsOfDocument } from './detail-rows.ts';
import {
  addDetailRows,
  addFocusRows,
  addPeriodRows,
  type ExportedDocument,
} from './focus-tables.ts';
import { billingMonthSql, type ExportedPeriod, periodRows } from './period-rows.ts';
import { providerOf } from './provider.ts';
import { type RowContext, rowsOfDocument } from './rows-of-document.ts';

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
  context: Omit<RowContext, 'isEarlierOrder'>,
): Promise<ExportedRows> {
  const numbers = await numbersOf(snapshot, chosen);
  const isEarlierOrder = await earlierOrders(snapshot);
  const voids = await voidedInvoices(snapshot);
  const periods: ExportedPeriod[] = [];
  let [rows, details] = [0, 0];
  let provider = context.provider;
  for (let from = 0; from < numbers.length; from += mostAtOnce) {
    const documents = await documentsOf(snapshot, numbers.slice(from, from + mostAtOnce));
    const zones = documents.map(({ content }) => content.time_zone);
    await learnZones(zones, target);
    provider ??= documents[0] && providerOf(documents[0].content);
    const made = documents.map(({ content }) =>
      rowsOfDocument(content, { ...context, isEarlierOrder }),
    );
    const detailed = documents.map(({ content, ...listed }, index) => {
      const voidedOn = voids.get(listed.kind === 'invoice' ? listed.number : listed.refersTo!);
      return detailsOfDocument(content, { ...context, voidedOn, rows: made[index]! });
    });
    await addFocusRows(target, made.flat(), documents, rows + 1);
    await addDetailRows(target, detailed.flat(), details + 1);
    rows += made.flat().length;
    details += detailed.flat().length;
    periods.push(...documents.flatMap(({ content }, index) => periodOf(content, detailed[index]!)));
  }
  await addPeriodRows(target, await periodRows(snapshot, periods));
  return { documents: numbers.length, rows, provider };
}

function periodOf(
  { issue_date, time_zone }: InvoiceDocument,
  [detail]: readonly DetailRow[],
): ExportedPeriod[] {
  if (detail === undefined) return [];
  return [
    {
      month: monthOf(addDays(issue_date, -1)),
      start: detail.BillingPeriodStart!,
      end: detail.BillingPeriodEnd!,
      issuer: detail.InvoiceIssuerName!,
      timeZone: time_zone,
    },
  ];
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
): Promise<(ExportedDocument & { content: InvoiceDocument })[]> {
  const rows = await snapshot.rows<Record<string, string> & { refers_to: string | null }>(
    `select number, kind, refers_to, customer_id, currency, gross_total as total, document from invoices
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

/** Returns the day on which each voided invoice was taken back, by its number. */
async function voidedInvoices(snapshot: Database): Promise<Map<string, string>> {
  const rows = await snapshot.rows<{ refers_to: string; day: string }>(
    `select invoices.refers_to as refers_to, cast(max(invoices.issue_date) as varchar) as day
     from corrections inner join invoices using (number) where is_cancellation group by all`,
  );
  return new Map(rows.map(({ refers_to, day }) => [refers_to, day]));
}

async function earlierOrders(snapshot: Database): Promise<RowContext['isEarlierOrder']> {
  const rows = await snapshot.rows<Record<'app_id' | 'order_id' | 'month', string>>(
    `select app_id, order_id, min(month) as month
     from invoice_lines inner join invoices using (number)
     where invoices.kind = 'invoice' and invoice_lines.kind = 'prepaid'
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
