import type { Database } from '../duckdb/duckdb.ts';

/**
 * Takes the next sequence numbers of the workspace, within the caller's transaction. What has a higher
 * one became known later.
 *
 * @param count How many, one after the other.
 * @returns The first of them.
 */
export async function nextSequenceNumber(database: Database, count = 1): Promise<bigint> {
  const { value } = await database.one<{ value: string }>(
    `insert or replace into meta
      select 'last_sequence_number',
        cast(${count} + coalesce((select cast(value as bigint) from meta where key = 'last_sequence_number'), 0) as varchar)
      returning value`,
  );
  return BigInt(value) - BigInt(count) + 1n;
}
