import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { isThere } from '../base/is-there.ts';
import { Database } from '../duckdb/duckdb.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { openLocked } from './open-warehouse.ts';
import { createTables, schemaVersion } from './schema.ts';
import { createViews } from './views.ts';

/**
 * Runs `work` on the warehouse, opened read-only. Nothing in the workspace is written, and others may
 * read at the same time. If an older imbill wrote the warehouse, `work` reads a migrated copy outside
 * of the workspace.
 *
 * @throws {UserError} (exit 5) If a run has it, (exit 4) if nothing was loaded yet, (exit 2) if the
 *   folder is no workspace.
 */
export async function readWarehouse<T>(
  workspace: Workspace,
  work: (database: Database) => Promise<T>,
  { threads }: { threads?: number } = {},
): Promise<T> {
  assertThere(workspace);
  const database = await openLocked(workspace, { readOnly: true, ...(threads && { threads }) });
  try {
    if ((await versionOf(database)) !== schemaVersion) return await onCopy(workspace, work);
    await createViews(database);
    return await work(database);
  } finally {
    database.close();
  }
}

function assertThere(workspace: Workspace): void {
  if (isThere(workspace.warehouse)) return;
  if (!isThere(workspace.settings))
    throw new UserError(
      'There is no imbill.yaml here: this folder is not a workspace.\nName one with --workspace DIR, or make one with: imbill init DIR',
      exitCodes.wrongUsage,
    );
  throw new UserError(
    'There is no ledger yet: no load or run has begun in this workspace.\nLoad what the sources match with: imbill load',
    exitCodes.nothingToDo,
  );
}

async function versionOf(database: Database): Promise<number | undefined> {
  const tables = await database.rows("select 1 from duckdb_tables() where table_name = 'meta'");
  if (tables.length === 0) return undefined;
  const [row] = await database.rows<{ value: string }>(
    "select value from meta where key = 'schema_version'",
  );
  return row && Number(row.value);
}

/** Runs `work` on a migrated copy. The caller has the original open, so nobody writes to it. */
async function onCopy<T>(
  { warehouse }: Workspace,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'imbill-'));
  try {
    const path = join(folder, 'warehouse.duckdb');
    await copyFile(warehouse, path);
    if (isThere(`${warehouse}.wal`)) await copyFile(`${warehouse}.wal`, `${path}.wal`);
    const database = await Database.open({ path });
    try {
      await createTables(database);
      return await work(database);
    } finally {
      database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
