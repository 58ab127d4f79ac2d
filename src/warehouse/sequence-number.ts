import type { Database } from '../duckdb/duckdb.ts';

/** The next value of the workspace's counter: what becomes known now, after all that is known. */
export function nextMoment(database: Database): Promise<bigint> {
  return nextMoments(database, 1);
}

/** As many of them, one after the other; the first is returned. */
export async function nextMoments(database: Database, count: number): Promise<bigint> {
  const { value } = await database.one<{ value: string }>(
    `insert or replace into meta
      select 'moment', cast(${count} + coalesce((select cast(value as bigint) from meta where key = 'moment'), 0) as varchar)
      returning value`,
  );
  return BigInt(value) - BigInt(count) + 1n;
}
