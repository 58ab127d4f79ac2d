import { renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { deliveredLinesSql } from './delivered-lines.ts';
import { findWordsOfFiles } from './failure-words.ts';
import { rowsOf, type SmallText } from './small-file.ts';
import { checkSql, type SourceSettings } from './source-settings.ts';
import { storedColumns } from './stored-columns.ts';
import { parquetOptions } from './straight-rows.ts';

/** The number of a file is above these bits of the number of a line. */
const lineBits = 40n;

/** Makes the table `gathered`: the good rows of all files as they are stored, with the number of their file, and of the part. */
export async function gatherRows(
  database: Database,
  source: SourceSettings,
  files: readonly SmallText[],
): Promise<void> {
  const [{ text }] = files as [SmallText];
  const paths = files.map((file) => file.text.path);
  const file = 'cast(file_index as bigint)';
  const line = text.hasLineNumbers
    ? 'cast(line_number as bigint)'
    : `row_number() over () + ([${shiftsOf(files).join(', ')}])[${file} + 1]`;
  const records = text.recordsOf(paths, `(${file} << ${lineBits}) + ${line}`);
  await database.run(`create or replace temp table gathered as
    with delivered_lines as (${deliveredLinesSql(source, records)})
    select
      * replace (line_number & ${(1n << lineBits) - 1n} as line_number),
      line_number >> ${lineBits} as file_number,
      (line_number >> ${lineBits}) || '.' || usage_date as part
    from (
      select ${storedColumns(source)} from (${checkSql(source)})
      where problem is null and not is_ignored
    )`);
}

/** Returns what is added to the number of a row among all rows, for the number of its line, by file. */
function shiftsOf(files: readonly SmallText[]): number[] {
  let rowsBefore = 0;
  return files.map(({ opened }) => {
    const shift = opened.headers - rowsBefore;
    rowsBefore += rowsOf(opened);
    return shift;
  });
}

/** Good rows of a file and a day. */
export interface CountedDay {
  usageDate: string;
  rows: number;
  firstLine: number;
  lastLine: number;
  hasSuccess: boolean;
}

/** Counts the gathered rows by the number of their file, each with its days in order. */
export async function countRows(
  database: Database,
  { kind }: SourceSettings,
): Promise<Map<number, CountedDay[]>> {
  const hasSuccess = kind === 'logins' ? 'bool_or(coalesce(is_success, true))' : 'true';
  const counted = await database.rows<
    Record<'file_number' | 'rows' | 'first_line' | 'last_line', bigint> & {
      usage_date: string;
      has_success: boolean;
    }
  >(`select file_number, usage_date, count(*) as rows, min(line_number) as first_line,
      max(line_number) as last_line, ${hasSuccess} as has_success
    from gathered group by file_number, usage_date order by file_number, usage_date`);
  const days = new Map<number, CountedDay[]>();
  for (const row of counted) {
    const file = Number(row.file_number);
    const day = {
      usageDate: row.usage_date,
      rows: Number(row.rows),
      firstLine: Number(row.first_line),
      lastLine: Number(row.last_line),
      hasSuccess: row.has_success,
    };
    days.set(file, [...(days.get(file) ?? []), day]);
  }
  return days;
}

/** Writes the gathered rows of good files into `folder`, a Parquet file each day. */
export async function writeGathered(
  database: Database,
  good: ReadonlyMap<number, CountedDay[]>,
  folder: string,
): Promise<void> {
  if (good.size === 0) return;
  await database.run(`copy (
      select * exclude (file_number) from gathered where file_number in (${[...good.keys()].join(', ')})
    ) to ${quoted(folder)} (${parquetOptions}, partition_by (part))`);
  // DuckDB writes each part into a folder of its own. Many small files are moved faster by blocking calls.
  for (const [file, days] of good)
    for (const day of days) {
      const part = join(folder, `part=${partOf(file, day)}`);
      renameSync(join(part, 'data_0.parquet'), gatheredPath(folder, file, day));
      rmdirSync(part);
    }
}

/** Finds the words of failure of the files without a successful login, see `findFailureWords`. */
export async function findWords(
  database: Database,
  source: SourceSettings,
  good: ReadonlyMap<number, CountedDay[]>,
): Promise<Map<number, string[]>> {
  const failed = [...good].filter(([, days]) => !days.some(({ hasSuccess }) => hasSuccess));
  const words = new Map<number, string[]>();
  if (failed.length === 0) return words;
  const rows = `(select * from gathered where file_number in (${failed.map(([file]) => file).join(', ')}))`;
  const found = await findWordsOfFiles(database, source, rows);
  for (const { file_number, word } of found) {
    const file = Number(file_number);
    words.set(file, [...(words.get(file) ?? []), word]);
  }
  return words;
}

/** Returns the path at which {@link writeGathered} writes the rows of a file and a day. */
export function gatheredPath(folder: string, file: number, day: CountedDay): string {
  return join(folder, `${partOf(file, day)}.parquet`);
}

function partOf(file: number, { usageDate }: CountedDay): string {
  return `${file}.${usageDate}`;
}
