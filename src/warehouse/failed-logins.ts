import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import { type Database, quotedList } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { SqlFiles } from '../duckdb/sql-files.ts';
import type { BilingualText } from '../invoice/document.ts';
import { groupDigits } from '../money/format-decimal.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { segmentsByDay } from './measurements.ts';
import { assertSegmentsAreThere } from './missing-segments.ts';
import { removedMonths } from './removed-rows.ts';
import { recordUsageFinding } from './usage-findings.ts';

const code = 'logins-all-failed';
const relation = 'failed_logins';
const namedResults = 5;

/**
 * Replaces a month's findings on apps without a successful login. Mostly the source does not name
 * their word for success. Earlier SQL has no such relation, and then there are no findings.
 */
export async function reportFailedLogins(
  database: Database,
  workspace: Workspace,
  month: Month,
  sql: SqlFiles,
): Promise<void> {
  const days = `usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'`;
  // Without raw rows, what was found stays.
  if ((await removedMonths(database)).get('logins')?.has(month)) return;
  await database.run(`delete from usage_findings where code = '${code}' and ${days}`);
  if (!sql.has('intermediate', relation)) return;
  const apps = await database.rows<{ app_id: string }>(
    queryText('warehouse/apps_without_success'),
    { first: firstDay(month), last: lastDay(month) },
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
  const failed = await database.rows<FailedApp>(queryText('warehouse/most_frequent_results'), {
    count: BigInt(namedResults),
  });
  for (const found of failed)
    await recordUsageFinding(database, {
      code,
      appId: found.app_id,
      day: found.first_date,
      text: textOf(found),
    });
}

interface FailedApp {
  [column: string]: string | bigint | null;
  app_id: string;
  first_date: string;
  logins: bigint;
  results: bigint;
  /** The most frequent results, separated by line feeds; null if the source keeps none. */
  named: string | null;
}

function textOf({ logins, results, named }: FailedApp): BilingualText {
  const count = groupDigits(String(logins));
  const more = results > namedResults ? ` and ${results - BigInt(namedResults)} more` : '';
  const moreZh = results > namedResults ? `，另有 ${results - BigInt(namedResults)} 种` : '';
  const words = named?.split('\n').map(shortWord);
  const seen = words ? `results ${words.join(', ')}${more}` : 'the results are not kept';
  const seenZh = words ? `结果为 ${words.join('、')}${moreZh}` : '未保留结果';
  return {
    en: `None of ${count} logins of the month succeeded, so no user counts: ${seen}. If one of these means success, name it with success: [...] of the source in imbill.yaml.`,
    zh: `本月 ${count} 次登录全部失败，因此没有用户计入：${seenZh}。若其中有表示成功的结果，请在 imbill.yaml 的该来源中用 success: [...] 注明。`,
  };
}

/** Describes a file of which no login succeeded, with the results that it has. */
export function describeFailedFile({
  path,
  words,
}: {
  path: string;
  words: readonly string[];
}): string {
  return `${path}: no login succeeded, so no user counts. Results: ${words.map(shortWord).join(', ')}. If one of these means success, name it with success: [...] of the source in imbill.yaml.`;
}

/** Returns a word in quotes, cut after 40 characters. */
function shortWord(word: string): string {
  return JSON.stringify(word.length > 40 ? `${word.slice(0, 40)}…` : word);
}
