#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { exitCodes, UserError } from '../src/base/errors.ts';
import { packageRoot } from '../src/base/package-root.ts';
import { silentProgress, terminalProgress } from '../src/base/progress.ts';
import { systemError } from '../src/base/system-error.ts';
import { visibleJson, visibleLines } from '../src/base/visible-characters.ts';
import type { Output } from '../src/command-line/print/output.ts';
import { createProgram } from '../src/command-line/program.ts';
import { createJobs } from './jobs.ts';

async function main(argv: readonly string[]): Promise<number> {
  const isJson = argv.includes('--json');
  const output: Output = {
    result: (text) => void process.stdout.write(text),
    say: (text) => void process.stderr.write(visibleLines(text)),
    drained: () => drained(process.stdout),
    progress: process.stderr.isTTY ? terminalProgress(process.stderr) : silentProgress,
    terminal: process.stdout.isTTY ? process.stdout : undefined,
    get stdin() {
      return process.stdin;
    },
  };
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  try {
    await createProgram(createJobs(), output, version).parseAsync([...argv], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    return reportFailure(error, isJson, output);
  }
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (!stream.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => stream.once('drain', () => resolve()));
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
  output.say(`${isBug ? (stack ?? message) : message}\n`);
  if (isJson) output.result(errorJson(message, exitCode, isBug ? {} : told.details));
  return exitCode;
}

/** Returns the error that tells the user what to do; bugs stay as they are. */
async function forUser(error: unknown): Promise<Error> {
  if (error instanceof UserError) return error;
  const { isOutOfMemory } = await import('../src/duckdb/duckdb.ts');
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

/** A reader that closes the pipe has enough; any other failed write is an error. */
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(exitCodes.done);
  process.stderr.write(
    `The result cannot be written to standard output (${code}).\nFree some space there, or send the result elsewhere, and run again. Finished work is not lost.\n`,
    () => process.exit(exitCodes.failed),
  );
});
// There is no other way to report that stderr cannot be written.
process.stderr.on('error', () => undefined);
process.exitCode = await main(process.argv.slice(2));
// A warehouse may still be open: see `closingAfter`. This exit does not close it.
if (process.exitCode === exitCodes.failed) process.stderr.write('', () => process.exit());
