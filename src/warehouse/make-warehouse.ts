import { randomUUID } from 'node:crypto';
import { link, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isThere } from '../base/is-there.ts';
import { sync } from '../base/whole-files.ts';
import { Database } from '../duckdb/duckdb.ts';

const asideName = /\.[0-9a-f-]{36}\.new(\.wal)?$/;

/**
 * Makes the warehouse's file where there is none: aside, and whole before it gets its name. A
 * process that is killed meanwhile leaves nothing under that name, which DuckDB could not open; of
 * several processes one makes it.
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

/** Removes what processes left aside that were killed; for whoever has the warehouse open. */
export async function removeHalfMade(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder))
    if (name.startsWith(basename(path)) && asideName.test(name))
      await rm(join(folder, name), { force: true });
}

/** Never over another's; not every file system has links. */
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
