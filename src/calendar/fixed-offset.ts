import { Temporal } from 'temporal-polyfill';
import { eastAt, zoneOf } from './zone.ts';

/**
 * Returns a zone's offset from UTC, if it is the same from the year 2000 on.
 *
 * @param timeZone Name of a learned zone, such as `Asia/Shanghai`.
 * @returns Minutes east of UTC; null if the offset changes with the season or has changed.
 */
export function fixedOffsetMinutes(timeZone: string): number | null {
  const { firstEast, changes } = zoneOf(timeZone);
  return changes.length === 0 && firstEast % 60 === 0 ? firstEast / 60 : null;
}

/**
 * Writes an instant in the time of a zone, such as `2026-09-18T21:35:00+08:00`.
 *
 * @param instant RFC 3339 in UTC.
 * @param timeZone Name of a learned zone.
 */
export function formatInZone(instant: string, timeZone: string): string {
  const seconds = Math.floor(Temporal.Instant.from(instant).epochMilliseconds / 1000);
  const east = eastAt(zoneOf(timeZone), seconds);
  const local = new Date((seconds + east) * 1000)
    .toISOString()
    .slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
  const minutes = Math.abs(Math.round(east / 60));
  const two = (number: number) => String(number).padStart(2, '0');
  return `${local}${east < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
