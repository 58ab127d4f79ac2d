import { builtInKinds } from '../../../src/anomalies/built-in-kinds.ts';
import { addDays } from '../../../src/calendar/billing-day.ts';
import { firstDay, lastDay } from '../../../src/calendar/month.ts';
import { Database } from '../../../src/duckdb/duckdb.ts';
import { currentSql } from '../../../src/duckdb/sql-files.ts';
import type { Anomaly } from '../../../src/jobs/anomalies.ts';
import { createTables } from '../../../src/warehouse/schema.ts';
import { parseSettings } from '../../../src/workspace/settings.ts';
import { compareAnomalies } from '../anomaly-of-row.ts';
import type { AnomalyScope } from '../anomaly-scope.ts';
import { createHandedIn } from '../handed-in.ts';
import { runKinds } from '../run-kinds.ts';
import type { CountedMonth } from './clean-month.ts';

/** A warehouse in memory that is filled with counted months, one after the other. */
export class AnomalyDatabase {
  readonly #warehouse: Database;

  private constructor(warehouse: Database) {
    this.#warehouse = warehouse;
  }

  static async open(): Promise<AnomalyDatabase> {
    const warehouse = await Database.open({ threads: 1 });
    await createTables(warehouse);
    await warehouse.run(`create temp table given_values (app_id varchar, metric varchar, day varchar, quantity varchar);
      create temp table given_hours (source varchar, app_id varchar, node varchar, day varchar, hours varchar)`);
    return new AnomalyDatabase(warehouse);
  }

  close(): void {
    this.#warehouse.close();
  }

  /** Finds the anomalies of a month whose days are all over. */
  async find(
    counted: CountedMonth,
    {
      zone = 'Asia/Shanghai',
      codes,
      until,
    }: { zone?: string; codes?: string[]; until?: string } = {},
  ): Promise<Anomaly[]> {
    const { month } = counted;
    await this.#fill(counted);
    const scope: AnomalyScope = {
      month,
      from: addDays(firstDay(month), -56),
      first: firstDay(month),
      until: until ?? lastDay(month),
      endedApps: counted.endedApps,
      bills: counted.bills.map((bill) => ({ ...bill, currency: 'CNY' })),
    };
    const settings = parseSettings(`timezone: ${zone}\nsources: {}\n`);
    await createHandedIn(scope, { warehouse: this.#warehouse, settings, sql: currentSql() });
    await this.#replaceRejects(counted);
    const kinds = builtInKinds().filter(({ code }) => codes?.includes(code) ?? true);
    const found = await runKinds(kinds, month, this.#warehouse);
    return found.toSorted(compareAnomalies);
  }

  async #fill({ logins, nodes, groups }: CountedMonth): Promise<void> {
    const warehouse = this.#warehouse;
    for (const table of ['given_values', 'given_hours', 'daily_usage', 'activity'])
      await warehouse.run(`delete from ${table}`);
    await warehouse.append('given_values', [
      ...logins.map(({ appId, day, users }) => [appId, 'dau', day, String(users)]),
      ...groups.map(({ appId, day, groups: count }) => [appId, 'groups', day, String(count)]),
      ...groups
        .filter(({ dismissed }) => (dismissed ?? 0) > 0)
        .map(({ appId, day, dismissed }) => [appId, 'dismissed', day, String(dismissed)]),
    ]);
    await warehouse.append('given_hours', [
      ...logins.map(({ appId, day, hours }) => ['logins', appId, '', day, hours.join(' ')]),
      ...nodes.map(({ appId, node, day, hours }) => [
        'bandwidth',
        appId,
        node,
        day,
        hours.join(' '),
      ]),
    ]);
    await warehouse.run(fillTables);
  }

  async #replaceRejects({ rejects }: CountedMonth): Promise<void> {
    await this.#warehouse.run('delete from rejected_lines');
    for (const { source, reason, rejected, lines } of rejects)
      await this.#warehouse.run(
        "insert into rejected_lines values (1, $source, 'time', $reason, $rejected, $lines)",
        { source, reason, rejected: BigInt(rejected), lines: BigInt(lines) },
      );
  }
}

/** All nodes of an app have the slots of the node with the most. */
const fillTables = `
insert into daily_usage
  select app_id, metric, cast(day as date), cast(quantity as decimal(38, 9)), cast(quantity as decimal(38, 9)), 1, false, null
  from given_values where metric <> 'dismissed';
insert into activity
  select 'groups', app_id, '', '', cast(day as date), null, cast(quantity as bigint)
  from given_values where metric = 'dismissed';
create or replace temp table hour_rows as
  select source, app_id, node, cast(day as date) as usage_date, unnest(range(24)) as hour,
    cast(unnest(string_split(hours, ' ')) as bigint) as quantity
  from given_hours where hours <> '';
insert into activity
  select source, app_id, case when source = 'bandwidth' then 'domestic' else '' end, '', usage_date, hour, max(quantity)
  from hour_rows where quantity > 0 group by source, app_id, usage_date, hour;
insert into activity
  select source, app_id, 'domestic', node, usage_date, null, sum(quantity)
  from hour_rows where source = 'bandwidth' and quantity > 0 group by source, app_id, node, usage_date;
`;
