import { sha256Of } from '../../base/sha256.ts';
import { comparison, type Difference } from '../difference.ts';
import { type PackedReport, type StoredReport, unpackReports } from '../stored-reports.ts';

/**
 * Compares a document's stored reports with their hashes, and with reports rendered again.
 *
 * @param packed Stored reports of the document.
 * @param rendered Reports rendered by this version, which must be the same. Reports without such a text
 *   are compared by hash only.
 * @returns Number of stored reports.
 */
export function verifyReports(
  number: string,
  packed: readonly PackedReport[] | undefined,
  rendered: ReadonlyMap<string, string>,
  differences: Difference[],
): number {
  const compare = comparison('reports', number, differences);
  const stored = unpackReports(packed);
  const names = stored.map(({ name }) => name);
  for (const name of rendered.keys())
    if (!names.includes(name)) compare(name, 'the report as it was sent', undefined);
  for (const report of stored) {
    compare(report.name, report.sha256, foundHash(report));
    const text = rendered.get(report.name);
    if (report.isIntact && text !== undefined && sha256Of(text) !== report.sha256)
      compare(`${report.name}, rendered from the document`, sha256Of(text), report.sha256);
  }
  return stored.length;
}

function foundHash({ isIntact, sha256, bytes }: StoredReport): string {
  if (isIntact) return sha256;
  return bytes.length === 0 ? 'bytes that cannot be expanded' : sha256Of(bytes);
}
