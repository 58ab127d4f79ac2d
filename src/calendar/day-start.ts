import { Temporal } from 'temporal-polyfill';
import type { BillingDay } from './billing-day.ts';

/**
 * The instant at which a billing day begins, such as `2026-08-31T16:00:00Z` for 2026-09-01 in
 * Asia/Shanghai. Where the zone skips midnight, the first instant of the day.
 *
 * @param timeZone IANA name.
 * @returns RFC 3339 in UTC, to the second.
 */
export function dayStart(day: BillingDay, timeZone: string): string {
  const key = `${day} ${timeZone}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const found = Temporal.PlainDate.from(day)
    .toZonedDateTime(timeZone)
    .toInstant()
    .toString({ smallestUnit: 'second' });
  known.set(key, found);
  return found;
}

/** Starts that were asked for before: thousands of charges have the same few days. */
const known = new Map<string, string>();
const mostKnown = 10_000;
