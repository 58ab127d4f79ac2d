import { exitCodes, UserError } from '../base/errors.ts';
import type { Verification } from '../jobs/jobs.ts';
import type { Difference } from '../ledger/difference.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { type Output, printJson, printText } from './output.ts';
import { printable } from './text-table.ts';

/**
 * Shows what was verified, and everything that differs.
 *
 * @throws {UserError} (exit 1) If anything differs.
 */
export function showVerification(
  verification: Verification,
  { json }: { json?: true },
  output: Output,
): void {
  const { differences } = verification;
  if (!json)
    printText(
      output,
      `${[inWords(verification), ...differences.map(differenceInWords)].join('\n')}\n`,
    );
  else if (differences.length === 0) printJson(output, verification);
  if (differences.length === 0) return;
  throw new UserError(
    `${differences.length === 1 ? '1 thing is' : `${differences.length} things are`} otherwise than issued, loaded or counted.\nKeep this workspace as it is, and compare it with a backup; docs/regenerate-and-prove.md says what each check means.`,
    exitCodes.failed,
    { details: { ...verification } },
  );
}

function inWords(verification: Verification): string {
  const { documents, facts, reports, batches, segments, segments_skipped } = verification;
  const count = (number: number, one: string, many: string) =>
    `${groupDigits(String(number))} ${number === 1 ? one : many}`;
  const parts = [
    count(documents, 'document', 'documents'),
    count(facts, 'fact', 'facts'),
    count(reports, 'report', 'reports'),
    count(batches, 'batch', 'batches'),
    segments_skipped ? 'segments NOT read (--quick)' : count(segments, 'segment', 'segments'),
    count(verification.out_files, 'file of out/', 'files of out/'),
  ];
  const verdict = verification.differences.length === 0 ? 'nothing differs' : 'DIFFERENT';
  const months = verification.usage_not_compared;
  const learnt =
    months.length === 0
      ? ''
      : `\nMore is known now than was issued for ${months.join(', ')}: what is counted now was not compared with those documents.\nimbill invoice regenerate --month MONTH --from-raw counts as it was counted then.`;
  return `${verification.scope}: ${parts.join(', ')}: ${verdict}.${learnt}${toldOf(verification)}`;
}

/** What is no damage, and has to be known. */
function toldOf({ sealed, out_missing, out_unknown }: Verification): string {
  return [
    ...(sealed
      ? []
      : [
          'There is no seal to compare the rows of the tables with: a command was stopped, or imbill or DuckDB was exchanged. The next command makes one.',
        ]),
    ...(out_missing.length === 0
      ? []
      : [
          `Not there, and not compared: ${out_missing.join(', ')}. imbill invoice regenerate writes the reports again.`,
        ]),
    ...(out_unknown.length === 0
      ? []
      : [`Not of the ledger: ${out_unknown.map(printable).join(', ')}.`]),
  ]
    .map((text) => `\n${text}`)
    .join('');
}

function differenceInWords({ check, where, key, expected, found }: Difference): string {
  return printable(
    `  ${where}${key === '' ? '' : `, ${key}`}: expected ${expected}, found ${found} [${check}]`,
  );
}
