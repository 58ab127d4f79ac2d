import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './billing-day.ts';
import { lastValidDay, naturalMonthEnd } from './natural-month.ts';

describe('naturalMonthEnd', () => {
  it.each([
    ['2019-02-12', '2019-03-11'], // published
    ['2019-03-01', '2019-03-31'], // published: on the 1st → the last day of the month
    ['2019-01-31', '2019-02-28'],
    ['2019-01-30', '2019-02-28'],
    ['2019-01-29', '2019-02-28'],
    ['2019-01-28', '2019-02-27'],
    ['2020-01-31', '2020-02-29'],
    ['2020-01-29', '2020-02-28'],
    ['2019-03-31', '2019-04-30'],
    ['2019-03-30', '2019-04-29'],
    ['2019-02-28', '2019-03-27'],
    ['2019-12-31', '2020-01-30'],
    ['2019-12-01', '2019-12-31'],
  ])('of %s is %s', (boughtOn, last) => {
    expect(naturalMonthEnd(boughtOn)).toBe(last);
  });
});

describe('lastValidDay', () => {
  it('counts every period from the first purchase day', () => {
    const ends = [1, 2, 3, 4, 13].map((months) => lastValidDay('2019-01-31', months));
    expect(ends).toEqual(['2019-02-28', '2019-03-30', '2019-04-30', '2019-05-30', '2020-02-29']);
  });

  it('ends a year bought on a leap day on 02-28', () => {
    expect(lastValidDay('2020-02-29', 12)).toBe('2021-02-28');
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %s months', (months) => {
    expect(() => lastValidDay('2019-01-31', months)).toThrow(
      new RangeError(`months is ${months}; accepted: a whole number of at least 1`),
    );
  });

  it('is what the rule says, day by day', () => {
    const days = fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2018-01-01', days));
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 40 }), (boughtOn, months) => {
        expect(lastValidDay(boughtOn, months)).toBe(slowLastValidDay(boughtOn, months));
      }),
    );
  });
});

/** Day T−1 of the month so many months later, or that month's last day where it has no day T. */
function slowLastValidDay(boughtOn: string, months: number): string {
  const [year, month, day] = boughtOn.split('-').map(Number) as [number, number, number];
  const later = new Date(Date.UTC(year, month - 1 + months, 1));
  const days = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate();
  const last = new Date(later);
  last.setUTCDate(day > days ? days : day - 1);
  return last.toISOString().slice(0, 10);
}
