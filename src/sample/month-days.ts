/** Milliseconds of an hour. */
export const hourMs = 3_600_000;

/** Milliseconds of a day in a zone without daylight saving time. */
export const dayMs = 24 * hourMs;

/** Offset of Beijing from UTC in milliseconds; no daylight saving time since 1992. */
export const beijingOffsetMs = 8 * hourMs;

/** Returns the number of days of a month, `YYYY-MM`. */
export function daysIn(month: string): number {
  return (utcDayStartMs(addMonths(month, 1), 1) - utcDayStartMs(month, 1)) / dayMs;
}

/** Moves a month, `YYYY-MM`, by a number of months, which can be negative. */
export function addMonths(month: string, months: number): string {
  const [year, number] = numbersOf(month);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** Returns the date `YYYY-MM-DD` of a day of a month; day 0 is the last of the month before. */
export function dateOf(month: string, day: number): string {
  return new Date(utcDayStartMs(month, day)).toISOString().slice(0, 10);
}

/** Returns the instant when a day begins in Beijing, in milliseconds since the epoch. */
export function dayStartMs(month: string, day: number): number {
  return utcDayStartMs(month, day) - beijingOffsetMs;
}

/** Returns the instant when a day begins in UTC, in milliseconds since the epoch. */
export function utcDayStartMs(month: string, day: number): number {
  const [year, number] = numbersOf(month);
  return Date.UTC(year, number - 1, day);
}

/** Returns the whole numbers from `first` to `last`, both included. */
export function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function numbersOf(month: string): [year: number, month: number] {
  return [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
}
