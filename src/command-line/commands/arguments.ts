import { type Command, InvalidArgumentError, Option } from 'commander';
import { smallestMemoryMegabytes } from '../../analyst/sandbox/limits.ts';
import { exitCodes, UserError } from '../../base/errors.ts';
import { megabytesText, parseMegabytes } from '../../base/memory-size.ts';
import type { BillingDay } from '../../calendar/billing-day.ts';
import { isBillingDay } from '../../calendar/billing-day.ts';
import { type Month, monthOf, parseMonth, previousMonth } from '../../calendar/month.ts';
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

/** Words for a month, which today decides. */
const relativeMonths = ['previous', 'current'];

/**
 * Returns an option that takes a month: `YYYY-MM`, or `previous` or `current`, which `resolveMonths` replaces.
 *
 * @param flag Such as `--month`.
 */
export function monthOption(flag: string, help: string): Option {
  return new Option(
    `${flag} <YYYY-MM>`,
    `${help}; previous and current are accepted too`,
  ).argParser(monthOrWord);
}

function monthOrWord(text: string): Month {
  if (relativeMonths.includes(text)) return text;
  return parseMonth(text, 'YYYY-MM, such as 2026-09, or previous or current');
}

/**
 * Replaces `previous` and `current` in the options of a command by the month that they are today.
 *
 * @param today Returns today in the time zone of the workspace; called only where it decides.
 */
export async function resolveMonths(
  command: Command,
  today: () => Promise<BillingDay>,
): Promise<void> {
  for (const option of command.options) {
    const name = option.attributeName();
    const value: unknown = command.getOptionValue(name);
    if (option.parseArg !== monthOrWord || !relativeMonths.includes(`${value}`)) continue;
    const month = monthOf(await today());
    command.setOptionValue(name, value === 'previous' ? previousMonth(month) : month);
  }
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
    .addOption(monthOption('--month', 'only one billing month (default: all months)'))
    .addOption(monthOption('--from', 'only this billing month and later ones'))
    .addOption(monthOption('--to', 'only this billing month and earlier ones'))
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
