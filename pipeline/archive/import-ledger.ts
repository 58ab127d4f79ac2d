import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { publishViews } from '../../src/analyst/views/publish-views.ts';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { isThere } from '../../src/base/is-there.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import type { ImportedLedger } from '../../src/jobs/archive.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { ExportManifest } from '../../src/ledger/archive/export-format.ts';
import { checkExport } from '../../src/ledger/archive/import-check.ts';
import { copyFiles } from '../../src/ledger/archive/import-files.ts';
import { rebuild, tablesInUse, takeOver } from '../../src/ledger/archive/import-ledger.ts';
import { publishSnapshot } from '../../src/snapshot/publish/publish-snapshot.ts';
import { closeWarehouse, openWarehouse } from '../../src/warehouse/open-warehouse.ts';
import { noTerms, readKnownTerms } from '../../src/workspace/known-terms.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import { publishLog } from '../effects/publish-log.ts';
import { countExport } from './export-ledger.ts';

/**
 * Imports an exported ledger into a workspace without one, or into a new or empty folder. Verifies
 * the whole export first, and then adds everything in one transaction.
 *
 * @throws {UserError} (exit 3) If the export was altered, with every difference; (exit 2) if the
 *   folder is not an export, or the workspace has a ledger.
 */
export async function importLedger(dir: string, context: JobContext): Promise<ImportedLedger> {
  const { workspace, command, threads } = context;
  const manifest = await checkExport(dir);
  await assertImportable(context, workspace);
  const created = firstMissing([workspace.root, dirname(workspace.warehouse)]);
  const opener = { command, startedAt: new Date().toISOString() };
  const warehouse = await openWarehouse(workspace, opener, { threads });
  try {
    const kept = await restore(dir, manifest, warehouse, context).catch(async (error) => {
      if (created !== undefined) await rm(created, { recursive: true, force: true });
      throw error;
    });
    await emptyScratch(workspace);
    await publish(warehouse, workspace);
    // A copy of a ledger signs nothing by itself: the original may go on.
    await publishLog({ warehouse, workspace, signingKey: undefined });
    return { dir, ...countExport(manifest), kept };
  } finally {
    await closeWarehouse(warehouse);
  }
}

async function restore(
  dir: string,
  manifest: ExportManifest,
  warehouse: Database,
  { workspace, threads, progress }: JobContext,
): Promise<string[]> {
  await assertNoLedger(warehouse);
  const rebuiltPath = join(workspace.scratch, 'rebuilt.duckdb');
  await rebuildAside(rebuiltPath, dir, manifest, threads);
  const kept = await copyFiles(dir, manifest, workspace, progress);
  await takeOver(warehouse, rebuiltPath);
  return kept;
}

async function emptyScratch({ scratch }: Workspace): Promise<void> {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
}

async function rebuildAside(
  path: string,
  dir: string,
  manifest: ExportManifest,
  threads: number,
): Promise<void> {
  const rebuilt = await Database.open({ path, threads, spillFolder: `${path}.spill` });
  try {
    await rebuild(rebuilt, dir, manifest);
  } finally {
    rebuilt.close();
  }
}

/** Publishes the snapshot. Wrong settings are left for the next run to report. */
async function publish(warehouse: Database, workspace: Workspace): Promise<void> {
  const settings = await readSettings(workspace.settings).catch(() => undefined);
  const terms = settings === undefined ? noTerms : await readKnownTerms(workspace, settings);
  await publishSnapshot(warehouse, workspace, terms, {
    add: (file) => publishViews(file, workspace, settings?.models ?? []),
  });
}

async function assertNoLedger(warehouse: Database): Promise<void> {
  const inUse = await tablesInUse(warehouse);
  if (inUse.length === 0) return;
  throw new UserError(
    `The workspace has a ledger already (rows in ${inUse.join(', ')}); nothing was imported.\nTwo ledgers are never mixed. Name a new folder with --workspace DIR.`,
    exitCodes.wrongUsage,
  );
}

/** Folders that an import creates first; a killed import may have left only these. */
const ownFolders = ['.imbill', 'accounts', 'prices'];

async function assertImportable(
  { command }: JobContext,
  { root, settings }: Workspace,
): Promise<void> {
  if (isThere(settings)) return;
  const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UserError(
      `The workspace cannot be created (${error.code}).\nName a folder with --workspace DIR.`,
      exitCodes.wrongUsage,
      { cause: error },
    );
  });
  if (names.every((name) => ownFolders.includes(name))) return;
  throw new UserError(
    `The folder is not empty, and is not a workspace; nothing was imported.\nAccepted: a new or empty folder, or a workspace without a ledger: ${command} --workspace DIR`,
    exitCodes.wrongUsage,
  );
}

function firstMissing(paths: readonly string[]): string | undefined {
  return paths.find((path) => !existsSync(path));
}
