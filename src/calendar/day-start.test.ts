import { beforeAll, describe, expect, it } from 'vitest';
import { learnZones } from '../duckdb/time-zones.ts';
import { dayStart } from './day-start.ts';

beforeAll(() => learnZones(['Asia/Shanghai', 'Europe/Berlin', 'America/Sao_Paulo', 'UTC']));

describe('dayStart', () => {
  it('gives the instant in UTC', () => {
    expect(dayStart('2026-09-01', 'Asia/Shanghai')).toBe('2026-08-31T16:00:00Z');
    expect(dayStart('2026-09-01', 'UTC')).toBe('2026-09-01T00:00:00Z');
  });

  it('follows summer time, and begins a day whose midnight is skipped at its first instant', () => {
    expect(dayStart('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00Z');
    expect(dayStart('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00Z');
    // Clocks went from 00:00 to 01:00 on this day.
    expect(dayStart('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00Z');
  });

  it('takes the offset at the beginning of 2000 for all days before', () => {
    expect(dayStart('1900-01-01', 'Asia/Shanghai')).toBe('1899-12-31T16:00:00Z');
  });
});
