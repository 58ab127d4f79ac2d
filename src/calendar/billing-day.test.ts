import { beforeAll, describe, expect, it } from 'vitest';
import { learnZones } from '../duckdb/time-zones.ts';
import { addDays, billingDayOf, compareFrom, isBillingDay } from './billing-day.ts';

beforeAll(() => learnZones(['Asia/Shanghai', 'Europe/Berlin']));

describe('billingDayOf', () => {
  it.each([
    ['2026-09-18T15:59:59.999Z', '2026-09-18'], // 23:59:59.999 in Shanghai
    ['2026-09-18T16:00:00Z', '2026-09-19'],
    ['2026-09-19T00:00:00+08:00', '2026-09-19'],
    ['2026-08-31T12:00:00-07:00', '2026-09-01'], // 03:00 of the next day
    [1_789_747_200_000, '2026-09-19'], // 2026-09-18T16:00:00Z
    [1_789_747_199_999, '2026-09-18'],
  ])('puts %s on %s in Shanghai', (instant, day) => {
    expect(billingDayOf(instant, 'Asia/Shanghai')).toBe(day);
  });

  it('follows summer time', () => {
    expect(billingDayOf('2026-07-01T22:30:00Z', 'Europe/Berlin')).toBe('2026-07-02');
    expect(billingDayOf('2026-12-01T22:30:00Z', 'Europe/Berlin')).toBe('2026-12-01');
  });

  it('refuses a local time, and a zone that does not exist', () => {
    expect(() => billingDayOf('2026-09-18T16:00:00', 'Asia/Shanghai')).toThrow(RangeError);
    expect(() => billingDayOf('2026-09-18T16:00:00Z', 'Asia/Shangai')).toThrow(RangeError);
  });
});

describe('isBillingDay', () => {
  it.each(['2026-09-30', '2028-02-29', '0001-01-01'])('accepts %s', (text) => {
    expect(isBillingDay(text)).toBe(true);
  });

  it.each([
    '2026-09-31',
    '2026-02-29',
    '20260930',
    '2026-9-30',
    '2026-09-30T00:00Z',
    '2026-00-10',
    '0000-01-01',
    '',
  ])('refuses %j', (text) => {
    expect(isBillingDay(text)).toBe(false);
  });
});

describe('compareFrom and addDays', () => {
  it('order days', () => {
    const days = ['2026-10-01', '2026-09-30', '2025-12-31', '2026-09-30'];
    expect(days.map((from) => ({ from })).toSorted(compareFrom)).toEqual(
      days.toSorted().map((from) => ({ from })),
    );
  });

  it('step over the ends of months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });
});
