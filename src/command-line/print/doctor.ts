import { exitCodes, UserError } from '../../base/errors.ts';
import type { Checkup, Diagnosis } from '../../jobs/doctor.ts';
import { countOf } from '../../money/count-of.ts';
import type { Line } from '../../terminal/layout.ts';
import { type Output, printJson, printText } from './output.ts';

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
  if (!json) printText(output, checks.flatMap(describeCheckup));
  if (!json && problems === 0) printText(output, `${counts}\n`);
  if (json && problems === 0) printJson(output, diagnosis);
  if (problems === 0) return;
  throw new UserError(`${counts}\nThe lines with "problem" say what to do.`, exitCodes.failed, {
    details: { ...diagnosis },
  });
}

const tones = { ok: undefined, warning: 'warning', problem: 'error' } as const;
/** Width of what stands before the text of a line. */
const hang = 22;

function describeCheckup({ check, state, seen, advice }: Checkup): Line[] {
  const tone = tones[state];
  const text = `${state.padEnd(7)}  ${check.padEnd(11)}  ${seen}`;
  return [
    { text, hang, ...(tone !== undefined && { tone }) },
    ...(advice === undefined ? [] : [{ text: `${' '.repeat(hang)}→ ${advice}`, hang: hang + 2 }]),
  ];
}
