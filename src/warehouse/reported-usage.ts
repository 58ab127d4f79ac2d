import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { SqlFiles } from '../duckdb/sql-files.ts';
import type { BilingualText } from '../invoice/document.ts';
import { metricCatalogue } from '../metrics/catalogue.ts';
import { groupDigits } from '../money/format-decimal.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { segmentsByDay } from './measurements.ts';
import { assertSegmentsAreThere } from './missing-segments.ts';
import { recordUsageFinding } from './usage-findings.ts';

/**
 * Adds the day values that were measured elsewhere (source `daily`) to a month's usage. On days with
 * raw logs the raw logs count, and a difference becomes a finding.
 *
 * Source: DESIGN, "Canonical columns", `daily`.
 */
export async function reportUsageFromElsewhere(
  database: Database,
  workspace: Workspace,
  month: Month,
  sql: SqlFiles,
): Promise<void> {
  const days = `usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'`;
  const segments = await segmentsByDay(database, workspace, 'daily', month);
  const paths = segments.flatMap((segment) => segment.paths);
  assertSegmentsAreThere(workspace, paths);
  await database.transaction(async () => {
    await database.run(`delete from daily_usage where is_reported and ${days}`);
    await database.run(`delete from usage_findings where code like 'daily-%' and ${days}`);
    if (segments.length === 0) return;
    await database.run(`create or replace temp view lake_daily as
      select * from ${parquetRows(paths)}`);
    for (const statement of sql.viewStatements(['reported_usage'])) await database.run(statement);
    await recordDifferences(database);
    await database.run(`insert into daily_usage
      select app_id, metric, usage_date, quantity, quantity, 1, true, null from reported_usage
      where not exists (select 1 from daily_usage where daily_usage.app_id = reported_usage.app_id
        and daily_usage.metric = reported_usage.metric and daily_usage.usage_date = reported_usage.usage_date)
      order by app_id, metric, usage_date`);
  });
}

interface Difference {
  [column: string]: string | bigint;
  app_id: string;
  metric: string;
  usage_date: string;
  ours: string;
  theirs: string;
  /** How many days of the app and metric differ. */
  days: bigint;
}

async function recordDifferences(database: Database): Promise<void> {
  for (const row of await database.rows<Difference>(queryText('warehouse/differing_daily_values')))
    await recordUsageFinding(database, {
      code: 'daily-differs',
      appId: row.app_id,
      day: row.usage_date,
      text: describe(row, {
        en: `was reported as ${trimmed(row.theirs)}, but the raw logs give ${trimmed(row.ours)}. The raw logs count.`,
        zh: `上报为 ${trimmed(row.theirs)}，但原始日志为 ${trimmed(row.ours)}。以原始日志为准。`,
      }),
    });
  for (const row of await database.rows<Difference>(
    queryText('warehouse/conflicting_daily_values'),
  ))
    await recordUsageFinding(database, {
      code: 'daily-conflict',
      appId: row.app_id,
      day: row.usage_date,
      text: describe(row, {
        en: `was reported as ${trimmed(row.ours)} and as ${trimmed(row.theirs)}; the higher value counts.`,
        zh: `上报为 ${trimmed(row.ours)} 和 ${trimmed(row.theirs)}；取较高值。`,
      }),
    });
}

function describe(
  { metric, usage_date: day, days }: Difference,
  { en, zh }: BilingualText,
): BilingualText {
  const title = metricCatalogue().get(metric)?.title.zh ?? metric;
  const more = days - 1n;
  const also = more === 1n ? 'was 1 more day' : `were ${more} more days`;
  return {
    en: `${metric} of ${day} ${en}${more === 0n ? '' : ` So ${also} of the month.`}`,
    zh: `${day} 的${title}${zh}${more === 0n ? '' : `本月另有 ${more} 天如此。`}`,
  };
}

function trimmed(quantity: string): string {
  return groupDigits(quantity.replace(/\.?0+$/, ''));
}
