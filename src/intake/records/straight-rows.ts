import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { parquetRows } from '../../duckdb/file-rows.ts';
import { type DeliveredRecords, deliveredLinesSql } from './delivered-lines.ts';
import { checkSql, type SourceSettings } from './source-settings.ts';
import { closerLook, setProblemsTold } from './staging-variables.ts';
import { storedColumns } from './stored-columns.ts';

/**
 * Form of stored rows: readable by every Parquet reader since 2021, small, quick to write. The lowest level of
 * zstd makes them smaller than its default, in four fifths of the time. A dictionary of more than some thousand
 * values, as of users, does not pay.
 */
export const parquetOptions = `format parquet, compression zstd, compression_level 1, parquet_version v2,
  dictionary_size_limit 2000`;

/** Rows of a file whose lines were all accepted and stored. */
export interface StraightRows {
  /** Parquet file of all rows, in the order of the file. */
  path: string;
  /** Billing days of the rows, ascending. */
  days: { usage_date: string; rows: number }[];
}

/**
 * Writes the rows of a file to `path` in one pass, without a table: the quick way for files of good lines only.
 *
 * @param records Rows of the file, one a line.
 * @param expected Lines of the file without headers.
 * @returns Undefined if not every line was accepted and stored. Then `path` is of no use.
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
 * Copies the good rows. Most files have no bad line, so the quick queries do. If a line needs a closer look,
 * the rows are read once more.
 */
async function copyGoodRows(
  database: Database,
  source: SourceSettings,
  records: DeliveredRecords,
  path: string,
): Promise<void> {
  // Not a view: making one opens the file and reads the first of it.
  const copy = () =>
    database.run(`copy (
      with delivered_lines as (${deliveredLinesSql(source, records)})
      select ${storedColumns(source)} from (${checkSql(source)})
      where problem is null and not is_ignored
    ) to ${quoted(path)} (${parquetOptions})`);
  try {
    await setProblemsTold(database, false);
    await copy();
  } catch (error) {
    if (!(error instanceof Error && error.message.includes(closerLook))) throw error;
    await setProblemsTold(database, true);
    await copy();
  }
}
