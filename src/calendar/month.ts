import { Temporal } from 'temporal-polyfill';
import { exitCodes, UserError } from '../base/errors.ts';
import type { BillingDay } from './billing-day.ts';

/** A calendar month in the billing time zone, `YYYY-MM`. Sorts as text. */
export type Month = string;

/**
 * Reads a month as the user writes it.
 *
 * @param accepted What a message calls accepted.
 * @throws {UserError} (exit 2) If the text is not `YYYY-MM` of a real month.
 */
export function parseMonth(text: string, accepted = 'YYYY-MM, such as 2026-09'): Month {
  if (/^(?!0000)\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new UserError(
    `${JSON.stringify(text)} is not a month.\nAccepted: ${accepted}.`,
    exitCodes.wrongUsage,
  );
}

/** Returns all days of the month, ascending. */
export function daysOfMonth(month: Month): BillingDay[] {
  return [...ofMonth(month).days];
}

/** Returns the 1st of the month. */
export function firstDay(month: Month): BillingDay {
  return `${month}-01`;
}

/** Returns the last day of the month, the 28th to 31st. */
export function lastDay(month: Month): BillingDay {
  return ofMonth(month).days.at(-1)!;
}

export function nextMonth(month: Month): Month {
  return ofMonth(month).next;
}

export function previousMonth(month: Month): Month {
  return Temporal.PlainYearMonth.from(month).subtract({ months: 1 }).toString();
}

/**
 * Returns every month from the first to the last, inclusive; none if the last is before the
 * first.
 */
export function monthsBetween(first: Month, last: Month): Month[] {
  const months: Month[] = [];
  for (let month = first; month <= last; month = nextMonth(month)) months.push(month);
  return months;
}

/** Returns the month of a day. */
export function monthOf(day: BillingDay): Month {
  return day.slice(0, 7);
}

interface KnownMonth {
  days: readonly BillingDay[];
  next: Month;
}

/** Pricing years of history asks for the same few months' days hundreds of thousands of times. */
const known = new Map<Month, KnownMonth>();

function ofMonth(month: Month): KnownMonth {
  const before = known.get(month);
  if (before !== undefined) return before;
  const point = Temporal.PlainYearMonth.from(month);
  const days = Array.from(
    { length: point.daysInMonth },
    (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`,
  );
  const found = { days, next: point.add({ months: 1 }).toString() };
  known.set(month, found);
  return found;
}
