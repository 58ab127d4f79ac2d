import { describe, expect, it } from 'vitest';
import type { MissingDelivery } from './missing-delivery.ts';
import { describeMissing } from './missing-ranges.ts';

function day(number: number, other: Partial<MissingDelivery> = {}): MissingDelivery {
  const at = (days: number) => `2026-09-${String(days).padStart(2, '0')}`;
  return {
    ...{ source: 'logins', entry: 'logs/*', state: 'missing', day: at(number) },
    ...{ from: `${at(number)}T00:00:00+08:00`, until: `${at(number + 1)}T00:00:00+08:00` },
    ...{ expected: 'rows', found: 'none', message: `alone ${number}` },
    ...other,
  };
}

function hour(number: number, other: Partial<MissingDelivery> = {}): MissingDelivery {
  const start = new Date(Date.UTC(2026, 8, 5, number)).toISOString().slice(0, 19);
  const end = new Date(Date.UTC(2026, 8, 5, number + 1)).toISOString().slice(0, 19);
  const period = { day: start.slice(0, 10), hour: number % 24 };
  return { ...day(5), ...period, from: `${start}Z`, until: `${end}Z`, ...other };
}

describe('describeMissing', () => {
  it('gives days in a row one sentence, by app and state', () => {
    const app = { app_id: 'a1' };
    const list = [day(1), day(2), day(3), day(5), day(6, app), day(7, app), day(8)];
    expect(describeMissing(list)).toEqual([
      'logins: no rows of 2026-09-01 to 2026-09-03 (3 days).',
      'alone 5',
      'logins, app a1: no rows of 2026-09-06 to 2026-09-07 (2 days).',
      'alone 8',
    ]);
    expect(describeMissing([day(1, { state: 'late' }), day(2, { state: 'late' })])).toEqual([
      'alone 1',
      'alone 2',
    ]);
  });

  it('gives hours in a row one sentence, also over midnight', () => {
    expect(describeMissing([hour(3), hour(4)])).toEqual([
      'logins: no rows of 2026-09-05 from 03:00 to 05:00 (2 hours).',
    ]);
    expect(describeMissing([hour(22), hour(23)])).toEqual([
      'logins: no rows of 2026-09-05 from 22:00 to 24:00 (2 hours).',
    ]);
    expect(describeMissing([hour(23), hour(24), hour(25)])).toEqual([
      'logins: no rows from 2026-09-05 23:00 to 2026-09-06 02:00 (3 hours).',
    ]);
  });

  it('says of files how many there are', () => {
    const one = { path: 'logs/*.csv', expected: '1 file', found: '0 files' };
    const some = { path: 'logs/*.csv', expected: '3 files', found: '2 files' };
    expect(describeMissing([day(1, one), day(2, one), day(3, some), day(4, some)])).toEqual([
      'logins: no file of 2026-09-01 to 2026-09-02 (2 days) in logs/*.csv.',
      'logins: 2 of 3 files of 2026-09-03 to 2026-09-04 (2 days) in logs/*.csv.',
    ]);
  });
});
