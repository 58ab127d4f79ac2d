import { addDays, type BillingDay } from './billing-day.ts';
import { dayStart } from './day-start.ts';
import { formatInZone } from './fixed-offset.ts';

/** An hour or a day of a zone. */
export interface Period {
  day: BillingDay;
  /** Number of the hour in its day, from 0; null for a day. */
  index: number | null;
  /** Seconds since the epoch, inclusive. */
  from: number;
  /** Seconds since the epoch, exclusive. */
  until: number;
}

/**
 * Lists the hours of a day, or the day itself, ascending. Hours count from the beginning of the day, so a day on
 * which the clocks change has 23 or 25. A rest of less than an hour belongs to the last one.
 *
 * @param timeZone Name of a learned zone.
 * @returns None if the zone skips the day.
 */
export function periodsOfDay(day: BillingDay, every: 'hour' | 'day', timeZone: string): Period[] {
  const from = startOfDay(day, timeZone);
  const until = startOfDay(addDays(day, 1), timeZone);
  if (until <= from) return [];
  if (every === 'day') return [{ day, index: null, from, until }];
  const hours = Math.max(1, Math.floor((until - from) / 3600));
  return Array.from({ length: hours }, (_, index) => ({
    day,
    index,
    from: from + index * 3600,
    until: index === hours - 1 ? until : from + (index + 1) * 3600,
  }));
}

/** Returns the first instant of a day, in seconds since the epoch. */
export function startOfDay(day: BillingDay, timeZone: string): number {
  return Date.parse(dayStart(day, timeZone)) / 1000;
}

/** Returns the hour that the clock shows when a period begins, 0 to 23. */
export function clockHour({ from }: Pick<Period, 'from'>, timeZone: string): number {
  return Number(localTime(from, timeZone).slice(11, 13));
}

/** Writes an instant, in seconds since the epoch, as RFC 3339 in the time of a zone. */
export function localTime(seconds: number, timeZone: string): string {
  return formatInZone(new Date(seconds * 1000).toISOString(), timeZone);
}
