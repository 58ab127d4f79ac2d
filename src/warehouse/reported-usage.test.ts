import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { currentSql } from '../duckdb/sql-files.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { reportUsageFromElsewhere } from './reported-usage.ts';
import { createTables } from './schema.ts';

let database: Database;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-reported-'));
  database = await Database.open();
  await createTables(database);
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

async function deliver(day: string, rows: string) {
  await database.run(`copy (select app_id, metric, cast(quantity as decimal(38, 9)) as quantity, date '${day}' as usage_date
    from (values ${rows}) t(app_id, metric, quantity)) to '${join(folder, day)}' (format parquet)`);
  await database.run(
    `insert into segments values (${day.slice(-2)}, 'daily', '${day}', '${day}', 'h', 1, 1)`,
  );
}

const rowsOf = async (sql: string) => (await database.rows(sql)).map((row) => Object.values(row));
const usage = () =>
  rowsOf('select app_id, metric, usage_date, quantity, is_reported from daily_usage order by all');

describe('reportUsageFromElsewhere', () => {
  it('adds values where there are no raw logs; where there are, those count and a difference is found', async () => {
    await database.run(`insert into daily_usage values
      ('a', 'dau', '2026-09-01', 5, 5, 1, false, null), ('a', 'dau', '2026-09-02', 1500, 1500, 1, false, null),
      ('a', 'dau', '2026-09-03', 7, 7, 1, false, null)`);
    await deliver('2026-09-01', "('a', 'dau', 5), ('b', 'dau', 9), ('a', 'groups', 3)");
    await deliver('2026-09-02', "('a', 'dau', 1000)");
    await deliver('2026-09-03', "('a', 'dau', 8)");
    await deliver('2026-10-01', "('a', 'dau', 8)");
    const workspace = workspaceAt(folder);
    for (let times = 0; times < 2; times++) {
      await reportUsageFromElsewhere(database, workspace, '2026-09', currentSql());
      expect(await usage()).toEqual([
        ['a', 'dau', '2026-09-01', '5.000000000', false],
        ['a', 'dau', '2026-09-02', '1500.000000000', false],
        ['a', 'dau', '2026-09-03', '7.000000000', false],
        ['a', 'groups', '2026-09-01', '3.000000000', true],
        ['b', 'dau', '2026-09-01', '9.000000000', true],
      ]);
      expect(await rowsOf('from usage_findings')).toEqual([
        [
          'daily-differs',
          'a',
          '2026-09-02',
          'dau of 2026-09-02 was reported as 1,000, but the raw logs give 1,500. The raw logs count. So was 1 more day of the month.',
          '2026-09-02 的每日登录用户上报为 1,000，但原始日志为 1,500。以原始日志为准。本月另有 1 天如此。',
        ],
      ]);
    }
  });

  it('takes the higher of two reported values, and says so', async () => {
    await deliver(
      '2026-09-01',
      "('a', 'bandwidth_domestic_mbps', 0.5), ('a', 'bandwidth_domestic_mbps', 100)",
    );
    await reportUsageFromElsewhere(database, workspaceAt(folder), '2026-09', currentSql());
    expect(await usage()).toEqual([
      ['a', 'bandwidth_domestic_mbps', '2026-09-01', '100.000000000', true],
    ]);
    expect(await rowsOf('select code, message from usage_findings')).toEqual([
      [
        'daily-conflict',
        'bandwidth_domestic_mbps of 2026-09-01 was reported as 0.5 and as 100; the higher value counts.',
      ],
    ]);
  });
});
