import { Temporal } from 'temporal-polyfill';
import { memoize } from './memoize.ts';
import { eastAt, zoneOf } from './zone.ts';

/** A calendar day in the billing time zone, `YYYY-MM-DD`. Sorts as text. */
export type BillingDay = string;

/**
 * Returns the billing day on which an instant falls.
 *
 * @param instant RFC 3339 with an offset or `Z`, or milliseconds since the epoch.
 * @param timeZone Name of a learned zone, such as `Asia/Shanghai`.
 * @throws {RangeError} If either is not what is said above.
 */
export function billingDayOf(instant: string | number, timeZone: string): BillingDay {
  const milliseconds =
    typeof instant === 'number' ? instant : Temporal.Instant.from(instant).epochMilliseconds;
  const east = eastAt(zoneOf(timeZone), milliseconds / 1000);
  return new Date(milliseconds + east * 1000).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/**
 * Returns an instant in UTC, RFC 3339 with `Z` and as many decimals as it needs.
 *
 * @throws {RangeError} As `billingDayOf`.
 */
export function utcOf(instant: string | number): string {
  const point =
    typeof instant === 'number'
      ? Temporal.Instant.fromEpochMilliseconds(instant)
      : Temporal.Instant.from(instant);
  return point.toString();
}
/** Tells whether text is `YYYY-MM-DD` of a day that exists, from year 1 on. */
export function isBillingDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

/** Compares two entries by their first day: for `sort`. */
export function compareFrom(a: { from: BillingDay }, b: { from: BillingDay }): number {
  if (a.from === b.from) return 0;
  return a.from < b.from ? -1 : 1;
}

/** The day so many days later; earlier where `days` is negative. */
export const addDays = memoize(
  (day, days: number): BillingDay => Temporal.PlainDate.from(day).add({ days }).toString(),
);

/** Counts the days from `first` to `last`, both inclusive. */
export function countDays(first: BillingDay, last: BillingDay): number {
  return (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;
}
