import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogCount } from './log-writer.ts';
import { writeSample } from './write-sample.ts';

type Row = Record<string, string>;

const users = 5_003;
const days = ['2026-09-01', '2026-09-02', '2026-09-03'];
const logins = new Map<string, Row[]>();
let dir: string;
let count: LogCount;

async function rowsOf(path: string): Promise<Row[]> {
  return parse<Row>(await readFile(join(dir, path), 'utf8'), { columns: true });
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'imbill-large-'));
  count = await writeSample(dir, { seed: 3, size: { users, days: 3, apps: 6 } });
  for (const day of days) logins.set(day, await rowsOf(`logs/logins/${day}.csv`));
});

afterAll(() => rm(dir, { recursive: true }));

describe('writeLargeMonth', () => {
  it('has the distinct users asked for on each day, and a tenth of them again', () => {
    for (const day of days) {
      const rows = logins.get(day) ?? [];
      // 5003 first logins + 500 repeated ones
      expect(rows).toHaveLength(5_503);
      const succeeded = rows.filter((row) => row['result'] === 'success');
      expect(new Set(succeeded.map((row) => `${row['app_id']} ${row['user_id']}`)).size).toBe(
        users,
      );
      expect(new Set(rows.map((row) => row['user_id'])).size).toBe(users);
      // every fifth of the repeated ones
      expect(rows.length - succeeded.length).toBe(100);
    }
  });

  it('writes a day in the order of time, and no login of another day', () => {
    for (const day of days) {
      const times = (logins.get(day) ?? []).map((row) => row['time'] ?? '');
      expect(times).toEqual([...times].sort());
      expect(new Set(times.map((time) => time.slice(0, 10)))).toEqual(new Set([day]));
      expect(times.every((time) => time.endsWith('+08:00'))).toBe(true);
    }
  });

  it('gives the bigger share to the first apps', () => {
    const sizes = new Map<string, number>();
    for (const row of logins.get('2026-09-02') ?? []) {
      const appId = row['app_id'] ?? '';
      sizes.set(appId, (sizes.get(appId) ?? 0) + 1);
    }
    const apps = [...sizes.keys()].sort();
    expect(apps).toEqual(Array.from({ length: 6 }, (_, index) => `140000000${index + 1}`));
    const bySize = [...apps].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
    expect(bySize).toEqual(apps);
  });

  it('replaces one user in a hundred from day to day', () => {
    const [first, second] = days.map(
      (day) => new Set((logins.get(day) ?? []).map((row) => row['user_id'])),
    );
    const gone = [...(first ?? [])].filter((user) => !second?.has(user));
    expect(gone).toHaveLength(50);
  });

  it('has a bandwidth row of each app and slot', async () => {
    const rows = await rowsOf('logs/bandwidth/2026-09-03.csv');
    expect(new Set(rows.map((row) => `${row['app_id']} ${row['time']}`)).size).toBe(6 * 288);
    expect(rows).toHaveLength(6 * 288);
    expect(rows.every((row) => /^\d+\.\d{3}$/.test(row['mbps'] ?? ''))).toBe(true);
    expect(rows[0]?.['time']).toBe('2026-09-03T00:00:00.000+08:00');
    expect(rows.at(-1)?.['time']).toBe('2026-09-03T23:55:00.000+08:00');
  });

  it('dismisses only groups that the same app created the day before', async () => {
    const existing = new Set<string>();
    for (const day of days) {
      for (const row of await rowsOf(`logs/groups/${day}.csv`)) {
        const group = `${row['app_id']} ${row['group_id']} ${row['group_type']}`;
        if (row['event'] === 'created') {
          expect(existing.has(group)).toBe(false);
          existing.add(group);
        } else expect(existing.delete(group)).toBe(true);
      }
    }
    // 50 created a day, 10 dismissed on the second and on the third
    expect(existing.size).toBe(130);
  });

  it('counts the files and lines that are there', async () => {
    // logins 3 × 5503, bandwidth 3 × 1728, groups 50 + 60 + 60
    expect(count).toEqual({ files: 9, lines: 16_509 + 5_184 + 170 });
    const logs = await readdir(join(dir, 'logs'), { recursive: true, withFileTypes: true });
    expect(logs.filter((entry) => entry.isFile())).toHaveLength(9);
  });

  it('sells every app a plan that covers the month', async () => {
    expect(await rowsOf('accounts/customers.csv')).toHaveLength(6);
    const purchases = await rowsOf('accounts/purchases.csv');
    expect(
      purchases.map(
        (row) => `${row['app_id']} ${row['sku']} ${row['purchased_at']} ${row['months']}`,
      ),
    ).toEqual([
      '1400000001 pro 2026-09-01T09:00:00+08:00 1',
      '1400000002 pro 2026-08-15T09:00:00+08:00 3',
      '1400000003 pro 2026-09-01T09:00:00+08:00 1',
      '1400000004 pro 2026-08-15T09:00:00+08:00 3',
      '1400000005 pro 2026-09-01T09:00:00+08:00 1',
      '1400000006 pro 2026-08-15T09:00:00+08:00 3',
    ]);
    const roaming = await rowsOf('accounts/roaming.csv');
    expect(roaming.map((row) => row['app_id'])).toEqual(['1400000001', '1400000006']);
  });

  it.each([1, 2, 10, 11])('adds up with %i users and more apps than users', async (few) => {
    const small = await mkdtemp(join(tmpdir(), 'imbill-small-'));
    await writeSample(small, { size: { users: few, days: 1, apps: 12 } });
    const text = await readFile(join(small, 'logs/logins/2026-09-01.csv'), 'utf8');
    const rows = parse<Row>(text, { columns: true });
    expect(rows).toHaveLength(few + Math.floor(few / 10));
    expect(new Set(rows.map((row) => row['user_id'])).size).toBe(few);
    await rm(small, { recursive: true });
  });
});
