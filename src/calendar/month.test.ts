import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import {
  daysOfMonth,
  firstDay,
  lastDay,
  monthOf,
  nextMonth,
  parseMonth,
  previousMonth,
} from './month.ts';

describe('parseMonth', () => {
  it('takes YYYY-MM', () => {
    expect(parseMonth('2026-09')).toBe('2026-09');
  });

  it.each([
    '2026-13',
    '2026-00',
    '2026-9',
    '26-09',
    '2026-09-01',
    '202609',
    ' 2026-09',
    '0000-01',
    '',
  ])('refuses %j as wrong usage', (text) => {
    const refused = new UserError(
      `${JSON.stringify(text)} is not a month.\nAccepted: YYYY-MM, such as 2026-09.`,
      2,
    );
    expect(() => parseMonth(text)).toThrow(refused);
    try {
      parseMonth(text);
    } catch (error) {
      expect((error as UserError).exitCode).toBe(2);
    }
  });
});

describe('daysOfMonth', () => {
  it.each([
    ['2026-02', 28],
    ['2028-02', 29],
    ['1900-02', 28],
    ['2000-02', 29],
    ['2026-09', 30],
    ['2026-12', 31],
  ])('has all days of %s', (month, count) => {
    const days = daysOfMonth(month);
    expect(days).toHaveLength(count);
    expect(new Set(days).size).toBe(count);
    expect(days).toEqual(days.toSorted());
    expect([days[0], days.at(-1)]).toEqual([`${month}-01`, `${month}-${count}`]);
    expect([firstDay(month), lastDay(month)]).toEqual([days[0], days.at(-1)]);
  });
});

describe('nextMonth and previousMonth', () => {
  it.each([
    ['2026-11', '2026-12'],
    ['2026-12', '2027-01'],
    ['2028-02', '2028-03'],
  ])('step between %s and %s', (earlier, later) => {
    expect(nextMonth(earlier)).toBe(later);
    expect(previousMonth(later)).toBe(earlier);
  });
});

describe('monthOf', () => {
  it('is the month of a day', () => {
    expect(monthOf('2026-09-30')).toBe('2026-09');
  });
});
