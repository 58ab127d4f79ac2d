import { describe, expect, it } from 'vitest';
import { rowsOf } from './testing/relations.ts';

describe('staging', () => {
  it('stg_logins keeps every delivered line, failed ones too', async () => {
    const line = "'a', 'u', true, '2026-09-01', '2026-09-01 10:00:00'";
    const lake_logins = [line, line, line.replace('true', 'false')];
    expect(await rowsOf('stg_logins', { lake_logins })).toEqual([
      ['a', 'u', false, '2026-09-01', '2026-09-01T10:00:00Z'],
      ['a', 'u', true, '2026-09-01', '2026-09-01T10:00:00Z'],
      ['a', 'u', true, '2026-09-01', '2026-09-01T10:00:00Z'],
    ]);
  });

  it('stg_bandwidth gives bits of a slot, and what lines without a node are', async () => {
    const times = "'2026-09-01', '2026-08-31 16:01:00', '2026-08-31 16:00:00'";
    const lake_bandwidth = [
      `'a', 'domestic', null, null, null, 300, 0.3, ${times}`,
      `'b', 'domestic', null, '9', null, 300, 0.3, ${times}`,
      `'c', 'domestic', null, '9', 'mean', 300, 0.3, ${times}`,
    ];
    const rest = ['2026-09-01', '2026-08-31T16:01:00Z', '2026-08-31T16:00:00Z'];
    expect(await rowsOf('stg_bandwidth', { lake_bandwidth })).toEqual([
      ['a', 'domestic', null, null, 300n, '0.300000', ...rest],
      ['b', 'domestic', null, 'bytes', 300n, '0.300000', ...rest],
      ['c', 'domestic', null, 'mean', 300n, '0.300000', ...rest],
    ]);
  });

  it('stg_groups gives events', async () => {
    const lake_groups = ["'a', 'g', 'created', null, '2026-09-01', '2026-08-31 16:00:00'"];
    expect(await rowsOf('stg_groups', { lake_groups })).toEqual([
      ['a', 'g', 'created', null, '2026-09-01', '2026-08-31T16:00:00Z'],
    ]);
  });

  it('stg_daily gives values counted elsewhere', async () => {
    const lake_daily = ["'a', 'dau', 5, '2026-09-01'"];
    expect(await rowsOf('stg_daily', { lake_daily })).toEqual([
      ['a', 'dau', '5.000000000', '2026-09-01'],
    ]);
  });
});
