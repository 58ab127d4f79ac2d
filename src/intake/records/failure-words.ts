import { type Database, quotedList } from '../../duckdb/duckdb.ts';
import { parquetColumns, parquetRows } from '../../duckdb/file-rows.ts';
import type { CheckedFile } from './check-file.ts';
import { presets } from './presets.ts';
import type { SourceSettings } from './source-settings.ts';

const mostWords = 5;

/**
 * Words of `result` of a checked file of which no login succeeded, the most frequent first. Whether one did is
 * read from the statistics of the rows that are written already.
 *
 * @returns `undefined` where a login succeeded, or where there is none.
 */
export async function wordsOfFailure(
  database: Database,
  source: SourceSettings,
  { straight }: CheckedFile,
): Promise<string[] | undefined> {
  if (source.kind !== 'logins') return undefined;
  const isAnySuccess = straight
    ? `select bool_or(coalesce(stats_max_value, 'true') <> 'false') as is_any
       from ${parquetColumns(straight.path)} where path_in_schema = 'is_success'`
    : 'select coalesce(bool_or(is_success), false) as is_any from checked where problem is null and not is_ignored';
  const { is_any } = await database.one<{ is_any: boolean }>(isAnySuccess);
  if (is_any) return undefined;
  const rows = straight
    ? parquetRows(straight.path)
    : '(select * from checked where problem is null)';
  const words = await database.rows<{ word: string }>(
    `select result as word from ${rows} where result is not null and not list_contains(${quotedList(wordsOfPreset(source))}, result)
     group by result order by count(*) desc, result limit ${mostWords}`,
  );
  return words.length === 0 ? undefined : words.map(({ word }) => word);
}

/** The words that a preset documents say nothing of failures: users also leave. */
function wordsOfPreset({ preset }: SourceSettings): string[] {
  const { words } = presets[preset ?? ''] ?? {};
  return [...Object.values(words?.map ?? {}), ...(words?.known ?? [])];
}
