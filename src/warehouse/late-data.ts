import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';
import { recordAudit } from './audit.ts';

/** An issued month whose rows changed after its invoices: late data, or withdrawn files. */
export interface LateMonth {
  month: string;
  /** Paths of the files, sorted. */
  files: string[];
}

/** A billing day whose rows of one file were added, or no longer count. */
export interface ChangedDay {
  source: SourceKind;
  path: string;
  /** Billing day. */
  usageDate: string;
}

/**
 * Finds the issued months that changed days belong to. Group events also belong to all later months:
 * groups exist on.
 */
export async function lateMonths(
  database: Database,
  days: readonly ChangedDay[],
): Promise<LateMonth[]> {
  if (days.length === 0) return [];
  const rows = await database.rows<{ month: string; path: string }>(
    queryText('warehouse/late_months'),
    { days: JSON.stringify(days) },
  );
  return byMonth(rows);
}

/** Finds the issued months that batches have rows of, even if they no longer count. */
export async function lateMonthsOfBatches(
  database: Database,
  batchIds: readonly (number | bigint)[],
): Promise<LateMonth[]> {
  const days = await database.rows<{ [Key in keyof ChangedDay]: ChangedDay[Key] }>(
    queryText('warehouse/batch_months'),
    { batch_ids: JSON.stringify(batchIds.map(Number)) },
  );
  return lateMonths(database, days);
}

/** Records late data in the audit, one entry a month, within the caller's transaction. */
export async function recordLateData(
  database: Database,
  months: readonly LateMonth[],
): Promise<void> {
  for (const { month, files } of months)
    await recordAudit(database, {
      action: 'late-data',
      subject: month,
      reason: '',
      detail: { files },
    });
}

/** Merges late months that were found separately. */
export function mergeLateMonths(found: readonly LateMonth[]): LateMonth[] {
  return byMonth(found.flatMap(({ month, files }) => files.map((path) => ({ month, path }))));
}

function byMonth(rows: readonly { month: string; path: string }[]): LateMonth[] {
  const months = [...new Set(rows.map(({ month }) => month))].sort();
  return months.map((month) => ({
    month,
    files: [...new Set(rows.filter((row) => row.month === month).map(({ path }) => path))].sort(),
  }));
}
