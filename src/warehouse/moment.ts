import type { Database } from '../engines/duckdb.ts';

/** The next value of the workspace's counter: what becomes known now, after all that is known. */
export async function nextMoment(database: Database): Promise<bigint> {
  const { value } = await database.one<{ value: string }>(
    `insert or replace into meta
      select 'moment', cast(1 + coalesce((select cast(value as bigint) from meta where key = 'moment'), 0) as varchar)
      returning value`,
  );
  return BigInt(value);
}
