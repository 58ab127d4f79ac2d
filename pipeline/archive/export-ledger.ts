import { fillNewFolder } from '../../src/exports/new-folder.ts';
import type { ExportedLedger, ExportLedgerOptions } from '../../src/jobs/archive.ts';
import { type ExportManifest, manifestHash } from '../../src/ledger/archive/export-format.ts';
import { writeExport } from '../../src/ledger/archive/export-ledger.ts';
import type { Effects } from '../effects/effects.ts';
import { versionsNow } from '../effects/provenance.ts';
import { publishLog } from '../effects/publish-log.ts';

/**
 * Exports the ledger into a new or empty folder, which appears only when it is complete.
 *
 * @throws {UserError} (exit 2) If the folder is not empty; (exit 1) if the ledger was altered since
 *   it was written, or the folder cannot be written.
 */
export async function exportLedger(
  { dir, withLake }: ExportLedgerOptions,
  { warehouse, workspace, progress, signingKey }: Effects,
): Promise<ExportedLedger> {
  await publishLog({ warehouse, workspace, signingKey });
  const manifest = await fillNewFolder(dir, async (aside) => {
    const versions = await versionsNow(warehouse);
    return writeExport(warehouse, workspace, aside, { withLake, versions, progress });
  });
  return { dir, ...countExport(manifest) };
}

/** Counts what an export holds, from its manifest. */
export function countExport(manifest: ExportManifest): Omit<ExportedLedger, 'dir'> {
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
