import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { exitCodes, UserError } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import { systemError } from '../base/system-error.ts';
import { visibleJson } from '../base/visible-characters.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { asCalled } from './print/as-called.ts';
import { jsonLogOutput, wantsJsonLog } from './print/json-log.ts';
import type { Output } from './print/output.ts';
import { shownOutput, withRoom } from './print/shown-output.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command and prints its result or its error.
 *
 * @returns The exit code.
 */
export async function runProgram(
  argv: readonly string[],
  jobs: Jobs,
  output: Output,
): Promise<number> {
  if (!wantsJsonLog(argv)) return runCommand(argv, jobs, shownOutput(output, argv), output.call);
  const log = jsonLogOutput(withRoom(output, argv));
  const exitCode = await runCommand(argv, jobs, log);
  log.end(exitCode);
  return exitCode;
}

/** @param call How texts name the program, such as `npx imbill`; absent = `imbill`. */
async function runCommand(
  argv: readonly string[],
  jobs: Jobs,
  plain: Output,
  call = 'imbill',
): Promise<number> {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  const output = asCalled(plain, call, () => program.commands.map((command) => command.name()));
  const program: Command = createProgram(jobs, output, version);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    return reportFailure(error, argv.includes('--json'), output);
  }
}

/** Prints an error on stderr and, with `--json`, as the one document on stdout. */
async function reportFailure(error: unknown, isJson: boolean, output: Output): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    if (isJson) output.result(errorJson(error.message, exitCodes.wrongUsage));
    return exitCodes.wrongUsage;
  }
  const told = await forUser(error);
  const isBug = !(told instanceof UserError);
  const exitCode = isBug ? exitCodes.failed : told.exitCode;
  const { message, stack } = told;
  const text = isBug ? (stack ?? message) : message;
  if (output.fail === undefined) output.say(`${text}\n`);
  else output.fail(text, exitCode);
  if (isJson) output.result(errorJson(message, exitCode, isBug ? {} : told.details));
  return exitCode;
}

/** Returns the error that tells the user what to do; bugs stay as they are. */
async function forUser(error: unknown): Promise<Error> {
  if (error instanceof UserError) return error;
  const { isOutOfMemory } = await import('../duckdb/duckdb.ts');
  if (isOutOfMemory(error))
    return new UserError(
      'Out of memory, even after splitting the work.\nGive imbill more with memory: in imbill.yaml, such as memory: 2GB, and run again. Finished work is not lost.',
      exitCodes.failed,
      { cause: error },
    );
  return systemError(error) ?? (error as Error);
}

function errorJson(message: string, exitCode: number, details = {}): string {
  const error = { exit_code: exitCode, message };
  return `${visibleJson(JSON.stringify({ ...details, error }, null, 2))}\n`;
}
