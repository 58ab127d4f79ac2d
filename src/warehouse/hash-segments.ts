import { type Database, quoted } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { queryText } from '../duckdb/query-text.ts';
import { parquetOptions } from '../intake/records/straight-rows.ts';
import type { UserIdKey } from './user-id-keys.ts';

/** Reads the apps of a segment. */
export async function appsOfSegment(database: Database, path: string): Promise<string[]> {
  const rows = await database.rows<{ app_id: string }>(
    `select distinct app_id from ${parquetRows(path)} order by app_id`,
  );
  return rows.map(({ app_id }) => app_id);
}

/** Writes the rows of a segment with the HMAC-SHA-256 of each user id in its place, as lower-case hex. */
export async function writeHashed(
  database: Database,
  { from, to }: { from: string; to: string },
  keys: ReadonlyMap<string, UserIdKey>,
): Promise<void> {
  await database.run(
    'create or replace temp table hmac_keys (app_id varchar, inner_pad blob, outer_pad blob)',
  );
  for (const [appId, key] of keys)
    await database.run(
      `insert into hmac_keys values ($appId, ${padded(key, 0x36)}, ${padded(key, 0x5c)})`,
      { appId },
    );
  await database.run(
    `create or replace temp view segment_rows as select * from ${parquetRows(from, 'file_row_number = true')}`,
  );
  await database.run(
    `copy (${queryText('erase/hashed_rows')}) to ${quoted(to)} (${parquetOptions})`,
  );
}

/** Bytes of a block of SHA-256. */
const blockBytes = 64;

/** Returns SQL of a key, filled to a block, with each byte changed by `mask`. Source: RFC 2104. */
function padded(key: UserIdKey, mask: number): string {
  const block = Buffer.alloc(blockBytes);
  key.copy(block);
  return `unhex('${Buffer.from(block.map((byte) => byte ^ mask)).toString('hex')}')`;
}

/** Writes rejected lines without their text, in which the id may be anywhere. */
export async function writeWithoutText(
  database: Database,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await database.run(
    `copy (select * replace ('' as value, split_part(reason, ${quoted(rowMark)}, 1) as reason)
      from ${parquetRows(from)}) to ${quoted(to)} (format parquet)`,
  );
}

/** Begins the row of a table in the reason why it was rejected. */
export const rowMark = '; the row is ';
