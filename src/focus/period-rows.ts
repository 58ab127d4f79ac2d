import { dayStart } from '../calendar/day-start.ts';
import type { Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import type { PeriodRow } from './period-columns.ts';

/** A billing period that exported documents are of. */
export interface ExportedPeriod {
  month: Month;
  start: string;
  end: string;
  issuer: string;
  timeZone: string;
}

/**
 * Makes the rows of Billing Period. A period is closed if `imbill close` closed its month. Its record was made on the first
 * day of issue of its documents. It changed on the last one, or when the month was closed or opened again.
 *
 * @param snapshot The published snapshot; also documents that are not exported count.
 * @returns By start, then by issuer.
 */
export async function periodRows(
  snapshot: Database,
  periods: readonly ExportedPeriod[],
): Promise<PeriodRow[]> {
  const rows = new Map<string, PeriodRow>();
  for (const period of periods) {
    const key = `${period.start}\n${period.issuer}`;
    if (!rows.has(key)) rows.set(key, await periodRow(snapshot, period));
  }
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

async function periodRow(
  snapshot: Database,
  { month, start, end, issuer, timeZone }: ExportedPeriod,
): Promise<PeriodRow> {
  const [dates] = await snapshot.rows<Record<'first' | 'last', string>>(
    `select cast(min(issue_date) as varchar) as first, cast(max(issue_date) as varchar) as last
     from invoices where ${billingMonthSql} = $month`,
    { month },
  );
  const { isClosed, changes } = await statusOf(snapshot, month);
  const changed = [dayStart(dates!.last, timeZone), ...changes].toSorted().at(-1)!;
  return {
    BillingPeriodCreated: dayStart(dates!.first, timeZone),
    BillingPeriodEnd: end,
    BillingPeriodLastUpdated: changed,
    BillingPeriodStart: start,
    BillingPeriodStatus: isClosed ? 'Closed' : 'Open',
    InvoiceIssuerName: issuer,
  };
}

/** SQL of the month that a document is invoiced with. */
export const billingMonthSql = "strftime(issue_date - interval 1 day, '%Y-%m')";

/** Returns whether a month is closed, and the instants in UTC, to the second, of what closed or opened it. */
async function statusOf(
  snapshot: Database,
  month: Month,
): Promise<{ isClosed: boolean; changes: string[] }> {
  const closings = await snapshot.rows<{
    closed_at: string;
    reopened_at: string | null;
    is_closed: boolean;
  }>('select closed_at, reopened_at, is_closed from closings where month >= $month', { month });
  const changes = closings.flatMap(({ closed_at, reopened_at }) => [closed_at, reopened_at ?? []]);
  return {
    isClosed: closings.some(({ is_closed }) => is_closed),
    changes: changes.flat().map((instant) => `${instant.slice(0, 19)}Z`),
  };
}
