import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type { Verification } from '../../jobs/verify.ts';
import type { Difference } from '../../ledger/difference.ts';
import { countOf } from '../../money/count-of.ts';
import { type Output, printJson, printText } from './output.ts';

/**
 * Prints what was verified, and every difference.
 *
 * @throws {UserError} (exit 1) If anything differs.
 */
export function printVerification(
  verification: Verification,
  { json }: { json?: true },
  output: Output,
): void {
  const { differences } = verification;
  if (!json)
    printText(
      output,
      `${[describeVerification(verification), ...differences.map(describeDifference)].join('\n')}\n`,
    );
  else if (differences.length === 0) printJson(output, verification);
  if (differences.length === 0) return;
  throw new UserError(
    `${countOf(differences.length, 'thing is', 'things are')} not as issued, loaded or measured.\nDo not change this workspace, and compare it with a backup. docs/regenerate-and-prove.md says what each check means.`,
    exitCodes.failed,
    { details: { ...verification } },
  );
}

function describeVerification(verification: Verification): string {
  const { documents, facts, reports, batches, segments, segments_skipped } = verification;
  const parts = [
    countOf(documents, 'document'),
    countOf(facts, 'fact'),
    countOf(reports, 'report'),
    countOf(batches, 'batch', 'batches'),
    segments_skipped ? 'segments NOT read (--quick)' : countOf(segments, 'segment'),
    countOf(verification.out_files, 'file of out/', 'files of out/'),
  ];
  const verdict = verification.differences.length === 0 ? 'nothing differs' : 'DIFFERENT';
  const months = verification.usage_not_compared;
  const unverified =
    months.length === 0
      ? ''
      : `\nData of ${months.join(', ')} came after the issue: today's usage was not compared with those documents.\nimbill invoice regenerate --month MONTH --from-raw measures the usage without that data.`;
  return `${verification.scope}: ${parts.join(', ')}: ${verdict}.${unverified}${describeRemarks(verification)}`;
}

/** Describes what is no damage, but good to know. */
function describeRemarks({
  sealed,
  log,
  out_missing,
  out_unknown,
  rows_erased = [],
}: Verification): string {
  const remarks = rows_erased.map(describeErased);
  if (!sealed)
    remarks.push(
      'The rows of the tables were not compared, as there is no seal: a command was stopped, or imbill or DuckDB was updated. The next command writes one.',
    );
  remarks.push(...describeSigning(log));
  if (out_missing.length > 0)
    remarks.push(
      `Missing, so not compared: ${out_missing.join(', ')}. imbill invoice regenerate writes the reports again.`,
    );
  if (out_unknown.length > 0)
    remarks.push(`Unknown to the ledger: ${out_unknown.map(visibleCharacters).join(', ')}.`);
  return remarks.map((text) => `\n${text}`).join('');
}

/** Tells what of the log nobody signed. */
function describeSigning({ size, signed_size, pending }: Verification['log']): string[] {
  if (signed_size === 0)
    return ['The log is not signed, so it proves nothing to others: imbill key new makes a key.'];
  const unsigned = size - signed_size + pending;
  if (unsigned === 0) return [];
  return [`${countOf(unsigned, 'entry of the log is', 'entries of the log are')} not signed yet.`];
}

function describeErased(one: NonNullable<Verification['rows_erased']>[number]): string {
  const { erasure, action, recorded_at, recorded_by, reason, segments, from, to } = one;
  const what = action === 'erase' ? 'A user was erased' : 'Raw rows were erased';
  const days = from === null ? '' : `, of ${from} to ${to}`;
  return visibleCharacters(
    `${what} on ${recorded_at.slice(0, 10)} by ${recorded_by} (erasure ${erasure}, ${countOf(segments, 'segment')}${days}): ${reason}`,
  );
}

function describeDifference({ check, where, key, expected, found }: Difference): string {
  return visibleCharacters(
    `  ${where}${key === '' ? '' : `, ${key}`}: expected ${expected}, found ${found} [${check}]`,
  );
}
