import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type { VerifiedFile } from '../../jobs/verify.ts';
import { type Output, printJson } from './output.ts';

/**
 * Prints that a file was issued.
 *
 * @throws {UserError} (exit 1) If it was not.
 */
export function printVerifiedFile(
  verified: VerifiedFile,
  { json }: { json?: true },
  output: Output,
): void {
  const { file, sha256, issued, number, report, report_sha256, month, customer_id, status } =
    verified;
  if (!issued) {
    const expected =
      report_sha256 === undefined ? '' : `\n${report} as issued has the SHA-256 ${report_sha256}.`;
    const said = visibleCharacters(`${file}: these bytes were not issued: ${verified.hint}.`);
    throw new UserError(
      `${said}\nThe file has the SHA-256 ${sha256}.${expected}\n${nextStep(number)}`,
      exitCodes.failed,
      { details: { ...verified } },
    );
  }
  if (json) {
    printJson(output, verified);
    return;
  }
  const life = status === 'issued' ? '' : `; it was ${status} since`;
  const whose = `${report} of ${number}, month ${month}, customer ${customer_id}${life}`;
  const said = visibleCharacters(`${file}: issued, byte for byte: ${whose}.`);
  output.result(`${said}\nSHA-256 ${sha256}\n`);
}

function nextStep(number: string | undefined): string {
  if (number === undefined)
    return 'Ask for the file as it was sent, or verify it in the workspace that issued it.';
  return `imbill invoice regenerate ${number} --out DIR writes the issued file, to compare with.`;
}
