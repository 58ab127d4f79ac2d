import { Temporal } from 'temporal-polyfill';
import { remembered } from './remembered.ts';

/**
 * The instant at which a billing day begins, such as `2026-08-31T16:00:00Z` for 2026-09-01 in
 * Asia/Shanghai. Where the zone skips midnight, the first instant of the day.
 *
 * @param timeZone IANA name.
 * @returns RFC 3339 in UTC, to the second.
 */
export const dayStart = remembered((day, timeZone: string): string =>
  Temporal.PlainDate.from(day)
    .toZonedDateTime(timeZone)
    .toInstant()
    .toString({ smallestUnit: 'second' }),
);
