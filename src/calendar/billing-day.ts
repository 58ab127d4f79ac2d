import { Temporal } from 'temporal-polyfill';

/** A calendar day in the billing time zone, `YYYY-MM-DD`. Sorts as text. */
export type BillingDay = string;

/**
 * The billing day on which an instant falls.
 *
 * @param instant RFC 3339 with an offset or `Z`, or milliseconds since the epoch.
 * @param timeZone IANA name, such as `Asia/Shanghai`.
 * @throws {RangeError} If either is not what is said above.
 */
export function billingDayOf(instant: string | number, timeZone: string): BillingDay {
  const point =
    typeof instant === 'number'
      ? Temporal.Instant.fromEpochMilliseconds(instant)
      : Temporal.Instant.from(instant);
  return point.toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** Whether text is `YYYY-MM-DD` of a day that exists, from year 1 on. */
export function isBillingDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

/** Negative if `a` is before `b`, positive if after, 0 on the same day: for `sort`. */
export function compareDays(a: BillingDay, b: BillingDay): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The day so many days later; earlier where `days` is negative. */
export function addDays(day: BillingDay, days: number): BillingDay {
  const key = `${day} ${days}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const found = Temporal.PlainDate.from(day).add({ days }).toString();
  known.set(key, found);
  return found;
}

/** Sums that were asked for before: pricing years of history asks for the same ones over and over. */
const known = new Map<string, BillingDay>();
const mostKnown = 10_000;
