import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import { Database, quoted, quotedList } from '../../src/duckdb/duckdb.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { poolOf } from '../effects/workers.ts';
import { measureRows } from './measure-rows.ts';
import type { Measurement } from './measurement.ts';

const users = 1_500_000;
let folder: string;
let lake: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-count-'));
  lake = join(folder, 'lake.parquet');
  const database = await Database.open({ threads: 2 });
  // Every user logs in twice; every third one fails the first time, every tenth one both times.
  await database.run(`copy (
      select 'a' || i % 3 as app_id, 'user-' || i as user_id, date '2026-09-01' + cast(round * 2 as integer) as usage_date,
        not (i % 10 = 0 or (i % 3 = 0 and round = 0)) as is_success, timestamp '2026-09-01 00:00:00' as logged_in_at
      from range(${users}) as numbers (i) cross join range(2) as rounds (round)
    ) to ${quoted(lake)} (format parquet)`);
  database.close();
});
afterAll(() => rm(folder, { recursive: true }));

interface Given extends Partial<Measurement> {
  /** Memory of each worker. Workers do not spill. */
  memoryLimit: string;
  workers?: number;
}

/** Measures, and returns the values, the numbers of files by part, and the files of cached rows. */
async function measured({ memoryLimit, workers = 1, ...given }: Given) {
  const own = await mkdtemp(join(folder, 'measuring-'));
  const databases = await Promise.all(
    Array.from({ length: workers }, () => Database.open({ threads: 1, memoryLimit })),
  );
  for (const database of databases) await database.run(currentSql().macros);
  const pool = poolOf(workers, async (index) => databases[index]!);
  try {
    const { paths, cached } = await measureRows(pool, {
      sql: currentSql(),
      source: 'logins',
      metrics: ['dau', 'mau'],
      month: '2026-09',
      paths: [lake],
      rows: 2 * users,
      cached: { paths: [], rows: 0 },
      folder: own,
      progress: silentProgress.start('', 0),
      ...given,
    });
    const rows = await databases[0]!.rows<Record<string, string>>(
      `select metric, app_id, cast(usage_date as varchar) as day, cast(numerator as bigint) as quantity, denominator
       from read_parquet(${quotedList(paths)}) order by all`,
    );
    const values = rows.map((row) => Object.values(row).join(' '));
    const names = await readdir(own);
    const parts = names.filter((name) => /^user_id-\d+\.parquet$/.test(name)).length;
    const partitioned = names.filter((name) => name.startsWith('parts-')).length;
    return { values, parts, partitioned, cached };
  } finally {
    pool.close();
  }
}

describe('measureRows', () => {
  const keysOf = (values: string[]) =>
    values.map((value) => value.split(' ').slice(0, 3).join(' '));

  it('gives the same values in parts as in one piece', async () => {
    const whole = await measured({ memoryLimit: '4GiB' });
    expect(keysOf(whole.values)).toEqual([
      ...[0, 1, 2].flatMap((app) => [`dau a${app} 2026-09-01`, `dau a${app} 2026-09-03`]),
      ...[0, 1, 2].map((app) => `mau a${app} 2026-09-01`),
    ]);
    expect(whole).toMatchObject({ parts: 1, partitioned: 0 });
    const inParts = await measured({ memoryLimit: '150MiB', rows: 6 * users, workers: 2 });
    expect(inParts).toMatchObject({ parts: 2, partitioned: 0, values: whole.values });
  });

  it('splits many rows among the workers also where they fit into memory', async () => {
    const whole = await measured({ memoryLimit: '4GiB', workers: 2, rows: 3_999_999 });
    expect(whole.parts).toBe(1);
    const two = await measured({ memoryLimit: '4GiB', workers: 2, rows: 4_000_000 });
    expect(two).toMatchObject({ parts: 2, partitioned: 0, values: whole.values });
    const four = await measured({ memoryLimit: '4GiB', workers: 5, rows: 40_000_000 });
    expect(four).toMatchObject({ parts: 4, partitioned: 0, values: whole.values });
  });

  it('writes the rows by part if there are many parts', async () => {
    const whole = await measured({ memoryLimit: '4GiB' });
    const split = await measured({ memoryLimit: '100MiB', rows: 100 * users, workers: 2 });
    expect(split.parts).toBeGreaterThan(30);
    expect(split).toMatchObject({ partitioned: 1, values: whole.values });
    const more = await measured({ memoryLimit: '100MiB', rows: 300 * users });
    expect(more.parts).toBeGreaterThan(64);
    expect(more).toMatchObject({ partitioned: 1, values: whole.values });
  });

  it('writes rows of few users by part, where most parts have none', async () => {
    const own = join(folder, 'few-users.parquet');
    const database = await Database.open();
    await database.run(`copy (
        select 'a' as app_id, 'u' || i % 3 as user_id, date '2026-09-05' as usage_date, true as is_success,
          timestamp '2026-09-05 00:00:00' as logged_in_at
        from range(30000) as numbers (i)
      ) to ${quoted(own)} (format parquet)`);
    database.close();
    const split = await measured({
      memoryLimit: '100MiB',
      paths: [own],
      rows: 100 * users,
      workers: 2,
    });
    expect(split).toMatchObject({
      partitioned: 1,
      values: ['dau a 2026-09-05 3 1', 'mau a 2026-09-01 3 1'],
    });
  });

  it('measures exactly', async () => {
    const failing = (i: number, first: boolean) => i % 10 === 0 || (i % 3 === 0 && first);
    const expected = (app: number, isCounted: (i: number) => boolean) => {
      let count = 0;
      for (let i = app; i < users; i += 3) if (isCounted(i)) count++;
      return count;
    };
    const { values } = await measured({ memoryLimit: '300MiB' });
    expect(values).toEqual([
      ...[0, 1, 2].flatMap((app) => [
        `dau a${app} 2026-09-01 ${expected(app, (i) => !failing(i, true))} 1`,
        `dau a${app} 2026-09-03 ${expected(app, (i) => !failing(i, false))} 1`,
      ]),
      ...[0, 1, 2].map((app) => `mau a${app} 2026-09-01 ${expected(app, (i) => i % 10 !== 0)} 1`),
    ]);
  });

  it('finds the number of parts by itself', async () => {
    const guessedTooFew = await measured({ memoryLimit: '60MiB', rows: 1 });
    expect(guessedTooFew.parts).toBeGreaterThan(1);
    expect(guessedTooFew.values).toEqual((await measured({ memoryLimit: '4GiB' })).values);
  });

  it('starts from cached rows of other segments', async () => {
    const whole = await measured({ memoryLimit: '4GiB' });
    const days = ['2026-09-01', '2026-09-03'].map((day) => join(folder, `${day}.parquet`));
    const database = await Database.open();
    for (const path of days)
      await database.run(`copy (from ${quoted(lake)} where usage_date = date ${quoted(basename(path, '.parquet'))})
        to ${quoted(path)} (format parquet)`);
    database.close();
    const [first, second] = days.map((path) => ({ paths: [path], rows: users }));
    for (const [parts, limits] of [
      [1, ['64MiB']],
      [3, ['1GiB', '120MiB', '64MiB']],
      [12, ['1GiB']],
    ] as const) {
      const rows = (parts * 400 * 1024 ** 2) / 29 - 1;
      const before = await measured({ memoryLimit: '400MiB', paths: first!.paths, rows });
      expect(before.cached).toHaveLength(parts);
      const cached = { paths: before.cached, rows: users };
      // As many parts as there were, fewer, and more.
      for (const memoryLimit of limits) {
        const after = await measured({ memoryLimit, ...second!, cached });
        expect(after.values).toEqual(whole.values);
      }
    }
  });

  it('measures by the rules of an issued document, which have no shortcuts', async () => {
    const grouped = `(select app_id, usage_date, user_id, max(case when is_success then 1 else 0 end) as users
      from stg_logins group by app_id, usage_date, user_id)`;
    const header = '-- adds up over: user_id\n-- grain: app_id, usage_';
    const texts = {
      'metrics/dau': `${header}date\nselect app_id, usage_date, sum(users) as quantity from ${grouped} group by app_id, usage_date`,
      'metrics/mau': `${header}month\nselect app_id, date '2026-09-01' as usage_month, count(distinct user_id) as quantity
        from stg_logins where is_success group by app_id`,
      'staging/stg_logins': 'select * from lake_logins',
    };
    const whole = await measured({ memoryLimit: '4GiB' });
    const given = { memoryLimit: '100MiB', rows: 20 * users };
    const then = await measured({ ...given, sql: currentSql().withRules(texts) });
    expect(then).toMatchObject({ values: whole.values, cached: [] });
    expect(then.parts).toBeGreaterThan(1);
  });
});
