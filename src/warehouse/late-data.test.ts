import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../duckdb/duckdb.ts';
import { batchOf, draft, issueAll, memoryLedger } from '../ledger/testing/memory-ledger.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { exchangedDays } from './exchanged-days.ts';
import { lateMonths, lateMonthsOfBatches, mergeLateMonths } from './late-data.ts';
import { recordBatches } from './load-records.ts';

let database: Database;

beforeEach(async () => {
  database = await memoryLedger();
  await issueAll(
    database,
    ['2026-08', '2026-09'].map((month) => draft({ month })),
  );
});
afterEach(() => database.close());

describe('lateMonths', () => {
  it('finds the issued months of changed days, files sorted', async () => {
    const day = (path: string, usageDate: string) => ({
      source: 'logins' as const,
      path,
      usageDate,
    });
    const days = [day('b', '2026-08-31'), day('a', '2026-08-01'), day('c', '2026-10-01')];
    expect(await lateMonths(database, days)).toEqual([{ month: '2026-08', files: ['a', 'b'] }]);
    expect(await lateMonths(database, [])).toEqual([]);
  });

  it('takes group events into all later issued months, as groups exist on', async () => {
    const july = { source: 'groups' as const, path: 'g', usageDate: '2026-07-31' };
    expect((await lateMonths(database, [july])).map(({ month }) => month)).toEqual([
      '2026-08',
      '2026-09',
    ]);
  });
});

describe('lateMonthsOfBatches', () => {
  it('finds the months of the rows of some batches', async () => {
    const ids = await recordBatches(database, 1, [
      batchOf('one', ['2026-09-30', '2026-10-01']),
      batchOf('two', ['2026-08-01']),
    ]);
    expect(await lateMonthsOfBatches(database, ids.slice(0, 1))).toEqual([
      { month: '2026-09', files: ['one'] },
    ]);
    expect(await lateMonthsOfBatches(database, [])).toEqual([]);
  });
});

describe('mergeLateMonths', () => {
  it('lists each month and file once', () => {
    const found = [
      { month: '2026-09', files: ['b'] },
      { month: '2026-08', files: ['a'] },
      { month: '2026-09', files: ['a', 'b'] },
    ];
    expect(mergeLateMonths(found)).toEqual([
      { month: '2026-08', files: ['a'] },
      { month: '2026-09', files: ['a', 'b'] },
    ]);
  });
});

describe('exchangedDays', () => {
  it('finds issued days whose rows differ, but not those that only moved in the file', async () => {
    const root = await tempFolder();
    const days = ['2026-09-01', '2026-09-02', '2026-10-01'];
    const former = batchOf('former', days);
    const later = batchOf('later', [...days, '2026-09-03']);
    for (const { segments } of [former, later])
      for (const segment of segments) {
        segment.sha256 = segment.path;
        const user = segment.path === 'lake/later/2026-09-02.parquet' ? 'u2' : 'u1';
        const line = segments === former.segments ? 2 : 3;
        await mkdir(dirname(join(root, segment.path)), { recursive: true });
        await database.run(
          `copy (select ${line} as line_number, '${user}' as user_id, null as result, null as platform,
             null as client_ip, null as extra, ${line} as logged_in_at) to '${join(root, segment.path)}' (format parquet)`,
        );
      }
    const [one, other] = await recordBatches(database, 1, [former, later]);
    const exchange = { source: 'logins' as const, path: 'file' };
    const changed = await exchangedDays(database, root, [
      { ...exchange, former: one, later: other },
    ]);
    expect(changed.map(({ usageDate }) => usageDate)).toEqual(['2026-09-02', '2026-09-03']);
    const gone = await exchangedDays(database, root, [{ ...exchange, former: one }]);
    expect(gone.map(({ usageDate }) => usageDate)).toEqual(['2026-09-01', '2026-09-02']);
  });
});
