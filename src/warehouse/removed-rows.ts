import { exitCodes, UserError } from '../base/errors.ts';
import type { BillingDay } from '../calendar/billing-day.ts';
import { type Month, monthOf } from '../calendar/month.ts';
import { type Database, quotedList } from '../duckdb/duckdb.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';

/** Months of which raw rows were removed, by kind of source. */
export type RemovedMonths = ReadonlyMap<SourceKind, ReadonlySet<Month>>;

/** Reads the months of which raw rows were removed when they became old. */
export async function removedMonths(database: Database): Promise<RemovedMonths> {
  const rows = await database.rows<{ source: SourceKind; month: Month }>(
    "select distinct source, strftime(usage_date, '%Y-%m') as month from removed_segments",
  );
  const months = new Map<SourceKind, Set<Month>>();
  for (const { source, month } of rows)
    months.set(source, (months.get(source) ?? new Set()).add(month));
  return months;
}

/** Finds the first day of some that is of a removed month. */
export function findRemovedDay(
  removed: RemovedMonths,
  source: SourceKind,
  days: readonly BillingDay[],
): BillingDay | undefined {
  return days.toSorted().find((day) => removed.get(source)?.has(monthOf(day)));
}

/**
 * Refuses to measure days again of which raw rows were removed.
 *
 * @throws {UserError} (exit 4) If there is such a day.
 */
export async function assertNotRemoved(
  database: Database,
  source: SourceKind,
  days: readonly BillingDay[],
): Promise<void> {
  const rows = await database.rows<{ usage_date: string }>(
    `select usage_date from removed_segments
     where source = '${source}' and list_contains(${quotedList(days)}, cast(usage_date as varchar))
     order by usage_date limit 1`,
  );
  const [row] = rows;
  if (row === undefined) return;
  throw new UserError(
    `The raw ${source} of ${row.usage_date} were removed by imbill retain, so the day cannot be measured again.\nAccepted: files of months that have their raw rows. Nothing was changed. imbill invoice void takes back an invoice that is wrong.`,
    exitCodes.nothingToDo,
  );
}
