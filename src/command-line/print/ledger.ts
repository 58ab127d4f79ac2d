import type { ExportedLedger } from '../../jobs/archive.ts';
import { groupDigits } from '../../money/format-decimal.ts';

/** Describes the size and the hashes of an exported ledger. */
export function countLedger(ledger: ExportedLedger): string {
  const { documents, files, bytes, entry_sha256, manifest_sha256 } = ledger;
  const end = entry_sha256 === '' ? '' : `; the ledger ends with entry ${entry_sha256}`;
  return `${documents} documents in ${groupDigits(String(files))} files of ${groupDigits(String(bytes))} bytes${end}; SHA-256 of manifest.json ${manifest_sha256}`;
}
