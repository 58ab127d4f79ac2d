import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byteThreadScript } from '../../src/testing/byte-thread-script.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import {
  load,
  loadAgain,
  loadInRanges,
  run,
  verify,
  warehouseRows,
} from '../../src/testing/jobs.ts';
import { mixedAccounts, mixedLogs } from '../../src/testing/mixed-month.ts';
import { reportsOf } from '../../src/testing/reports.ts';
import { csv, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const largeFiles = Object.fromEntries(
  mixedLogs.map(({ kind, header, rows }) => [`logs/${kind}/all.csv`, csv(header, rows)]),
);
const rangeBytes = 9000;

function largeWorkspace(files: Record<string, string> = largeFiles): Promise<string> {
  return writeWorkspace({ ...mixedAccounts, files });
}

const usage = `select app_id, metric, usage_date, quantity, peak_at from daily_usage
  order by all`;
const segments = 'select path, sha256, lines, rows from segments order by path';
const counts =
  'select path, sha256, lines, headers, accepted, ignored, rejected from batches order by path';

describe('a large file', () => {
  it('becomes segments in the order of its ranges, which are the same for any number of threads', async () => {
    const seen = await Promise.all(
      [1, 3].map(async (threads) => {
        const folder = await largeWorkspace();
        const script = byteThreadScript();
        const threadsFrom = threads === 1 ? Number.POSITIVE_INFINITY : 0;
        await loadInRanges(folder, { rangeBytes, threadsFrom, script }, { threads });
        expect(Object.keys(await hashesBelow(join(folder, '.imbill', 'scratch')))).toEqual([]);
        return {
          segments: await warehouseRows(folder, segments),
          lake: await hashesBelow(join(folder, '.imbill', 'lake')),
        };
      }),
    );
    expect(seen[1]).toEqual(seen[0]);
    const names = Object.keys(seen[0]!.lake);
    expect(names.every((name) => /\/[0-9a-f]{27}-000\d\.parquet$/.test(name))).toBe(true);
    expect(names.length).toBeGreaterThan(15);
  });

  it('bills what it bills in one piece, and is verified', async () => {
    const whole = await largeWorkspace();
    await run(whole, '2026-09');
    const cut = await largeWorkspace();
    await loadInRanges(cut, { rangeBytes });
    await run(cut, '2026-09');
    expect(await warehouseRows(cut, counts)).toEqual(await warehouseRows(whole, counts));
    expect(await warehouseRows(cut, usage)).toEqual(await warehouseRows(whole, usage));
    expect(await reportsOf(cut)).toEqual(await reportsOf(whole));
    expect((await verify(cut)).differences).toEqual([]);
  });

  it('has the same rows when it is read again in one piece, and the other way round', async () => {
    const folder = await largeWorkspace();
    await load(folder);
    const again = await loadInRanges(folder, { rangeBytes }, { again: 'logins' });
    const sameRows = [{ path: 'logs/logins/all.csv', because: 'asked', has_other_rows: false }];
    expect(again.read_again).toEqual(sameRows);
    const cut = await largeWorkspace();
    await loadInRanges(cut, { rangeBytes });
    expect((await loadAgain(cut, 'logins')).read_again).toEqual(sameRows);
  });

  it('changes no issued month when it grows by a range of other months', async () => {
    const folder = await largeWorkspace();
    await loadInRanges(folder, { rangeBytes });
    await run(folder, '2026-09');
    const logins = mixedLogs.find(({ kind }) => kind === 'logins')!;
    const more = Array.from({ length: 100 }, (_, i) => `2026-10-02T00:00:00Z,a1,late${i},,iOS`);
    await writeFiles(folder, {
      'logs/logins/all.csv': csv(logins.header, [...logins.rows, ...more]),
    });
    const grown = await loadInRanges(folder, { rangeBytes });
    expect(grown.grown).toEqual([{ path: 'logs/logins/all.csv', lines: 100 }]);
    expect(grown.late).toEqual([]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('is late where its new range has rows of an issued month', async () => {
    const folder = await largeWorkspace();
    await loadInRanges(folder, { rangeBytes });
    await run(folder, '2026-09');
    const logins = mixedLogs.find(({ kind }) => kind === 'logins')!;
    const more = Array.from({ length: 100 }, (_, i) => `2026-09-30T00:00:00Z,a1,late${i},,iOS`);
    await writeFiles(folder, {
      'logs/logins/all.csv': csv(logins.header, [...logins.rows, ...more]),
    });
    const { late } = await loadInRanges(folder, { rangeBytes });
    expect(late.map(({ month }) => month)).toEqual(['2026-09']);
  });

  it('is refused as a whole for one bad range, and nothing of it is placed', async () => {
    const logins = mixedLogs.find(({ kind }) => kind === 'logins')!;
    const rows = [...logins.rows, 'app_id,time,user_id,result,platform', ...logins.rows];
    const folder = await largeWorkspace({ 'logs/logins/all.csv': csv(logins.header, rows) });
    const error = await loadInRanges(folder, { rangeBytes }, { threads: 2 }).catch((e) => e);
    expect([error.exitCode, error.message.split('\n')[0]]).toEqual([
      3,
      'logs/logins/all.csv, line 602: a second header names other columns than line 1, or in another order: "app_id", "time", "user_id", "result", "platform".',
    ]);
    expect(await warehouseRows(folder, segments)).toEqual([]);
    expect(existsSync(join(folder, '.imbill', 'lake'))).toBe(false);
    expect(Object.keys(await hashesBelow(join(folder, '.imbill', 'scratch')))).toEqual([]);
  });

  it('names rejected lines by their place in the file', async () => {
    const logins = mixedLogs.find(({ kind }) => kind === 'logins')!;
    const rows = logins.rows.with(450, 'soon,a1,u,,iOS');
    const folder = await largeWorkspace({ 'logs/logins/all.csv': csv(logins.header, rows) });
    const error = await loadInRanges(folder, { rangeBytes }).catch((e) => e);
    expect(error.message).toMatch(
      /^logs\/logins\/all\.csv, line 452: time is "soon", not a real time/,
    );
  });

  it('is read by one thread if its quotes can hold line ends, and the load says so', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `2026-09-01T00:00:00Z,a1,u${i},"a\nnote"`);
    const folder = await largeWorkspace({
      'logs/logins/quoted.csv': csv('time,app_id,user_id,note', rows),
      'logs/logins/small.csv': csv('time,app_id,user_id,note', rows.slice(0, 3)),
    });
    const { read_by_one, accepted } = await loadInRanges(folder, { rangeBytes });
    expect(read_by_one).toEqual([{ path: 'logs/logins/quoted.csv', because: 'quotes' }]);
    expect(accepted).toBe(303);
  });
});
