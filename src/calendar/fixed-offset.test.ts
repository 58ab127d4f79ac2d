import { beforeAll, describe, expect, it } from 'vitest';
import { learnZones } from '../duckdb/time-zones.ts';
import { fixedOffsetMinutes, formatInZone } from './fixed-offset.ts';

beforeAll(() =>
  learnZones([
    'Asia/Shanghai',
    'UTC',
    'Asia/Kolkata',
    'Asia/Tokyo',
    'Etc/GMT+12',
    'America/New_York',
    'Europe/London',
    'Europe/Moscow',
    'Asia/Pyongyang',
    'America/Caracas',
  ]),
);

describe('fixedOffsetMinutes', () => {
  it.each([
    ['Asia/Shanghai', 480],
    ['UTC', 0],
    ['Asia/Kolkata', 330],
    ['Asia/Tokyo', 540],
    ['Etc/GMT+12', -720],
  ])('is fixed in %s', (zone, minutes) => {
    expect(fixedOffsetMinutes(zone)).toBe(minutes);
  });

  it.each([
    'America/New_York',
    'Europe/London',
    'Europe/Moscow',
    'Asia/Pyongyang',
    'America/Caracas',
  ])('is not in %s, which changed it since 2000', (zone) => {
    expect(fixedOffsetMinutes(zone)).toBeNull();
  });
});

describe('formatInZone', () => {
  it.each([
    ['2026-09-18T13:35:00Z', 'Asia/Shanghai', '2026-09-18T21:35:00+08:00'],
    ['2026-09-18T16:00:00.999Z', 'Asia/Shanghai', '2026-09-19T00:00:00+08:00'],
    ['2026-07-01T00:00:00Z', 'America/New_York', '2026-06-30T20:00:00-04:00'],
    ['2026-12-01T00:00:00Z', 'America/New_York', '2026-11-30T19:00:00-05:00'],
    ['2026-09-18T13:35:00Z', 'UTC', '2026-09-18T13:35:00+00:00'],
  ])('writes %s in %s', (instant, zone, text) => {
    expect(formatInZone(instant, zone)).toBe(text);
  });
});
