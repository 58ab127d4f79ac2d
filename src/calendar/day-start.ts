import { memoize } from './memoize.ts';
import { eastAt, type Zone, zoneOf } from './zone.ts';

/**
 * Returns the instant at which a billing day begins, such as `2026-08-31T16:00:00Z` for
 * 2026-09-01 in Asia/Shanghai. If the zone skips midnight, that is the first instant of the day;
 * if midnight comes twice, the first one.
 *
 * @param timeZone Name of a learned zone.
 * @returns RFC 3339 in UTC, to the second.
 */
export const dayStart = memoize((day, timeZone: string): string => {
  const midnight = Date.parse(`${day}T00:00:00Z`) / 1000;
  const start = instantOfMidnight(zoneOf(timeZone), midnight);
  return new Date(start * 1000).toISOString().replace('.000Z', 'Z');
});

/** @param midnight In local time, in seconds as if it were UTC. */
function instantOfMidnight(zone: Zone, midnight: number): number {
  const instants = offsetsAround(zone, midnight)
    .map((east) => midnight - east)
    .filter((instant) => instant + eastAt(zone, instant) === midnight);
  if (instants.length > 0) return Math.min(...instants);
  return zone.changes.find(({ at, east }) => at + east >= midnight && at > midnight - widest)!.at;
}

/** No offset is larger, and no clock is turned by more than a day. */
const widest = 26 * 3600;

function offsetsAround(zone: Zone, midnight: number): number[] {
  const changes = zone.changes.filter(({ at }) => Math.abs(at - midnight) <= widest);
  return [eastAt(zone, midnight - widest), ...changes.map(({ east }) => east)];
}
