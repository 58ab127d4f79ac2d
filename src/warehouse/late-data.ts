import { monthOf } from '../calendar/month.ts';
import { type Database, quoted } from '../duckdb/duckdb.ts';
import { isOfKind, lastingKinds, type SourceKind } from '../metrics/source-kinds.ts';
import { recordAudit } from './audit.ts';

/** An issued month of which rows became known, or stopped counting, after its invoices. */
export interface LateMonth {
  month: string;
  /** Paths of the files, sorted. */
  files: string[];
}

/** Rows of a file for some day that became known, or stopped counting. */
export interface ChangedDay {
  source: SourceKind;
  path: string;
  /** Billing day. */
  usageDate: string;
}

/**
 * Finds the issued months that days belong to; those of groups belong to all issued months after, as
 * groups exist on.
 */
export async function lateMonths(
  database: Database,
  days: readonly ChangedDay[],
): Promise<LateMonth[]> {
  const months = [...new Set(days.map(monthOfDay))];
  if (months.length === 0) return [];
  return lateMonthsIn(database, `(values ${months.join(', ')})`);
}

function monthOfDay({ source, path, usageDate }: ChangedDay): string {
  return `(${[source, path, monthOf(usageDate)].map(quoted).join(', ')})`;
}

/** Finds the issued months that batches hold rows of, by an SQL condition on batches. */
export function lateMonthsOf(database: Database, batches: string): Promise<LateMonth[]> {
  return lateMonthsIn(
    database,
    `(select distinct chosen.source, chosen.path, strftime(usage_date, '%Y-%m')
      from (select batch_id, source, path from batches where ${batches}) as chosen
      inner join segments using (batch_id))`,
  );
}

/** Issued months that a batch holds rows of, whether it counts or not. */
export function lateMonthsOfBatch(database: Database, batchId: number): Promise<LateMonth[]> {
  return lateMonthsOf(database, `batch_id = ${batchId}`);
}

/** Records the arrival of late rows, a month an entry, within the caller's transaction. */
export async function recordLateData(
  database: Database,
  months: readonly LateMonth[],
): Promise<void> {
  for (const { month, files } of months)
    await recordAudit(database, {
      ...{ action: 'late-data', subject: month, reason: '' },
      detail: { files },
    });
}

/** @param held SQL of the source, path and month of rows. */
async function lateMonthsIn(database: Database, held: string): Promise<LateMonth[]> {
  const rows = await database.rows<{ month: string; path: string }>(
    `with issued as (select distinct month from invoices)
    select distinct issued.month, path from issued inner join ${held} as held (source, path, month)
      on issued.month = held.month or (${isOfKind('held.source', lastingKinds)} and issued.month > held.month)
    order by issued.month, path`,
  );
  return byMonth(rows);
}

/** Puts late months that were found apart together. */
export function togetherLate(found: readonly LateMonth[]): LateMonth[] {
  return byMonth(found.flatMap(({ month, files }) => files.map((path) => ({ month, path }))));
}

function byMonth(rows: readonly { month: string; path: string }[]): LateMonth[] {
  const months = [...new Set(rows.map(({ month }) => month))].sort();
  return months.map((month) => ({
    month,
    files: [...new Set(rows.filter((row) => row.month === month).map(({ path }) => path))].sort(),
  }));
}
