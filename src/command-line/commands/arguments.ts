import { type Command, InvalidArgumentError, Option } from 'commander';
import { smallestMemoryMegabytes } from '../../analyst/sandbox/limits.ts';
import { exitCodes, UserError } from '../../base/errors.ts';
import { megabytesText, parseMegabytes } from '../../base/memory-size.ts';
import { isBillingDay } from '../../calendar/billing-day.ts';
import { type Month, parseMonth } from '../../calendar/month.ts';
import { type Choice, monthKinds } from '../../exports/choice.ts';
import type { SqlLimits } from '../../jobs/sql.ts';

/** Parses a whole number from 1 to 10 digits. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 1.');
}

/** Parses a day, `YYYY-MM-DD`. */
export function billingDay(text: string): string {
  if (isBillingDay(text)) return text;
  throw new InvalidArgumentError('Accepted: a day, such as 2018-12-27.');
}

function seconds(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 1 to 999999.');
}

function memorySize(text: string): number {
  const megabytes = parseMegabytes(text, smallestMemoryMegabytes);
  if (megabytes !== undefined) return megabytes;
  throw new InvalidArgumentError('Accepted: a size from 64MB, such as 512MB or 4GB.');
}

/** Adds `--timeout` and `--memory` to a command that runs SQL. */
export function addLimits(
  command: Command,
  { timeoutSeconds, memoryMegabytes }: SqlLimits,
  help: { timeout: string; memory: string },
): Command {
  return command
    .addOption(
      new Option('--timeout <seconds>', help.timeout).default(timeoutSeconds).argParser(seconds),
    )
    .addOption(
      new Option('--memory <size>', help.memory)
        .default(memoryMegabytes, megabytesText(memoryMegabytes))
        .argParser(memorySize),
    );
}

/** Values of the options that `addLimits` adds. */
export interface LimitOptions {
  timeout: number;
  memory: number;
}

/** Returns the limits that the options of `addLimits` set. */
export function limitsOf({ timeout, memory }: LimitOptions): SqlLimits {
  return { timeoutSeconds: timeout, memoryMegabytes: memory };
}

/** Adds the options that choose months and a customer to an export. */
export function addChoice(command: Command): Command {
  return command
    .option('--month <YYYY-MM>', 'only one billing month (default: all months)', parseMonth)
    .option('--from <YYYY-MM>', 'only this billing month and later ones', parseMonth)
    .option('--to <YYYY-MM>', 'only this billing month and earlier ones', parseMonth)
    .option('--customer <id>', 'only one customer');
}

/** Returns the option that decides which months of a document are meant. */
export function byOption(): Option {
  return new Option(
    '--by <which>',
    'choose by the month that a document is about, or by the billing period in which it is invoiced',
  )
    .choices(monthKinds)
    .default('month');
}

/** @throws {UserError} (exit 2) If the months contradict each other. */
export function choiceOf({ month, from, to, customer, by }: Choice): Choice {
  if (month !== undefined && (from ?? to) !== undefined)
    throw new UserError(
      `--month ${month} and ${from === undefined ? `--to ${to}` : `--from ${from}`} were given.\nAccepted: --month, or --from and --to.`,
      exitCodes.wrongUsage,
    );
  if (from !== undefined && to !== undefined && from > to)
    throw new UserError(
      `--from ${from} is after --to ${to}.\nAccepted: the first and the last month of a range.`,
      exitCodes.wrongUsage,
    );
  return { month, from, to, customer, by };
}

/** Refuses more than one of: a number, `--month`, `--all`. */
export function assertOneChoice(
  self: Command,
  number: string | undefined,
  { month, all }: { month?: Month; all?: true },
): void {
  const given = [number, month && `--month ${month}`, all && '--all'].filter(Boolean);
  if (given.length > 1)
    self.error(`error: ${given.join(' and ')} were given. Accepted: one of them.`);
}
