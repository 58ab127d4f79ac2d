import { exitCodes, UserError } from '../../base/errors.ts';
import type { RegeneratedDocument } from '../../jobs/jobs.ts';
import { type Output, printJson, printText } from '../output.ts';

/**
 * Shows what was made again.
 *
 * @throws {UserError} (exit 1) If anything comes out otherwise than it was issued.
 */
export function showRegenerated(
  documents: readonly RegeneratedDocument[],
  { json }: { json?: true },
  output: Output,
): void {
  const differing = documents.filter(({ differences }) => differences.length > 0);
  if (!json) printText(output, documents.map(inWords).join(''));
  else if (differing.length === 0) printJson(output, { documents });
  if (differing.length === 0) return;
  const numbers = differing.map(({ number }) => number).join(', ');
  throw new UserError(
    `${differing.length} of ${documents.length} documents come out otherwise than they were issued: ${numbers}.\nimbill invoice verify says what in the ledger was altered.`,
    exitCodes.failed,
    { details: { documents } },
  );
}

const sources: Record<RegeneratedDocument['source'], string> = {
  facts: 'made again from its facts',
  segments: 'made again from its facts, its usage counted anew from the lake',
  files: 'made again from its facts, its usage counted anew from the delivered files',
  ledger: 'printed as it stands in the ledger, which has no facts of it',
};

function inWords({
  number,
  source,
  sha256,
  rendered,
  reports,
  differences,
}: RegeneratedDocument): string {
  const verdict = differences.length === 0 ? 'identical' : 'DIFFERENT';
  const pages = {
    identical: '',
    'kept from the issue':
      ' The pages are those that were sent: this version would render them otherwise.',
    'by this version': ' The pages are rendered by this version: none were kept.',
  }[rendered];
  return [
    `${number} ${verdict}: ${sources[source]}; SHA-256 of ${number}.json ${sha256}.${pages}`,
    ...differences.map((difference) => `  ${difference}`),
    ...reports.map((path) => `  ${path}`),
    '',
  ].join('\n');
}
