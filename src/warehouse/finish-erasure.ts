import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sync } from '../base/whole-files.ts';
import { Database, identifier, quoted } from '../duckdb/duckdb.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { unfinishedKey } from './erasures.ts';
import { sealWarehouse } from './seal.ts';

/** Tells whether an erasure is recorded of which old texts may still be on the disk. */
export async function isErasureUnfinished(database: Database): Promise<boolean> {
  const tables = await database.rows("select 1 from duckdb_tables() where table_name = 'meta'");
  if (tables.length === 0) return false;
  const [row] = await database.rows(`select 1 from meta where key = '${unfinishedKey}'`);
  return row !== undefined;
}

/**
 * Finishes an erasure: removes the segments that no longer count and the caches, and writes the warehouse anew, as
 * DuckDB keeps deleted texts in free blocks. It may be stopped at any moment; the next call goes on.
 *
 * The caller has the warehouse open, so nobody else writes. It must close it, and open the new file.
 */
export async function finishErasure(database: Database, workspace: Workspace): Promise<void> {
  await removeErased(database, workspace);
  await rewriteWarehouse(database, workspace.warehouse);
}

async function removeErased(database: Database, workspace: Workspace): Promise<void> {
  const rows = await database.rows<{ path: string }>(
    `select distinct path from erased_segments
     where new_path is null or path not in (select path from segments) order by path`,
  );
  const folders = new Set<string>();
  for (const { path } of rows) {
    const place = join(workspace.root, path);
    await rm(place, { force: true });
    folders.add(dirname(place));
  }
  for (const folder of folders) await sync(folder).catch(() => undefined);
  // What a killed command spilled may hold anything.
  const spilled = `${workspace.warehouse}.spill`;
  for (const folder of [...cachesOf(workspace), spilled])
    await rm(folder, { recursive: true, force: true });
}

/** Lists the folders of a workspace where counted users are cached. */
export function cachesOf({ counted }: Pick<Workspace, 'counted'>): string[] {
  return [counted, `${counted}-on-spark`];
}

/** Copies all rows into a new file, without those that were deleted, and gives it the name of the warehouse. */
async function rewriteWarehouse(database: Database, path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.new`;
  try {
    await database.run('checkpoint');
    await copyRows(database, aside);
    await closeErasure(aside);
    await sync(aside);
    await rename(aside, path);
    await sync(dirname(path));
  } finally {
    await rm(aside, { force: true });
  }
}

async function copyRows(database: Database, aside: string): Promise<void> {
  const { name } = await database.one<{ name: string }>('select current_database() as name');
  await database.run(`attach ${quoted(aside)} as written_anew`);
  await database.run(`copy from database ${identifier(name)} to written_anew`);
  await database.run('detach written_anew');
}

/** Notes in the new file that nothing is left to do. A seal that was closed is closed again. */
async function closeErasure(aside: string): Promise<void> {
  const database = await Database.open({ path: aside, threads: 1 });
  try {
    await database.transaction(async () => {
      await database.run(`delete from meta where key = '${unfinishedKey}'`);
      const [open] = await database.rows(
        "select 1 from meta where key = 'seal' and value = 'open'",
      );
      if (open === undefined) await sealWarehouse(database);
    });
  } finally {
    database.close();
  }
}
