import { exitCodes, UserError } from '../../base/errors.ts';
import type { Checkup, Diagnosis } from '../../jobs/doctor.ts';
import { countOf } from '../../money/count-of.ts';
import { type Output, printJson, printText } from './output.ts';
import { printable } from './text-table.ts';

/**
 * Prints a line for each part that was looked at, with its advice below.
 *
 * @throws {UserError} (exit 1) If there is a problem.
 */
export function printDiagnosis(
  diagnosis: Diagnosis,
  { json }: { json?: true },
  output: Output,
): void {
  const { checks, problems, warnings } = diagnosis;
  const counts = `${countOf(problems, 'problem')}, ${countOf(warnings, 'warning')}.`;
  if (!json) printText(output, checks.map(describeCheckup).join(''));
  if (!json && problems === 0) printText(output, `${counts}\n`);
  if (json && problems === 0) printJson(output, diagnosis);
  if (problems === 0) return;
  throw new UserError(`${counts}\nThe lines with "problem" say what to do.`, exitCodes.failed, {
    details: { ...diagnosis },
  });
}

function describeCheckup({ check, state, seen, advice }: Checkup): string {
  const line = `${state.padEnd(7)}  ${check.padEnd(11)}  ${printable(seen)}\n`;
  return advice === undefined ? line : `${line}${' '.repeat(22)}→ ${printable(advice)}\n`;
}
