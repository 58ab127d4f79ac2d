import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import { type Database, quotedList } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import type { SqlFiles } from '../duckdb/sql-files.ts';
import { groupDigits } from '../money/format-decimal.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { segmentsByDay } from './measurements.ts';
import { assertSegmentsAreThere } from './missing-segments.ts';

const code = 'logins-all-failed';
const relation = 'failed_logins';
const shownWords = 5;

/**
 * Replaces a month's findings on apps of which no login succeeded: mostly the word of success is one
 * that the source does not name. What was counted by SQL that does not know them has none.
 */
export async function reportFailedLogins(
  database: Database,
  workspace: Workspace,
  month: Month,
  sql: SqlFiles,
): Promise<void> {
  const days = `usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'`;
  await database.run(`delete from usage_findings where code = '${code}' and ${days}`);
  if (!sql.has('intermediate', relation)) return;
  const apps = await database.rows<{ app_id: string }>(
    `select app_id from daily_usage where metric = 'dau' and not is_reported and ${days}
     group by app_id having max(quantity) = 0`,
  );
  if (apps.length === 0) return;
  const segments = await segmentsByDay(database, workspace, 'logins', month);
  const paths = segments.flatMap((segment) => segment.paths);
  assertSegmentsAreThere(workspace, paths);
  const ids = apps.map(({ app_id }) => app_id);
  await database.run(`create or replace temp view lake_logins as
    select * from ${parquetRows(paths)}
    where list_contains(${quotedList(ids)}, app_id)`);
  for (const statement of sql.viewStatements([relation])) await database.run(statement);
  for (const found of await failedApps(database))
    await database.run(
      `insert into usage_findings values ('${code}', $appId, date '${found.first_date}', $message)`,
      { appId: found.app_id, message: messageOf(found) },
    );
}

interface FailedApp {
  [column: string]: string | bigint | null;
  app_id: string;
  first_date: string;
  logins: bigint;
  words: bigint;
  /** The most frequent, separated by line feeds; null where results are not kept. */
  shown: string | null;
}

function failedApps(database: Database): Promise<FailedApp[]> {
  return database.rows<FailedApp>(`select app_id, min(first_date) as first_date,
      cast(sum(logins) as bigint) as logins, count(result) as words,
      string_agg(case when place <= ${shownWords} then result end, chr(10) order by place) as shown
    from (select *, row_number() over (partition by app_id order by logins desc, result nulls last) as place
      from ${relation})
    group by app_id order by app_id`);
}

function messageOf({ logins, words, shown }: FailedApp): string {
  const count = groupDigits(String(logins));
  const seen =
    shown === null
      ? 'the results are not kept'
      : `results ${shown.split('\n').map(shortWord).join(', ')}${words > shownWords ? ` and ${words - BigInt(shownWords)} more` : ''}`;
  return `None of ${count} logins of the month succeeded, so no user counts: ${seen}. Where one of these means success, name it with success: [...] of the source in imbill.yaml.`;
}

/** In quotes, not longer than a message bears. */
export function shortWord(word: string): string {
  return JSON.stringify(word.length > 40 ? `${word.slice(0, 40)}…` : word);
}
