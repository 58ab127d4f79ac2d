import { billingDayOf, isBillingDay, utcOf } from '../calendar/billing-day.ts';
import type { Purchase } from '../rating/types.ts';
import { isOfAccounts, notOfAccounts } from './account-days.ts';
import type { RowReader } from './row-reader.ts';

/** Day and instant of an order or payment; the instant is absent if only the day is given. */
type Moment = Pick<Purchase, 'boughtOn' | 'boughtAt'>;

/** Reads a cell with a day, or an instant of some form. @returns Undefined for any other, which it refuses. */
export function readMoment(
  { text, refuse }: RowReader,
  column: string,
  timezone: string,
): Moment | undefined {
  const moment = momentOf(text(column), timezone);
  if (moment !== undefined && isOfAccounts(moment.boughtOn)) return moment;
  refuse(
    column,
    moment === undefined ? 'not a real time' : notOfAccounts,
    'RFC 3339 with an offset, YYYY-MM-DD, or seconds or milliseconds since the epoch',
  );
  return undefined;
}

/** Tells whether a text is an amount of money above zero, with at most two decimals. */
export function isAmount(text: string): boolean {
  return /^(?=.*[1-9])\d{1,15}(\.\d{1,2})?$/.test(text);
}

/** Reads a day, or an instant of some form; undefined if it is neither. */
function momentOf(text: string, timezone: string): Moment | undefined {
  if (isBillingDay(text)) return { boughtOn: text };
  const instant = instantOf(text);
  if (instant === undefined) return undefined;
  try {
    const boughtOn = billingDayOf(instant, timezone);
    return isBillingDay(boughtOn) ? { boughtOn, boughtAt: utcOf(instant) } : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function instantOf(text: string): string | number | undefined {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:[0-5]\d(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
  return isInstant.test(text) ? text.replace(/(\.\d{9})\d+/, '$1') : undefined;
}
