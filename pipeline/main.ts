#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { exitCodes, UserError } from '../src/base/errors.ts';
import { packageRoot } from '../src/base/package-root.ts';
import { silentProgress, terminalProgress } from '../src/base/progress.ts';
import { isSystemError, systemError } from '../src/base/system-error.ts';
import { visibleJson, visibleLines } from '../src/base/visible-characters.ts';
import { billingDayOf } from '../src/calendar/billing-day.ts';
import { lastDay, type Month } from '../src/calendar/month.ts';
import type { Output } from '../src/command-line/output.ts';
import { createProgram } from '../src/command-line/program.ts';
import { isOutOfMemory } from '../src/duckdb/duckdb.ts';
import { learnZones } from '../src/duckdb/time-zones.ts';
import type { JobContext, Jobs } from '../src/jobs/jobs.ts';
import { closeWarehouse, openWarehouse } from '../src/warehouse/open-warehouse.ts';
import { readWarehouse } from '../src/warehouse/read-warehouse.ts';
import { readMachineSettings, readSettings } from '../src/workspace/settings.ts';
import type { Effects, ReadEffects } from './effects/effects.ts';
import { planMemory } from './effects/memory-plan.ts';
import { stoppedAtOnce } from './effects/stopped.ts';

/** Each brings along what it needs when it is called: a command need not wait for what others use. */
const jobs: Jobs = {
  async load(context, options) {
    const { loadOnly } = await import('./run-month.ts');
    return withEffects(context, (effects) => loadOnly(effects, options));
  },
  async withdraw(options, context) {
    const { withdrawAndPublish } = await import('./correct/withdraw.ts');
    return withEffects(context, (effects) => withdrawAndPublish(options, effects));
  },
  async run(month, context) {
    const { runMonth } = await import('./run-month.ts');
    return withEffects(context, (effects) => {
      warnIfNotOver(month, effects.settings.timezone);
      return runMonth(month, effects);
    });
  },
  async preview(month, context) {
    const { previewMonth } = await import('./run-month.ts');
    return withEffects(context, (effects) => previewMonth(month, effects));
  },
  async correct(options, context) {
    const { correctAndReport } = await import('./correct/correct.ts');
    return withEffects(context, (effects) => correctAndReport(options, effects));
  },
  async voidInvoice(options, context) {
    const { voidAndReport } = await import('./correct/void-invoice.ts');
    return withEffects(context, (effects) => voidAndReport(options, effects));
  },
  async simulate(options, context) {
    const { simulate } = await import('./simulate/simulate.ts');
    return simulate(options, context);
  },
  async regenerate(options, context) {
    const { regenerate } = await import('./prove/regenerate.ts');
    return withLedger(context, (effects) => regenerate(options, effects));
  },
  async explain(options, context) {
    const { explain } = await import('./prove/explain.ts');
    return withLedger(context, (effects) => explain(options, effects));
  },
  async verify(options, context) {
    const { verify } = await import('./prove/verify.ts');
    return withLedger(context, (effects) => verify(options, effects));
  },
  async verifyFile(file, context) {
    const { verifyFile } = await import('./prove/verify-file.ts');
    return withLedger(context, (effects) => verifyFile(file, effects));
  },
  async exportLedger(options, context) {
    const { exportLedger } = await import('./archive/export-ledger.ts');
    return withEffects(context, (effects) => exportLedger(options, effects));
  },
  async importLedger(dir, context) {
    const { importLedger } = await import('./archive/import-ledger.ts');
    return importLedger(dir, context);
  },
  async serve(options, context) {
    const { serve } = await import('./pages/serve.ts');
    return serve(options, context);
  },
  async writePages(options, context) {
    const { writePages } = await import('./pages/write-pages.ts');
    return writePages(options, context);
  },
};

/** Not an error: the clock decides nothing, but issued invoices cannot be taken back. */
function warnIfNotOver(month: Month, timeZone: string): void {
  if (billingDayOf(Date.now(), timeZone) > lastDay(month)) return;
  process.stderr.write(
    `Warning: ${month} is not over yet, and issued invoices never change. imbill preview --month ${month} issues nothing.\n`,
  );
}

function withEffects<T>(context: JobContext, work: (effects: Effects) => Promise<T>): Promise<T> {
  return stoppedAtOnce('Run it again: it goes on from what was done.', () =>
    withWarehouse(context, work),
  );
}

async function withWarehouse<T>(
  { workspace, command, threads, progress }: JobContext,
  work: (effects: Effects) => Promise<T>,
): Promise<T> {
  const settings = await readSettings(workspace.settings);
  const startedAt = new Date().toISOString();
  const machine = await readMachineSettings(workspace.settings);
  const { memoryMegabytes } = machine;
  const memoryLimit = `${planMemory(memoryMegabytes, threads).warehouse}MiB`;
  const opener = { command, startedAt };
  const warehouse = await openWarehouse(workspace, opener, { threads, memoryLimit });
  try {
    await learnZones([settings.timezone], warehouse);
    const given = { workspace, settings, warehouse, threads, progress, ...machine };
    const result = await work({ ...given, now: Date.now });
    await closeWarehouse(warehouse);
    return result;
  } catch (error) {
    // DuckDB ends the whole process where it cannot write what it still has to, and a message is lost.
    if (!isSystemError(error)) await closeWarehouse(warehouse);
    throw error;
  }
}

/** To read only; nothing of today's settings, accounts and prices is looked at. */
async function withLedger<T>(
  { workspace, threads, progress }: JobContext,
  work: (effects: ReadEffects) => Promise<T>,
): Promise<T> {
  const { memoryMegabytes } = await readMachineSettings(workspace.settings);
  return readWarehouse(
    workspace,
    (warehouse) => work({ workspace, warehouse, threads, memoryMegabytes, progress }),
    { threads },
  );
}

async function main(argv: readonly string[]): Promise<number> {
  const isJson = argv.includes('--json');
  const output: Output = {
    result: (text) => void process.stdout.write(text),
    say: (text) => void process.stderr.write(visibleLines(text)),
    drained: () => drained(process.stdout),
    progress: process.stderr.isTTY ? terminalProgress(process.stderr) : silentProgress,
    terminal: process.stdout.isTTY ? process.stdout : undefined,
  };
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  try {
    await createProgram(jobs, output, version).parseAsync([...argv], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    return failed(error, isJson, output);
  }
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (!stream.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => stream.once('drain', () => resolve()));
}

/** Tells what went wrong, on stderr and, with `--json`, as the one document on stdout. */
function failed(error: unknown, isJson: boolean, output: Output): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    if (isJson) output.result(errorJson(error.message, exitCodes.wrongUsage));
    return exitCodes.wrongUsage;
  }
  if (isOutOfMemory(error)) return failed(tooLittleMemory(error), isJson, output);
  const fault = error instanceof UserError ? undefined : systemError(error);
  if (fault !== undefined) return failed(fault, isJson, output);
  const isOurs = !(error instanceof UserError);
  const exitCode = isOurs ? exitCodes.failed : error.exitCode;
  const { message, stack } = error as Error;
  output.say(`${isOurs ? (stack ?? message) : message}\n`);
  if (isJson) output.result(errorJson(message, exitCode, isOurs ? {} : error.details));
  return exitCode;
}

function tooLittleMemory(cause: unknown): UserError {
  return new UserError(
    'There is too little memory for this, also in parts.\nLet imbill take more, with memory: in imbill.yaml, such as memory: 2GB, and run again: what is done is kept.',
    exitCodes.failed,
    { cause },
  );
}

function errorJson(message: string, exitCode: number, details = {}): string {
  const error = { exit_code: exitCode, message };
  return `${visibleJson(JSON.stringify({ ...details, error }, null, 2))}\n`;
}

/** Whoever reads no further has enough; a result that cannot be written is a failure. */
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(exitCodes.done);
  process.stderr.write(
    `The result cannot be written to standard output (${code}).\nMake room there, or send it elsewhere, and run again: what was done is kept.\n`,
    () => process.exit(exitCodes.failed),
  );
});
// There is nobody to tell what cannot be told.
process.stderr.on('error', () => undefined);
process.exitCode = await main(process.argv.slice(2));
// Nothing that is open is closed in the ordinary way: see above, where the warehouse is.
if (process.exitCode === exitCodes.failed) process.stderr.write('', () => process.exit());
