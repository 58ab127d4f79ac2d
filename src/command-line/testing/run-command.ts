import { inject } from 'vitest';
import { createJobs, type ProcessEffects } from '../../../pipeline/jobs.ts';
import { sandboxScript } from '../../testing/sandbox-script.ts';
import type { Output } from '../print/output.ts';
import { createProgram } from '../program.ts';

/**
 * Runs a command in this process, with the sandbox as built for the tests. Unit tests have no build; a
 * command without SQL needs none.
 */
export async function runCommand(
  args: readonly string[],
  output: Output,
  effects: ProcessEffects = {},
): Promise<void> {
  const hasBuild = inject('mainPath') !== undefined;
  const jobs = createJobs({ ...(hasBuild && { script: sandboxScript() }), ...effects });
  await createProgram(jobs, output, '0.0.0').parseAsync(args, { from: 'user' });
}

/** Values of a command's options, by name without dashes. */
export type OptionValues = Record<
  string,
  string | number | true | Readonly<Record<string, string>> | undefined
>;

/** Turns `{ month: '2026-09', json: true }` into `--month 2026-09 --json`. */
export function optionArgs(options: OptionValues): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value === true) return [`--${name}`];
    if (typeof value !== 'object') return [`--${name}`, String(value)];
    return Object.entries(value).flatMap(([key, text]) => [`--${name}`, `${key}=${text}`]);
  });
}
