import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ExportedLedger } from '../src/command-line/jobs.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import { type ExportManifest, manifestHash } from '../src/ledger/export-format.ts';
import { writeExport } from '../src/ledger/export-ledger.ts';
import type { Effects } from './effects.ts';
import { versionsNow } from './making.ts';

/**
 * Exports the ledger into a folder that is new or empty: written aside, and given its name when it
 * is whole.
 *
 * @throws {UserError} (exit 2) If the folder holds something, (exit 1) if the ledger is not what was
 *   kept, or the folder cannot be written.
 */
export async function exportLedger(
  { dir, withLake }: { dir: string; withLake: boolean },
  { warehouse, workspace, progress }: Effects,
): Promise<ExportedLedger> {
  const folder = resolve(dir);
  await assertFree(dir, folder);
  const aside = join(dirname(folder), `.${basename(folder)}.imbill-export`);
  try {
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    const versions = await versionsNow(warehouse);
    const options = { withLake, versions, progress };
    const manifest = await writeExport(warehouse, workspace, aside, options);
    await rename(aside, folder);
    await syncFolder(dirname(folder));
    return { dir, ...inNumbers(manifest) };
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    throw notWritten(dir, error);
  }
}

/** What an export holds, as the command line shows it. */
export function inNumbers(manifest: ExportManifest): Omit<ExportedLedger, 'dir'> {
  const { ledger, files, lake } = manifest;
  return {
    documents: Number(ledger.documents),
    files: files.length,
    bytes: files.reduce((total, { bytes }) => total + Number(bytes), 0),
    lake,
    entry_sha256: ledger.entry_sha256,
    manifest_sha256: manifestHash(manifest),
  };
}

async function assertFree(dir: string, folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw notWritten(dir, error);
  });
  if (names.length === 0) return;
  throw new UserError(
    `${dir} holds something already; nothing was exported.\nAccepted: a new or empty folder. An export is never mixed with another one: name a folder of its own, such as ${dir}-2.`,
    exitCodes.wrongUsage,
  );
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function notWritten(dir: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof UserError) return error;
  return new UserError(
    `The export cannot be written to ${dir} (${code}); nothing is left there.\nName a folder on a disk with room that this user can write, and that is no mount point itself.`,
    exitCodes.failed,
    { cause: error },
  );
}
