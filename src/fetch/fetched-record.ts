import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { Database } from '../duckdb/duckdb.ts';
import type { FetchSource } from '../workspace/fetch-settings.ts';
import type { StoredObject } from './listing.ts';

/** Objects that were fetched before. Only one process at a time can have it. */
export interface FetchedRecord {
  /** Returns the ETag that an object had when it was fetched. */
  etagOf(source: FetchSource, key: string): string | undefined;
  add(source: FetchSource, object: StoredObject, path: string, checked: string): Promise<void>;
  close(): void;
}

/**
 * Opens the record, a database whose lock the operating system releases when the process ends.
 *
 * @param isReadOnly True to write nothing, also not the record.
 * @throws {UserError} (exit 5) If another `imbill fetch` has it.
 */
export async function openRecord(
  path: string,
  now: () => number,
  isReadOnly: boolean,
): Promise<FetchedRecord> {
  if (!isReadOnly) await mkdir(dirname(path), { recursive: true });
  const database = await openDatabase(path, isReadOnly);
  const known = new Map<string, string>();
  if (database !== undefined) {
    if (!isReadOnly) await database.run(createSql);
    const rows = await database.rows<Record<'store' | 'key' | 'etag', string>>(
      'select store, key, etag from fetched order by fetched_at, etag',
    );
    for (const { store, key, etag } of rows) known.set(`${store}\n${key}`, etag);
  }
  return {
    etagOf: (source, key) => known.get(`${storeOf(source)}\n${key}`),
    async add(source, { key, etag, bytes }, path, checked) {
      const store = storeOf(source);
      const fetched_at = new Date(now()).toISOString();
      await database?.run(
        'insert or replace into fetched values ($store, $key, $etag, $bytes, $path, $checked, $fetched_at)',
        { store, key, etag, bytes: BigInt(bytes), path, checked, fetched_at },
      );
      known.set(`${store}\n${key}`, etag);
    },
    close: () => database?.close(),
  };
}

const createSql = `create table if not exists fetched (
  store varchar, key varchar, etag varchar, bytes bigint, path varchar, checked varchar, fetched_at varchar,
  primary key (store, key)
)`;

/** Returns what tells buckets of the same name in two stores apart. */
function storeOf({ endpoint = 'aws', bucket }: FetchSource): string {
  return `${endpoint}/${bucket}`;
}

async function openDatabase(path: string, isReadOnly: boolean): Promise<Database | undefined> {
  try {
    return await Database.open({ path, threads: 1, readOnly: isReadOnly });
  } catch (error) {
    const message = String((error as Error).message);
    if (isReadOnly && /does not exist/.test(message)) return undefined;
    if (!/lock on file|Conflicting lock|already (attached|open)/i.test(message)) throw error;
    throw new UserError(
      'Another imbill fetch is running in this workspace.\nOne at a time can fetch. Wait for it to end, or stop it, and run again.',
      exitCodes.locked,
      { cause: error },
    );
  }
}
