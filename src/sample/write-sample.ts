import { exitCodes, UserError } from '../base/errors.ts';
import type { LargeFormat, LargeSize } from './large-month.ts';
import { type LogCount, openLogWriter } from './log-writer.ts';
import { daysIn } from './month-days.ts';
import { writeLargeMonth } from './write-large-month.ts';
import { writeStory } from './write-story.ts';

/** Sample data of a workspace. */
export interface SampleOptions {
  /** Billing month, `YYYY-MM`, 2000 to 2099; default `2026-09`. */
  month?: string;
  /** Whole number, 0 or more; default 1. Varies ids, times and ordinary days. */
  seed?: number;
  /** A large month of this size instead of the story. */
  size?: LargeSize;
  /** Format of the login files of a large month; default `csv`. */
  format?: LargeFormat;
  /** Threads of the generating database; changes no byte. Default: one a core. */
  threads?: number;
}

/**
 * Writes a workspace with a month of raw logs into the existing, empty folder `dir`: imbill.yaml,
 * accounts/ and logs/. The same options give the same bytes on every host.
 *
 * Without `size` it is the story (`story.ts`), a month that shows every charge of the price page,
 * with the amounts of `story-amounts.ts` for every seed. With `size` it is a month of that size
 * (`write-large-month.ts`), written file by file in bounded memory.
 *
 * @returns Number of log files and of their lines, without headers.
 * @throws {UserError} With exit code 2, if an option is out of its range.
 */
export async function writeSample(dir: string, options: SampleOptions = {}): Promise<LogCount> {
  const { month = '2026-09', seed = 1, size, format = 'csv', threads } = options;
  checkOptions(month, seed, options);
  const writer = await openLogWriter(dir, threads);
  try {
    if (size === undefined) await writeStory(dir, writer, month, seed);
    else await writeLargeMonth(dir, writer, { month, seed, size, format });
    return writer.written();
  } finally {
    writer.close();
  }
}

function checkOptions(month: string, seed: number, { size, format }: SampleOptions): void {
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(month)) {
    refuse(`The sample's month is "${month}". Accepted: YYYY-MM, from 2000-01 to 2099-12.`);
  }
  checkRange('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (size !== undefined) checkSize(size, month);
  else if (format !== undefined) {
    refuse("The sample's format can be chosen only together with its size.");
  }
}

function checkSize(size: LargeSize, month: string): void {
  checkRange('number of users', size.users, 1, 1_000_000_000);
  checkRange('number of days', size.days, 1, daysIn(month));
  checkRange('number of apps', size.apps, 1, 100_000);
}

function checkRange(what: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  refuse(`The sample's ${what} is ${value}. Accepted: whole numbers from ${least} to ${most}.`);
}

function refuse(message: string): never {
  throw new UserError(message, exitCodes.wrongUsage);
}
