import { beforeAll, describe, expect, it } from 'vitest';
import { localTime } from '../../src/calendar/periods.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { Expectation } from '../../src/intake/records/expectation.ts';
import { expectedPeriods, judgedMonth } from './expected-periods.ts';

beforeAll(() => learnZones(['Asia/Shanghai', 'Asia/Kolkata', 'Europe/Berlin', 'UTC']));

/** First and last expected period, and their number. */
function expected(
  rule: Pick<Expectation, 'every'> & Partial<Expectation>,
  { month = '2026-09', zone = 'Asia/Shanghai', now = '2027-01-01T00:00:00Z' } = {},
): (string | number)[] {
  const judged = judgedMonth(month, zone, Date.parse(now));
  const periods = expectedPeriods({ per: 'source', ...rule }, judged);
  const text = (seconds: number) => localTime(seconds, 'UTC').slice(0, 16);
  if (periods.length === 0) return [0];
  return [periods.length, text(periods[0]!.from), text(periods.at(-1)!.until)];
}

describe('expectedPeriods', () => {
  it('lists the days and hours of a month in its zone', () => {
    const month = [30, '2026-08-31T16:00', '2026-09-30T16:00'];
    expect(expected({ every: 'day' })).toEqual(month);
    expect(expected({ every: 'hour' })).toEqual([720, ...month.slice(1)]);
    expect(expected({ every: 'hour' }, { zone: 'Asia/Kolkata' })).toEqual([
      720,
      '2026-08-31T18:30',
      '2026-09-30T18:30',
    ]);
    expect(expected({ every: 'hour' }, { zone: 'Europe/Berlin', month: '2026-10' })[0]).toBe(745);
    expect(expected({ every: 'hour' }, { zone: 'Europe/Berlin', month: '2026-03' })[0]).toBe(743);
  });

  it('lists what overlaps the month if names have another zone', () => {
    const zoned = { per: 'file', zone: 'UTC' } as const;
    expect(expected({ every: 'day', ...zoned })).toEqual([
      31,
      '2026-08-31T00:00',
      '2026-10-01T00:00',
    ]);
    expect(expected({ every: 'hour', ...zoned })).toEqual([
      720,
      '2026-08-31T16:00',
      '2026-09-30T16:00',
    ]);
  });

  it('lists what is due by now while the month runs, and all once it is over', () => {
    const at = (now: string) => expected({ every: 'day', graceMinutes: 120 }, { now })[0];
    const times = ['2026-08-01T00:00', '2026-09-01T17:59', '2026-09-01T18:00', '2026-09-30T15:59'];
    expect(times.map((time) => at(`${time}:00Z`))).toEqual([0, 0, 1, 29]);
    expect(at('2026-09-30T16:00:00Z')).toBe(30);
  });
});
