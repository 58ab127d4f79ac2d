import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { learnZones } from '../duckdb/time-zones.ts';
import { addDays } from './billing-day.ts';
import { clockHour, localTime, type Period, periodsOfDay } from './periods.ts';

const zones = [
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'Australia/Lord_Howe',
  'UTC',
];
beforeAll(() => learnZones([...zones, 'Pacific/Apia']));

/** Walks all minutes around a day, and keeps those that Intl puts on it. */
function minutesOfDay(day: string, timeZone: string): number[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const noon = Date.parse(`${day}T12:00:00Z`) / 60_000;
  const around = Array.from({ length: 60 * 60 }, (_, index) => noon - 30 * 60 + index);
  return around.filter((minute) => format.format(minute * 60_000) === day);
}

describe('periodsOfDay', () => {
  it('covers each minute of a day once, in hours from its first, as a slow walk finds them', () => {
    const changeDays = [
      '2026-03-08',
      '2026-03-29',
      '2026-04-05',
      '2026-10-04',
      '2026-10-25',
      '2026-11-01',
    ];
    const day = fc.oneof(
      fc.constantFrom(...changeDays),
      fc.nat({ max: 3000 }).map((days) => addDays('2020-01-01', days)),
    );
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (day, zone) => {
        const minutes = minutesOfDay(day, zone);
        const hours = periodsOfDay(day, 'hour', zone);
        const indexOf = (minute: number) =>
          hours.findIndex(({ from, until }) => from <= minute * 60 && minute * 60 < until);
        const expected = minutes.map((minute) =>
          Math.min(Math.floor((minute - minutes[0]!) / 60), Math.floor(minutes.length / 60) - 1),
        );
        expect(minutes.map(indexOf)).toEqual(expected);
        const [whole] = periodsOfDay(day, 'day', zone);
        expect([whole!.from, whole!.until]).toEqual([minutes[0]! * 60, (minutes.at(-1)! + 1) * 60]);
        expect([hours[0]!.from, hours.at(-1)!.until]).toEqual([whole!.from, whole!.until]);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Asia/Kolkata', '2026-09-01', 24],
    ['Australia/Lord_Howe', '2026-10-04', 23],
    ['Pacific/Apia', '2011-12-30', 0],
  ])('gives %s on %s %i hours', (zone, day, hours) => {
    expect(periodsOfDay(day, 'hour', zone).length).toBe(hours);
  });

  it('shows the clock of an hour, also where it is turned back', () => {
    const hours = periodsOfDay('2026-10-25', 'hour', 'Europe/Berlin');
    const shown = (period: Period) => [
      clockHour(period, 'Europe/Berlin'),
      localTime(period.from, 'Europe/Berlin'),
    ];
    expect([hours[2]!, hours[3]!].map(shown)).toEqual([
      [2, '2026-10-25T02:00:00+02:00'],
      [2, '2026-10-25T02:00:00+01:00'],
    ]);
  });
});
