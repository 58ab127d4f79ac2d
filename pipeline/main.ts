import { exitCodes } from '../src/base/errors.ts';
import { makeFilesPrivate } from '../src/base/file-access.ts';
import { silentProgress } from '../src/base/progress.ts';
import { callOf } from '../src/command-line/print/as-called.ts';
import type { Output } from '../src/command-line/print/output.ts';
import { runProgram } from '../src/command-line/run-program.ts';
import { terminalProgress } from '../src/terminal/progress-line.ts';
import { createJobs } from './jobs.ts';

const bars = process.stderr.isTTY ? terminalProgress(process.stderr) : undefined;

const output: Output = {
  result: (text) => void process.stdout.write(text),
  say(text) {
    bars?.clear();
    process.stderr.write(text);
  },
  call: callOf(process.env),
  drained: () => drained(process.stdout),
  progress: bars ?? silentProgress,
  terminal: process.stdout.isTTY ? process.stdout : undefined,
  errorTerminal: process.stderr.isTTY ? process.stderr : undefined,
  get stdin() {
    return process.stdin;
  },
};

function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (!stream.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => stream.once('drain', () => resolve()));
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
makeFilesPrivate();
process.exitCode = await runProgram(process.argv.slice(2), createJobs(), output);
// A warehouse may still be open: see `closeAfter`. This exit does not close it.
if (process.exitCode === exitCodes.failed) process.stderr.write('', () => process.exit());
