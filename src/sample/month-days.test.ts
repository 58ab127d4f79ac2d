import { describe, expect, it } from 'vitest';
import { addMonths, dateOf, dayStartMs, daysIn, numbersFrom, utcDayStartMs } from './month-days.ts';

describe('daysIn', () => {
  it.each([
    ['2026-09', 30],
    ['2026-12', 31],
    ['2024-02', 29],
    ['2026-02', 28],
  ])('%s has %i', (month, days) => {
    expect(daysIn(month)).toBe(days);
  });
});

describe('addMonths', () => {
  it('crosses the year', () => {
    expect(addMonths('2026-01', -1)).toBe('2025-12');
    expect(addMonths('2026-12', 1)).toBe('2027-01');
    expect(addMonths('2026-09', 0)).toBe('2026-09');
  });
});

describe('dateOf', () => {
  it('reaches into the month before', () => {
    expect(dateOf('2026-09', 18)).toBe('2026-09-18');
    expect(dateOf('2026-03', 0)).toBe('2026-02-28');
  });
});

describe('dayStartMs', () => {
  it('is 16:00 UTC of the day before', () => {
    expect(dayStartMs('2026-09', 1)).toBe(Date.parse('2026-08-31T16:00:00Z'));
    expect(utcDayStartMs('2026-09', 1)).toBe(Date.parse('2026-09-01T00:00:00Z'));
  });
});

describe('numbersFrom', () => {
  it('includes both ends', () => {
    expect(numbersFrom(3, 5)).toEqual([3, 4, 5]);
    expect(numbersFrom(0, -1)).toEqual([]);
  });
});
