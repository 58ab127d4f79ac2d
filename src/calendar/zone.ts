import { sha256Of } from '../base/sha256.ts';

/** A time zone of the years 2000 to 2099: its offset from UTC, and each moment at which that changes. */
export interface Zone {
  name: string;
  /** Seconds east of UTC at the beginning of 2000, and before. */
  firstEast: number;
  /** Ascending; `at` in seconds since the epoch, `east` in seconds east of UTC from then on. */
  changes: readonly { at: number; east: number }[];
}

/** Local times, `from` inclusive and `until` exclusive, in seconds as if they were UTC. */
export interface LocalSpan {
  from: number;
  until: number;
}

const known = new Map<string, Zone>();

/** Keeps a zone for `zoneOf`. One database decides all days, so a name has one meaning in a process. */
export function keepZone(zone: Zone): void {
  known.set(zone.name, zone);
}

/** Tells whether a zone of this name was kept. */
export function isKeptZone(name: string): boolean {
  return known.has(name);
}

/**
 * Returns the zone that was kept under a name.
 *
 * @throws {RangeError} If none was: whoever asks has to learn it first.
 */
export function zoneOf(name: string): Zone {
  const zone = known.get(name);
  if (zone === undefined) throw new RangeError(`The time zone ${name} was not read yet`);
  return zone;
}

/** Returns the seconds east of UTC at an instant, which is in seconds since the epoch. */
export function eastAt({ firstEast, changes }: Zone, instant: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (changes[middle]!.at <= instant) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? firstEast : changes[low - 1]!.east;
}

/** Lists the local times that no instant has, as the clocks go forward over them; ascending. */
export function missingTimes(zone: Zone): LocalSpan[] {
  return spans(zone, (earlier, east) => earlier < east);
}

/** Lists the local times that two instants have, as the clocks go back over them; ascending. */
export function repeatedTimes(zone: Zone): LocalSpan[] {
  return spans(zone, (earlier, east) => earlier > east);
}

function spans(
  { firstEast, changes }: Zone,
  isWanted: (earlier: number, east: number) => boolean,
): LocalSpan[] {
  return changes.flatMap(({ at, east }, index) => {
    const earlier = index === 0 ? firstEast : changes[index - 1]!.east;
    if (!isWanted(earlier, east)) return [];
    return [{ from: at + Math.min(earlier, east), until: at + Math.max(earlier, east) }];
  });
}

/**
 * Returns a hash of all offsets before an instant: two zone databases with the same one cut the
 * same days until then.
 *
 * @param until Seconds since the epoch; all of the zone where absent.
 * @returns SHA-256, lower-case hex.
 */
export function zoneHash({ firstEast, changes }: Zone, until = Number.POSITIVE_INFINITY): string {
  const earlier = changes.filter(({ at }) => at < until).map(({ at, east }) => `${at} ${east}`);
  return sha256Of([firstEast, ...earlier].join('\n'));
}
