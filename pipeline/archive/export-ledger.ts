import { fillAside } from '../../src/command-line/aside-folder.ts';
import type { ExportedLedger } from '../../src/jobs/jobs.ts';
import { type ExportManifest, manifestHash } from '../../src/ledger/archive/export-format.ts';
import { writeExport } from '../../src/ledger/archive/export-ledger.ts';
import type { Effects } from '../effects/effects.ts';
import { versionsNow } from '../effects/provenance.ts';

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
  const manifest = await fillAside(dir, async (aside) => {
    const versions = await versionsNow(warehouse);
    return writeExport(warehouse, workspace, aside, { withLake, versions, progress });
  });
  return { dir, ...inNumbers(manifest) };
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
