import { addDays } from '../calendar/billing-day.ts';
import { monthOf } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import type { FocusRow } from './columns.ts';
import type { DetailRow } from './detail-columns.ts';
import { detailsOfDocument } from './detail-rows.ts';
import { addDetailRows, addPeriodRows, type ReadDocument } from './focus-tables.ts';
import { type ExportedPeriod, periodRows } from './period-rows.ts';

/**
 * Makes the rows of Invoice Detail, some documents at a time, and at the end those of their billing periods.
 *
 * @param snapshot The published snapshot: notes that take invoices back, closed months.
 * @param target Gets the rows; with the tables of `createFocusTables`.
 */
export async function invoiceRows(snapshot: Database, target: Database) {
  const voids = await voidedInvoices(snapshot);
  const periods: ExportedPeriod[] = [];
  let count = 0;
  return {
    /** Adds the details of documents; `charges` holds the rows of Cost and Usage of each. */
    async add(
      documents: readonly ReadDocument[],
      charges: readonly FocusRow[][],
      provider: string | undefined,
    ): Promise<void> {
      const details = documents.map(({ content, kind, number, refersTo }, index) => {
        const voidedOn = voids.get(kind === 'invoice' ? number : (refersTo ?? number));
        return detailsOfDocument(content, { provider, voidedOn, rows: charges[index]! });
      });
      await addDetailRows(target, details.flat(), count + 1);
      count += details.flat().length;
      periods.push(
        ...documents.flatMap(({ content }, index) => periodOf(content, details[index]!)),
      );
    },
    /** Adds the billing periods of all details. */
    async end(): Promise<void> {
      await addPeriodRows(target, await periodRows(snapshot, periods));
    },
  };
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

/** Returns the day on which each voided invoice was taken back, by its number. */
async function voidedInvoices(snapshot: Database): Promise<Map<string, string>> {
  const rows = await snapshot.rows<{ refers_to: string; day: string }>(
    `select invoices.refers_to as refers_to, cast(max(invoices.issue_date) as varchar) as day
     from corrections inner join invoices using (number) where is_cancellation group by all`,
  );
  return new Map(rows.map(({ refers_to, day }) => [refers_to, day]));
}
