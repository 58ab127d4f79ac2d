import { addDays } from '../../src/calendar/billing-day.ts';
import { daysOfMonth, firstDay, type Month, nextMonth } from '../../src/calendar/month.ts';
import { type Period, periodsOfDay, startOfDay } from '../../src/calendar/periods.ts';
import type { Expectation } from '../../src/intake/records/expectation.ts';

/** The instant of the clock and the month that is judged, in seconds since the epoch. */
export interface JudgedMonth {
  month: Month;
  /** First instant of the month. */
  from: number;
  /** First instant of the next month. */
  until: number;
  now: number;
  /** Zone in which months and days are cut. */
  timeZone: string;
}

/** Returns the limits of a month. @param now Milliseconds since the epoch. */
export function judgedMonth(month: Month, timeZone: string, now: number): JudgedMonth {
  return {
    ...{ month, timeZone },
    from: startOfDay(firstDay(month), timeZone),
    until: startOfDay(firstDay(nextMonth(month)), timeZone),
    now: Math.floor(now / 1000),
  };
}

/**
 * Lists the periods of a month whose deliveries must be there by now, ascending. While the month runs, a delivery has
 * its grace. Once the month is over, all must be there.
 */
export function expectedPeriods(
  { every, zone, graceMinutes = 0 }: Expectation,
  judged: JudgedMonth,
): Period[] {
  const timeZone = zone ?? judged.timeZone;
  const isOver = judged.now >= judged.until;
  const days = daysOfMonth(judged.month);
  // A day of another zone may lie in two months.
  const around =
    zone === undefined ? days : [addDays(days[0]!, -1), ...days, addDays(days.at(-1)!, 1)];
  return around
    .flatMap((day) => periodsOfDay(day, every, timeZone))
    .filter(({ from, until }) => from < judged.until && until > judged.from)
    .filter(({ until }) => isOver || until + graceMinutes * 60 <= judged.now);
}

/** Returns the instant from which a delivery is late; null if that is not judged. */
export function dueAt({ until }: Period, { graceMinutes }: Expectation): number | null {
  return graceMinutes === undefined ? null : until + graceMinutes * 60;
}
