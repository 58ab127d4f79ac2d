import { beforeAll, describe, expect, it } from 'vitest';
import { localTime } from '../../src/calendar/periods.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { Expectation } from '../../src/intake/records/expectation.ts';
import type { DeliveredFile } from './delivered-files.ts';
import { judgedMonth } from './expected-periods.ts';
import { judgeFiles } from './judge-files.ts';

beforeAll(() => learnZones(['Europe/Berlin', 'UTC']));

type Delivered = Partial<DeliveredFile> & { path: string };

/** Periods of October in Berlin that lack files, each with the number of files or when the last came. */
function missedOf(
  rule: Partial<Expectation>,
  files: readonly Delivered[],
  globs = ['logs/*'],
): (string | number)[][] {
  const source = {
    kind: 'logins',
    files: globs,
    columns: {},
    constants: {},
    delimiter: ',',
  } as const;
  const delivered = new Map(
    files.map((file) => [
      file.path,
      { fingerprint: '', sha256: '', batchId: 1n, bytes: 1, rows: 1, state: 'counts', ...file },
    ]),
  ) as Map<string, DeliveredFile>;
  const judged = judgedMonth('2026-10', 'Europe/Berlin', Date.parse('2026-12-01T00:00:00Z'));
  const entry = { source, rule: { every: 'day', per: 'file', ...rule } } as const;
  const { missed } = judgeFiles({ ...entry, source: { ...source, files: globs } }, judged, {
    delivered,
    root: '/nowhere',
  });
  return missed.map(({ period, found, arrivedAt }) => [
    localTime(period.from, 'UTC').slice(5, 13),
    arrivedAt === undefined ? found : localTime(arrivedAt, 'UTC').slice(5, 16),
  ]);
}

const seconds = (instant: string) => Date.parse(instant) / 1000;

describe('judgeFiles', () => {
  it('expects from the first day that a name states to the end of the month', () => {
    expect(missedOf({}, [{ path: 'logs/2026-10-29.csv' }])).toEqual([
      ['10-29T23', 0],
      ['10-30T23', 0],
    ]);
    expect(missedOf({ from: '2026-10-31' }, [{ path: 'logs/2026-10-29.csv' }])).toEqual([
      ['10-30T23', 0],
    ]);
  });

  it('accepts one file for both hours of a clock that is turned back', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
    const files = [25, 26, 27, 28, 29, 30, 31]
      .flatMap((day) => hours.map((hour) => `logs/2026-10-${day}T${hour}.csv`))
      .filter((path) => path !== 'logs/2026-10-31T05.csv')
      .map((path) => ({ path }));
    expect(missedOf({ every: 'hour' }, files)).toEqual([['10-31T04', 0]]);
  });

  it('counts withdrawn files, files of other globs and files without an hour for nothing', () => {
    const files = [
      { path: 'logs/2026-10-31.csv', state: 'withdrawn' as const },
      { path: 'other/2026-10-31.csv' },
      { path: 'logs/2026-10-31-x.csv' },
    ];
    expect(missedOf({ from: '2026-10-31', files: 2 }, files)).toEqual([['10-30T23', 1]]);
    expect(missedOf({ from: '2026-10-31', every: 'hour' }, files).length).toBe(24);
  });

  it('is late when the last file that is needed came after the grace', () => {
    const files = [
      { path: 'logs/2026-10-31-a.csv', arrivedAt: seconds('2026-10-31T10:00:00Z') },
      { path: 'logs/2026-10-31-b.csv', arrivedAt: seconds('2026-11-01T00:01:00Z') },
      { path: 'logs/2026-10-31-c.csv', arrivedAt: seconds('2026-11-05T00:00:00Z') },
    ];
    const rule = { from: '2026-10-31', graceMinutes: 60 };
    expect(missedOf({ ...rule, files: 1 }, files)).toEqual([]);
    expect(missedOf({ ...rule, files: 2 }, files)).toEqual([['10-30T23', '11-01T00:01']]);
    expect(missedOf({ ...rule, files: 4 }, files)).toEqual([['10-30T23', 3]]);
    expect(missedOf({ from: '2026-10-31', files: 2 }, files)).toEqual([]);
  });

  it('does not count a copy of another day, but one of the same day and one without rows', () => {
    const of = (other: Partial<DeliveredFile>) =>
      missedOf({ from: '2026-10-31' }, [{ path: 'logs/2026-10-31.csv', ...other }]);
    expect(of({ sameAs: 'logs/2026-10-30.csv' })).toEqual([['10-30T23', 0]]);
    expect(of({ sameAs: 'logs/2026-10-30.csv', rows: 0 })).toEqual([]);
    expect(of({ sameAs: 'logs/old/2026-10-31.csv' })).toEqual([]);
    expect(of({ sameAs: 'logs/one.csv' })).toEqual([]);
  });

  it('judges each glob, without those that exclude', () => {
    const globs = ['logs/a/*', 'logs/b/*', '!logs/c/*'];
    const files = [{ path: 'logs/a/2026-10-31.csv' }];
    expect(missedOf({ from: '2026-10-31' }, files, globs)).toEqual([['10-30T23', 0]]);
  });
});
