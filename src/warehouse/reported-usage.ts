import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import type { SqlFiles } from '../duckdb/sql-files.ts';
import { groupDigits } from '../money/format-decimal.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { segmentsByDay } from './measurements.ts';
import { assertSegmentsAreThere } from './missing-segments.ts';

/**
 * Adds the day values that were counted elsewhere (source `daily`) where there are no raw logs.
 * Where there are, the raw logs count and a difference becomes a finding.
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
  times: bigint;
}

async function recordDifferences(database: Database): Promise<void> {
  const differing = await database.rows<Difference>(
    firstOfEach(`select reported_usage.app_id, reported_usage.metric, reported_usage.usage_date,
        daily_usage.quantity as ours, reported_usage.quantity as theirs
      from reported_usage inner join daily_usage using (app_id, metric, usage_date)
      where daily_usage.quantity <> reported_usage.quantity`),
  );
  for (const row of differing) {
    await insertFinding(
      database,
      'daily-differs',
      row,
      `${row.metric} of ${row.usage_date} was reported as ${shown(row.theirs)}, the raw logs come to ${shown(row.ours)} and count.${more(row)}`,
    );
  }
  const conflicting = await database.rows<Difference>(
    firstOfEach(`select app_id, metric, usage_date, lowest_quantity as ours, quantity as theirs
      from reported_usage where lowest_quantity <> quantity`),
  );
  for (const row of conflicting) {
    await insertFinding(
      database,
      'daily-conflict',
      row,
      `${row.metric} of ${row.usage_date} was reported as ${shown(row.ours)} and as ${shown(row.theirs)}; the higher value counts.${more(row)}`,
    );
  }
}

/** The first day of each app and metric, and on how many days. */
function firstOfEach(query: string): string {
  return `select *, count(*) over (partition by app_id, metric) as times from (${query})
    qualify row_number() over (partition by app_id, metric order by usage_date) = 1
    order by app_id, metric`;
}

function insertFinding(
  database: Database,
  code: string,
  row: Difference,
  message: string,
): Promise<void> {
  return database.run(
    `insert into usage_findings values ('${code}', $appId, date '${row.usage_date}', $message)`,
    { appId: row.app_id, message },
  );
}

function more({ times }: Difference): string {
  return times > 1n ? ` ${times - 1n} more days of the month likewise.` : '';
}

function shown(quantity: string): string {
  return groupDigits(quantity.replace(/\.?0+$/, ''));
}
