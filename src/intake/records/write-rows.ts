import { join } from 'node:path';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { parquetRows } from '../../duckdb/file-rows.ts';
import { type CheckedFile, hasSeveralRowsALine } from './judge-records.ts';
import type { SourceSettings } from './source-settings.ts';
import { storedColumns } from './stored-columns.ts';
import { parquetOptions, type StraightRows } from './straight-rows.ts';

/** The rows of a file and a billing day, written as Parquet. */
export interface RowsOfDay {
  /** Billing day. */
  usageDate: string;
  lines: number;
  rows: number;
  path: string;
}

/** Writes the accepted rows of a checked file into `folder`, one file a billing day. */
export function writeRows(
  database: Database,
  source: SourceSettings,
  { straight }: CheckedFile,
  folder: string,
): Promise<RowsOfDay[]> {
  return straight
    ? splitStraightRows(database, straight, folder)
    : writeCheckedRows(database, source, folder);
}

async function writeCheckedRows(
  database: Database,
  source: SourceSettings,
  folder: string,
): Promise<RowsOfDay[]> {
  const hasSeveralRows = hasSeveralRowsALine(source);
  const accepted = `from checked where problem is null and not is_ignored
    ${hasSeveralRows ? 'and line_number not in (select line_number from rejected)' : ''}`;
  const lineCount = hasSeveralRows ? 'count(distinct line_number)' : 'count(*)';
  const counts = await database.rows<{ usage_date: string; lines: bigint; rows: bigint }>(
    `select usage_date, ${lineCount} as lines, count(*) as rows ${accepted} group by usage_date order by usage_date`,
  );
  const days = counts.map(({ usage_date, lines, rows }) => ({
    usageDate: usage_date,
    lines: Number(lines),
    rows: Number(rows),
    path: join(folder, `${usage_date}.parquet`),
  }));
  const rows = `select ${storedColumns(source)} ${accepted}`;
  await writeDays(database, days, `(${rows})`, `${rows} order by usage_date, rowid`);
  return days;
}

/** Splits rows that are written already; those of a single day stay as they are. */
async function splitStraightRows(
  database: Database,
  { path, days }: StraightRows,
  folder: string,
): Promise<RowsOfDay[]> {
  const split = days.map(({ usage_date, rows }) => ({
    usageDate: usage_date,
    lines: rows,
    rows,
    path: days.length === 1 ? path : join(folder, `${usage_date}.parquet`),
  }));
  if (days.length === 1) return split;
  const numbered = parquetRows(path, 'file_row_number = true');
  const inOrder = `select * exclude (file_row_number) from ${numbered} order by usage_date, file_row_number`;
  await writeDays(database, split, parquetRows(path), inOrder);
  return split;
}

/** With more days than this, sorting all rows once is faster than reading them for each day. */
const manyDays = 40;

/**
 * Writes each day into its file.
 *
 * @param inOrder Query of the same rows as `rows`, by day.
 */
async function writeDays(
  database: Database,
  days: readonly RowsOfDay[],
  rows: string,
  inOrder: string,
): Promise<void> {
  const isSorted = days.length > manyDays;
  if (isSorted) await database.run(`create or replace temp table rows_by_day as ${inOrder}`);
  for (const { usageDate, path } of days)
    await database.run(`copy (
      select * from ${isSorted ? 'rows_by_day' : rows} where usage_date = date ${quoted(usageDate)}
    ) to ${quoted(path)} (${parquetOptions})`);
}
