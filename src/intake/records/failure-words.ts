import { type Database, quotedList } from '../../duckdb/duckdb.ts';
import { parquetColumns, parquetRows } from '../../duckdb/file-rows.ts';
import type { CheckedFile } from './judge-records.ts';
import { presetOf } from './presets.ts';
import type { SourceSettings } from './source-settings.ts';

const mostWords = 5;

/**
 * Finds the words of `result` in a checked file of which no login succeeded, the most frequent first. Where the
 * rows are written already, their statistics tell it.
 *
 * @returns `undefined` where a login succeeded, or where there is none.
 */
export async function findFailureWords(
  database: Database,
  source: SourceSettings,
  { straight }: CheckedFile,
): Promise<string[] | undefined> {
  if (straight) return findWrittenFailureWords(database, source, [straight.path]);
  const isAnySuccess =
    'select coalesce(bool_or(is_success), false) as is_any from checked where problem is null and not is_ignored';
  const rows = '(select * from checked where problem is null)';
  return failureWords(database, source, { isAnySuccess, rows });
}

/** Finds the words like {@link findFailureWords}, in the rows of a file that are written. */
export async function findWrittenFailureWords(
  database: Database,
  source: SourceSettings,
  paths: readonly string[],
): Promise<string[] | undefined> {
  if (paths.length === 0) return undefined;
  const isAnySuccess = `select bool_or(coalesce(stats_max_value, 'true') <> 'false') as is_any
    from ${parquetColumns(paths)} where path_in_schema = 'is_success'`;
  return failureWords(database, source, { isAnySuccess, rows: parquetRows(paths) });
}

async function failureWords(
  database: Database,
  source: SourceSettings,
  { isAnySuccess, rows }: { isAnySuccess: string; rows: string },
): Promise<string[] | undefined> {
  if (source.kind !== 'logins') return undefined;
  const { is_any } = await database.one<{ is_any: boolean }>(isAnySuccess);
  if (is_any) return undefined;
  const words = await database.rows<{ word: string }>(
    `select result as word from ${rows} where result is not null and not list_contains(${quotedList(wordsOfPreset(source))}, result)
     group by result order by count(*) desc, result limit ${mostWords}`,
  );
  return words.length === 0 ? undefined : words.map(({ word }) => word);
}

/**
 * Finds the words of `result` in files of which no login succeeded, the most frequent first.
 *
 * @param rows SQL of their rows, with `file_number`.
 */
export function findWordsOfFiles(
  database: Database,
  source: SourceSettings,
  rows: string,
): Promise<{ file_number: bigint; word: string }[]> {
  return database.rows(`select file_number, word from (
      select file_number, result as word,
        row_number() over (partition by file_number order by count(*) desc, result) as place
      from ${rows}
      where result is not null and not list_contains(${quotedList(wordsOfPreset(source))}, result)
      group by file_number, result
    ) where place <= ${mostWords} order by file_number, place`);
}

/** Returns the words that a preset documents. They say nothing of failures: users also leave. */
function wordsOfPreset(source: SourceSettings): string[] {
  const words = presetOf(source)?.words?.['result'];
  return words?.isClosed ? [...Object.values(words.map), ...(words.known ?? [])] : [];
}
