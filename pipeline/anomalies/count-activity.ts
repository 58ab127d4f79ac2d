import { existsSync } from 'node:fs';
import { sha256Of } from '../../src/base/sha256.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import { zoneHash, zoneOf } from '../../src/calendar/zone.ts';
import { quotedList } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { wordsOf } from '../../src/duckdb/sql-text.ts';
import { type MeasurementInput, segmentsByDay } from '../../src/warehouse/measurements.ts';
import type { Effects } from '../effects/effects.ts';
import { lakeRowsOf } from '../measure/measurement.ts';

/** Queries that count the activity of a source by hour or day. */
const queries = {
  logins: 'anomalies/logins_by_hour',
  bandwidth: 'anomalies/slots_by_hour',
  groups: 'anomalies/dismissals_by_day',
} as const;

type CountedSource = keyof typeof queries;

/**
 * Counts the activity of a month from its segments, into the table `activity`. Only days whose segments changed are
 * counted. A day whose raw rows were erased keeps its counts.
 *
 * @returns Hash of the segments that the counts are from.
 */
export async function countActivity(month: Month, effects: Effects): Promise<string> {
  const hashes: string[] = [];
  for (const source of Object.keys(queries) as CountedSource[])
    hashes.push(await countSource(source, month, effects));
  return sha256Of(hashes.join(''));
}

async function countSource(
  source: CountedSource,
  month: Month,
  { warehouse, workspace, settings }: Effects,
): Promise<string> {
  const segments = await segmentsByDay(warehouse, workspace, source, month);
  const query = queryText(queries[source]);
  const zone = settings.timezone;
  const rule = sha256Of(
    `${wordsOf(query)}${zone}${zoneHash(zoneOf(zone), Number.POSITIVE_INFINITY)}`,
  );
  const wanted = new Map(
    segments.map((input) => [input.usageDate, sha256Of(input.inputs + rule)] as const),
  );
  const known = await knownDays(source, month, warehouse);
  const gone = [...known.keys()].filter((day) => !wanted.has(day));
  const changed = segments.filter(
    (input) => known.get(input.usageDate) !== wanted.get(input.usageDate) && isThere(input),
  );
  if (gone.length + changed.length > 0)
    await warehouse.transaction(async () => {
      const days = [...gone, ...changed.map(({ usageDate }) => usageDate)];
      await forget(source, days, warehouse);
      const paths = changed.flatMap((input) => input.paths);
      if (paths.length > 0) {
        await warehouse.run(
          `create or replace temp view lake_${source} as select * from ${lakeRowsOf(source, paths)}`,
        );
        await warehouse.run(`insert into activity ${query}`, { zone });
      }
      for (const { usageDate } of changed)
        await warehouse.run(
          'insert into active_days values ($source, cast($usageDate as date), $inputs)',
          { source, usageDate, inputs: wanted.get(usageDate)! },
        );
    });
  return sha256Of([...wanted].flat().join(' '));
}

function isThere({ paths }: MeasurementInput): boolean {
  return paths.length > 0 && paths.every((path) => existsSync(path));
}

async function knownDays(
  source: CountedSource,
  month: Month,
  warehouse: Effects['warehouse'],
): Promise<Map<string, string>> {
  const rows = await warehouse.rows<{ usage_date: string; inputs: string }>(
    `select usage_date, inputs from active_days where source = $source
     and usage_date between cast($first as date) and cast($last as date)`,
    { source, first: firstDay(month), last: lastDay(month) },
  );
  return new Map(rows.map((row) => [row.usage_date, row.inputs]));
}

async function forget(
  source: CountedSource,
  days: readonly string[],
  warehouse: Effects['warehouse'],
): Promise<void> {
  for (const table of ['activity', 'active_days'])
    await warehouse.run(
      `delete from ${table} where source = $source
       and usage_date in (select cast(unnest(${quotedList(days)}) as date))`,
      { source },
    );
}
