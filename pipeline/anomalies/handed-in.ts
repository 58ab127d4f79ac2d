import type { Database, Parameters } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { namedParameters } from '../../src/duckdb/sql-text.ts';
import { sourceKinds } from '../../src/metrics/source-kinds.ts';
import type { Effects } from '../effects/effects.ts';
import type { AnomalyScope } from './anomaly-scope.ts';

/** Relations of sql/queries/anomalies that anomalies are found in, each after those that it reads. */
const computed = [
  'day_hours',
  'app_days',
  'weekday_users',
  'app_hours',
  'app_slots',
  'daily_series',
  'silent_runs',
  'rejected_lines',
] as const;

/** Names of all relations that a file of anomalies may read. */
export const handedInRelations = [...computed, 'bills', 'ended_apps', 'metric_sources'] as const;

/** Shapes of the relations whose rows do not come from a query. */
const tables = `
create or replace temp table metric_sources (metric varchar, source varchar);
create or replace temp table ended_apps (app_id varchar, usage_date date);
create or replace temp table bills (
    customer_id varchar, currency varchar, total decimal(28, 2), total_before decimal(28, 2)
);
`;

/** Creates the relations that files of anomalies read, as temporary tables. */
export async function createHandedIn(
  { from, first, until, endedApps, bills }: AnomalyScope,
  { warehouse, settings, sql }: Pick<Effects, 'warehouse' | 'settings' | 'sql'>,
): Promise<void> {
  await warehouse.run(tables);
  for (const source of sourceKinds)
    for (const metric of sql.metricsOf(source, 'day'))
      await warehouse.run('insert into metric_sources values ($metric, $source)', {
        metric,
        source,
      });
  for (const [appId, day] of endedApps)
    await warehouse.run('insert into ended_apps values ($appId, cast($day as date))', {
      appId,
      day,
    });
  for (const { customerId, currency, total, totalBefore } of bills)
    await warehouse.run(
      `insert into bills values ($customerId, $currency, try_cast($total as decimal(28, 2)),
        try_cast($totalBefore as decimal(28, 2)))`,
      {
        ...{ customerId, currency, total, totalBefore },
      },
    );
  const known: Parameters = {
    ...{ from, first, until },
    zone: settings.timezone,
    slot_seconds: BigInt(settings.slotSeconds),
  };
  for (const name of computed) await createTable(name, known, warehouse);
}

async function createTable(
  name: (typeof computed)[number],
  known: Parameters,
  warehouse: Database,
): Promise<void> {
  const text = queryText(`anomalies/${name}`);
  const own = namedParameters(text).map((parameter) => [parameter, known[parameter]!]);
  await warehouse.run(`create or replace temp table ${name} as\n${text}`, Object.fromEntries(own));
}

/** Returns the texts of the queries behind the relations. */
export function handedInTexts(): string[] {
  return computed.map((name) => queryText(`anomalies/${name}`));
}
