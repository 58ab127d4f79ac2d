import { Temporal } from 'temporal-polyfill';

/**
 * A zone's offset from UTC, if it has been the same since the year 2000 and will stay so.
 *
 * @param timeZone IANA name, such as `Asia/Shanghai`.
 * @returns Minutes east of UTC; null where the offset changes with the season or changed since.
 */
export function fixedOffsetMinutes(timeZone: string): number | null {
  const start = Temporal.Instant.from('2000-01-01T00:00:00Z').toZonedDateTimeISO(timeZone);
  if (start.getTimeZoneTransition('next') !== null) return null;
  const minutes = start.offsetNanoseconds / 60e9;
  return Number.isInteger(minutes) ? minutes : null;
}

/**
 * An instant as a person in the zone would write it, such as `2026-09-18T21:35:00+08:00`.
 *
 * @param instant RFC 3339 in UTC.
 */
export function inZone(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant)
    .toZonedDateTimeISO(timeZone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
}
