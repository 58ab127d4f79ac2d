import type { ExportedLedger, ImportedLedger } from '../jobs/jobs.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { type Output, printJson, printText } from './output.ts';
import { printable } from './text-table.ts';

/** Shows what was exported, and how it is checked and brought back. */
export function showExported(
  exported: ExportedLedger,
  { json }: { json?: true },
  output: Output,
): void {
  if (json) {
    printJson(output, exported);
    return;
  }
  const { dir, lake } = exported;
  const missing =
    lake === 'complete'
      ? ''
      : 'Raw rows that no later month is counted from are left out; --with-lake takes them along.\n';
  printText(
    output,
    `Exported to ${printable(dir)}: ${inWords(exported)}.\n${missing}Check it there with: sha256sum -c --quiet SHA256SUMS\n`,
  );
}

/** Shows what was brought back, and which files of the user were left as they are. */
export function showImported(
  imported: ImportedLedger,
  { json }: { json?: true },
  output: Output,
): void {
  if (json) {
    printJson(output, imported);
    return;
  }
  const { dir, kept } = imported;
  printText(
    output,
    [
      `Imported from ${printable(dir)}: ${inWords(imported)}.`,
      ...kept.map((path) =>
        printable(`Left as it is here: ${path}; that of the export is ${dir}/workspace/${path}`),
      ),
      '',
    ].join('\n'),
  );
}

function inWords({
  documents,
  files,
  bytes,
  entry_sha256,
  manifest_sha256,
}: ExportedLedger): string {
  const end = entry_sha256 === '' ? '' : `; the ledger ends with entry ${entry_sha256}`;
  return `${documents} documents in ${groupDigits(String(files))} files of ${groupDigits(String(bytes))} bytes${end}; SHA-256 of manifest.json ${manifest_sha256}`;
}
