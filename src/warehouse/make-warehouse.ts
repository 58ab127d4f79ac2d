import { randomUUID } from 'node:crypto';
import { link, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isThere } from '../base/is-there.ts';
import { sync } from '../base/whole-files.ts';
import { Database } from '../duckdb/duckdb.ts';

const asideName = /\.[0-9a-f-]{36}\.new(\.wal)?$/;

/**
 * Creates the warehouse file if there is none. The file gets its name only when it is whole: DuckDB
 * could not open a file that a killed process left half-written. If several processes try, one of them
 * creates it.
 */
export async function makeWarehouse(path: string): Promise<void> {
  if (isThere(path)) return;
  const aside = `${path}.${randomUUID()}.new`;
  const database = await Database.open({ path: aside });
  database.close();
  try {
    await sync(aside);
    await putInPlace(aside, path);
  } catch (error) {
    if (!isThere(path)) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Removes files that killed processes left. The caller has the warehouse open. */
export async function removeHalfMade(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder))
    if (name.startsWith(basename(path)) && asideName.test(name))
      await rm(join(folder, name), { force: true });
}

/** Gives a file its name if nothing has it. Not every file system has links. */
async function putInPlace(aside: string, path: string): Promise<void> {
  try {
    await link(aside, path);
  } catch (error) {
    if (isThere(path)) return;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    await rename(aside, path);
  }
}
