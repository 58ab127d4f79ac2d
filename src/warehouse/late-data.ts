import type { Database } from '../engines/duckdb.ts';
import { recordAudit } from './audit.ts';

/** An issued month of which rows became known, or stopped counting, after its invoices. */
export interface LateMonth {
  month: string;
  /** Paths of the files, sorted. */
  files: string[];
}

/**
 * Issued months that the files of a load hold rows of; of groups also all issued months after, as
 * groups exist on.
 */
export function lateMonthsOfLoad(database: Database, loadId: number): Promise<LateMonth[]> {
  return lateMonths(database, `load_id = ${loadId} and withdrawn_at is null`);
}

/** Issued months that a batch holds rows of, whether it counts or not. */
export function lateMonthsOfBatch(database: Database, batchId: number): Promise<LateMonth[]> {
  return lateMonths(database, `batch_id = ${batchId}`);
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

async function lateMonths(database: Database, batches: string): Promise<LateMonth[]> {
  const rows = await database.rows<{ month: string; path: string }>(
    `with issued as (select distinct month from invoices),
      held as (
        select chosen.path, source, min(strftime(usage_date, '%Y-%m')) as month
        from (select batch_id, path from batches where ${batches}) as chosen
        inner join segments using (batch_id)
        group by chosen.path, source, strftime(usage_date, '%Y-%m')
      )
    select distinct issued.month, path from issued inner join held
      on issued.month = held.month or (held.source = 'groups' and issued.month > held.month)
    order by issued.month, path`,
  );
  const months = [...new Set(rows.map(({ month }) => month))];
  return months.map((month) => ({
    month,
    files: rows.filter((row) => row.month === month).map(({ path }) => path),
  }));
}
