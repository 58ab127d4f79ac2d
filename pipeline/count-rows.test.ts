import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, quoted, quotedList } from '../src/engines/duckdb.ts';
import { viewStatements } from '../src/engines/sql-files.ts';
import { type Counting, countRows } from './count-rows.ts';

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

/** Counts with an instance of so much memory that does not spill, and tells the files written. */
async function counted(
  memoryLimit: string,
  counting: Pick<Counting, 'metrics' | 'dateColumn' | 'rows'>,
): Promise<{ values: string[]; files: number }> {
  const own = await mkdtemp(join(folder, 'counting-'));
  const database = await Database.open({ threads: 1, memoryLimit });
  try {
    const paths = await countRows(database, {
      ...counting,
      folder: own,
      async createInputs(condition) {
        await database.run(`create or replace temp view lake_logins as
          select * from read_parquet(${quoted(lake)}) where ${condition}`);
        for (const statement of viewStatements(counting.metrics, [])) await database.run(statement);
      },
    });
    const rows = await database.rows<Record<string, string>>(
      `select metric, app_id, cast(usage_date as varchar) as day, cast(numerator as bigint) as quantity, denominator
       from read_parquet(${quotedList(paths)}) order by all`,
    );
    const values = rows.map((row) => Object.values(row).join(' '));
    return { values, files: (await readdir(own)).length };
  } finally {
    database.close();
  }
}

describe('countRows', () => {
  it.each([
    [
      'dau',
      { metrics: ['dau'], dateColumn: 'usage_date' as const },
      (app: number) => [`dau a${app} 2026-09-01`, `dau a${app} 2026-09-03`],
    ],
    [
      'mau',
      { metrics: ['mau'], dateColumn: 'usage_month' as const },
      (app: number) => [`mau a${app} 2026-09-01`],
    ],
  ])('counts %s in parts to what it comes to as a whole', async (_, metrics, keys) => {
    const whole = await counted('4GiB', { ...metrics, rows: 2 * users });
    expect(whole.values.map((value) => value.split(' ').slice(0, 3).join(' '))).toEqual(
      [0, 1, 2].flatMap(keys),
    );
    expect(whole.files).toBe(1);
    const inParts = await counted('100MiB', { ...metrics, rows: 20 * users });
    expect(inParts.files).toBeGreaterThan(4);
    expect(inParts.values).toEqual(whole.values);
  });

  it('counts exactly', async () => {
    const failing = (i: number, first: boolean) => i % 10 === 0 || (i % 3 === 0 && first);
    const expected = (app: number, first: boolean) => {
      let count = 0;
      for (let i = app; i < users; i += 3) if (!failing(i, first)) count++;
      return count;
    };
    const { values } = await counted('100MiB', {
      ...{ metrics: ['dau'], dateColumn: 'usage_date', rows: 2 * users },
    });
    expect(values).toEqual(
      [0, 1, 2].flatMap((app) => [
        `dau a${app} 2026-09-01 ${expected(app, true)} 1`,
        `dau a${app} 2026-09-03 ${expected(app, false)} 1`,
      ]),
    );
  });

  it('finds by itself how many parts there must be', async () => {
    const metrics = { metrics: ['mau'], dateColumn: 'usage_month' as const };
    const guessedTooFew = await counted('60MiB', { ...metrics, rows: 1 });
    expect(guessedTooFew.files).toBeGreaterThan(1);
    expect(guessedTooFew.values).toEqual((await counted('4GiB', { ...metrics, rows: 1 })).values);
  });
});
