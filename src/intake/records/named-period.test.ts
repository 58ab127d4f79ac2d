import { describe, expect, it } from 'vitest';
import { namedPeriod } from './named-period.ts';

describe('namedPeriod', () => {
  it.each([
    ['logs/logins-2026-09-01.csv.gz', { day: '2026-09-01' }],
    ['logs/logins_20260901.csv', { day: '2026-09-01' }],
    ['logs/20260901-1.csv', { day: '2026-09-01' }],
    ['2026-08/logins-2026-09-05_part-01.csv', { day: '2026-09-05' }],
    ['dt=2026-09-01/hour=03/part-0.parquet', { day: '2026-09-01', hour: 3 }],
    ['logs/2026-09-01/logins/hour=07/a.csv', { day: '2026-09-01', hour: 7 }],
    ['logs/20260901T030000Z.csv', { day: '2026-09-01', hour: 3 }],
    ['logs/2026090123.csv', { day: '2026-09-01', hour: 23 }],
    ['logs/2026/09/01/03/s-1.csv', { day: '2026-09-01', hour: 3 }],
    ['2026/09/01/03/stream-2026-09-01-04-15-20-abc.gz', { day: '2026-09-01', hour: 4 }],
    ['year=2026/month=9/day=1/hour=3/x.csv', { day: '2026-09-01', hour: 3 }],
    ['logs/2028-02-29_00.csv', { day: '2028-02-29', hour: 0 }],
  ])('finds the last day of %s, and its hour', (path, expected) => {
    expect(namedPeriod(path)).toEqual({ month: expected.day.slice(0, 7), ...expected });
  });

  it.each([
    ['logs/logins-2026-09.csv', '2026-09'],
    ['year=2026/month=09/part-0.parquet', '2026-09'],
    ['logs/202609/a.csv', '2026-09'],
  ])('finds the month of %s, if there is no day', (path, month) => {
    expect(namedPeriod(path)).toEqual({ month });
  });

  it.each(['logs/logins.csv', 'logs/2026-13-01.csv', 'logs/1788192000.csv', 'logs/2026.csv', ''])(
    'finds nothing in %j',
    (path) => expect(namedPeriod(path)).toBeUndefined(),
  );

  it('does not take a day that does not exist for one', () => {
    expect(namedPeriod('logs/2026-02-30.csv')?.day).toBeUndefined();
  });
});
