/** A calendar that counts days one by one from 2018-01-01 on, for tests of the one that is used. */

const firstYear = 2018;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysIn(year: number, month: number): number {
  return [31, isLeapYear(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
}

/** Counts the days since 2018-01-01. */
export function dayNumber(day: string): number {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  let number = date - 1;
  for (let before = firstYear; before < year; before++) number += isLeapYear(before) ? 366 : 365;
  for (let before = 1; before < month; before++) number += daysIn(year, before);
  return number;
}

export function dayText(number: number): string {
  let [year, month, left] = [firstYear, 1, number];
  while (left >= daysIn(year, month)) {
    left -= daysIn(year, month);
    if (month === 12) [year, month] = [year + 1, 1];
    else month += 1;
  }
  return textOf(year, month, left + 1);
}

export function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return textOf(year, number, daysIn(year, number));
}

/**
 * Returns the day before the same day some months later; the last day of a month without that
 * day.
 */
export function endOfMonths(first: string, months: number): string {
  let [year, month, date] = first.split('-').map(Number) as [number, number, number];
  for (let passed = 0; passed < months; passed++)
    if (month === 12) [year, month] = [year + 1, 1];
    else month += 1;
  const days = daysIn(year, month);
  if (date > days) return textOf(year, month, days);
  date -= 1;
  if (date > 0) return textOf(year, month, date);
  return month === 1 ? textOf(year - 1, 12, 31) : textOf(year, month - 1, daysIn(year, month - 1));
}

function textOf(year: number, month: number, date: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}
