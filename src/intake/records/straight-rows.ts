import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { parquetRows } from '../../duckdb/file-rows.ts';
import { type DeliveredRecords, deliveredLinesSql } from './delivered-lines.ts';
import { keptColumns } from './kept-columns.ts';
import { checkSql, type SourceSettings } from './source-settings.ts';

/**
 * How rows are kept: readable by every Parquet reader of 2021 and later, small, quick to write. At
 * its lowest level zstd makes these rows smaller than at its default, in four fifths of the time.
 * A dictionary of more than some thousand values, as of users, is not worth its making.
 */
export const parquetOptions = `format parquet, compression zstd, compression_level 1, parquet_version v2,
  dictionary_size_limit 2000`;

/** Rows of a file of which every line was accepted and kept. */
export interface StraightRows {
  /** Parquet file with all of them, in the order of the file. */
  path: string;
  /** Billing days that they are of, ascending. */
  days: { usage_date: string; rows: number }[];
}

/**
 * Writes a file's rows to `path` in one pass, without a table in between: the quick way for files
 * that hold nothing but good lines.
 *
 * @param records Rows of the file, one a line.
 * @param expected Lines of the file, headers left out.
 * @returns `undefined` if not every line was accepted and kept; then nothing can be said of the
 *   file, and `path` is to be passed over.
 */
export async function writeStraightRows(
  database: Database,
  source: SourceSettings,
  records: DeliveredRecords,
  { path, expected }: { path: string; expected: number },
): Promise<StraightRows | undefined> {
  await copyGoodRows(database, source, records, path);
  const counted = await database.rows<{ usage_date: string; rows: bigint }>(
    `select usage_date, count(*) as rows from ${parquetRows(path)}
     group by usage_date order by usage_date`,
  );
  const days = counted.map(({ usage_date, rows }) => ({ usage_date, rows: Number(rows) }));
  const total = days.reduce((sum, { rows }) => sum + rows, 0);
  return total > 0 && total === expected ? { path, days } : undefined;
}

/**
 * Most files have no line for which it must be found out what speaks against it; where one has, the
 * rows are read once more, this time with all that tells it.
 */
async function copyGoodRows(
  database: Database,
  source: SourceSettings,
  records: DeliveredRecords,
  path: string,
): Promise<void> {
  const checked = checkSql(source);
  // Not a view: making one opens the file and reads the first of it.
  const copy = (text: string) =>
    database.run(`copy (
      with delivered_lines as (${deliveredLinesSql(source, records)})
      select ${keptColumns(source)} from (${text}) where problem is null and not is_ignored
    ) to ${quoted(path)} (${parquetOptions})`);
  try {
    await copy(checked.replaceAll('told_problem(', 'untold_problem('));
  } catch (error) {
    if (!(error instanceof Error && error.message.includes(closerLook))) throw error;
    await copy(checked);
  }
}

/** What the macro untold_problem says. */
const closerLook = 'a line needs a closer look';
