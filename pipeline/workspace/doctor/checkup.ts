import { systemError } from '../../../src/base/system-error.ts';
import type { CheckName, Checkup } from '../../../src/jobs/doctor.ts';
import { groupDigits } from '../../../src/money/format-decimal.ts';
import type { Settings } from '../../../src/workspace/settings.ts';
import type { Workspace } from '../../../src/workspace/workspace.ts';
import type { Machine } from './machine.ts';

/** Everything that a check may look at. */
export interface Examined {
  workspace: Workspace;
  machine: Machine;
  /** imbill.yaml; undefined where it cannot be read. */
  settings: Settings | undefined;
}

/** Builds the line of a part that is in order. */
export function ok(check: CheckName, seen: string): Checkup {
  return { check, state: 'ok', seen };
}

/** Builds the line of a part that is worth a look. */
export function warning(check: CheckName, seen: string, advice: string): Checkup {
  return { check, state: 'warning', seen, advice };
}

/** Builds the line of a part that will fail, or has lost something. */
export function problem(check: CheckName, seen: string, advice: string): Checkup {
  return { check, state: 'problem', seen, advice };
}

/**
 * Turns the error of a check into its line. A doctor that fails helps nobody.
 *
 * @param advice Next step, if the error itself names none.
 */
export function failed(
  check: CheckName,
  error: unknown,
  advice = 'Correct that, and run imbill doctor again.',
): Checkup {
  const [seen = '', ...rest] = String((error as Error)?.message ?? error)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const ofMachine = systemError(error)
    ?.message.split('\n')[1]
    ?.replace(/, and run again.*/, '.');
  return problem(check, seen.trim(), ofMachine ?? (rest.join(' ').trim() || advice));
}

/** Renders a size such as `5.8 MB`; whole units from 100 on. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** Names the first of some things, and the number of the others. */
export function firstOf(names: readonly string[], shown = 3): string {
  const more = names.length - shown;
  const first = names.slice(0, shown).join(', ');
  return more > 0 ? `${first} and ${groupDigits(String(more))} more` : first;
}
