import { Temporal } from 'temporal-polyfill';
import { addDays, type BillingDay } from './billing-day.ts';
import { memoize } from './memoize.ts';

/**
 * Returns the last day on which a prepaid item bought on `boughtOn` is valid.
 *
 * Several periods in a row are derived from the first purchase day. The n-th ends on
 * `lastValidDay(first, n)`: 01-31 → 02-28, 03-30, 04-30 and not 02-28, 03-27.
 *
 * @param months Natural months bought, 1 or more.
 * @returns Inclusive: the day before the same day `months` later; the month's last day if that
 *   day does not exist.
 * @throws {RangeError} If `months` is less than 1 or not whole.
 * Source: price page, prepaid plans: valid for one natural month from the purchase day on.
 */
export const lastValidDay = memoize((boughtOn, months: number): BillingDay => {
  if (!Number.isSafeInteger(months) || months < 1)
    throw new RangeError(`months is ${months}; accepted: a whole number of at least 1`);
  const bought = Temporal.PlainDate.from(boughtOn);
  const later = bought.add({ months }, { overflow: 'constrain' });
  return later.day < bought.day ? later.toString() : addDays(later.toString(), -1);
});

/**
 * Returns the last valid day of one natural month: bought on 2019-02-12, valid until 2019-03-11.
 */
export function naturalMonthEnd(boughtOn: BillingDay): BillingDay {
  return lastValidDay(boughtOn, 1);
}
