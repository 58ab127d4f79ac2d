import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { readKnownContents, readKnownDeliveries, refreshDeliveries } from './known-files.ts';
import { storeTimeZone } from './lake-time-zone.ts';
import {
  beginLoad,
  type CheckedBatch,
  endLoad,
  loadTotals,
  recordBatches,
  recordDuplicate,
  recordRefusal,
} from './load-records.ts';
import { describeRefusedLines, firstRejectedLines } from './rejected-lines.ts';
import { createTables } from './schema.ts';

let database: Database;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-records-'));
  database = await Database.open();
  await createTables(database);
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const file = (path: string, sha256 = 'hash') => ({
  source: 'logins' as const,
  path,
  fingerprint: `seen ${path}`,
  sha256,
  entry: 'e',
});

const batch = (path: string, sha256: string, more: Partial<CheckedBatch> = {}): CheckedBatch => ({
  ...file(path, sha256),
  bytes: 10,
  counts: { lines: 4, headers: 1, accepted: 3, ignored: 1, rejected: 0 },
  segments: [{ usageDate: '2026-09-01', path: `lake/${sha256}`, sha256: 'h', lines: 2, rows: 3 }],
  ...more,
});

async function rejectsFile(rows: string): Promise<string> {
  const path = join(folder, 'rejects.parquet');
  await database.run(
    `copy (select * from (values ${rows}) t(line_number, column_name, value, reason)) to '${path}'`,
  );
  return path;
}

/** A load that begins at the epoch. */
const start = (command: string) => ({ command, version: '0.6.0', startedAt: new Date(0) });

const rowsOf = async (sql: string) => (await database.rows(sql)).map((row) => Object.values(row));

describe('beginLoad', () => {
  it('numbers loads, and continues the one that was not finished', async () => {
    expect(await beginLoad(database, start('imbill load'))).toBe(1);
    expect(await beginLoad(database, start('imbill run --month 2026-09'))).toBe(1);
    await database.run('update loads set is_finished = true');
    expect(await beginLoad(database, start('imbill load'))).toBe(2);
    expect(
      await rowsOf('select load_id, is_finished, command from loads order by load_id'),
    ).toEqual([
      [1n, true, 'imbill load'],
      [2n, false, 'imbill load'],
    ]);
  });
});

describe('endLoad', () => {
  it('records when and how the load ended, and what it brought', async () => {
    const loadId = await beginLoad(database, start('imbill load'));
    const totals = {
      files: 3,
      duplicates: 1,
      lines: 9,
      headers: 2,
      accepted: 6,
      ignored: 1,
      rejected: 1,
    };
    await endLoad(database, loadId, { endedAt: new Date(60_000), exitCode: 3, totals });
    expect(await rowsOf('from loads')).toEqual([
      [
        ...[
          1n,
          false,
          'imbill load',
          '0.6.0',
          '1970-01-01T00:00:00.000Z',
          '1970-01-01T00:01:00.000Z',
        ],
        ...[3n, 3n, 1n, 9n, 6n, 1n, 1n],
      ],
    ]);
  });
});

describe('storeTimeZone', () => {
  it('lets the zone change only while nothing is loaded', async () => {
    await storeTimeZone(database, 'UTC');
    await storeTimeZone(database, 'Asia/Shanghai');
    await recordBatches(database, 1, [batch('a', 'h1')]);
    await storeTimeZone(database, 'Asia/Shanghai');
    await expect(storeTimeZone(database, 'UTC')).rejects.toThrow(
      'imbill.yaml: timezone is "UTC", but the files of this workspace were loaded with "Asia/Shanghai".\n' +
        'Accepted: Asia/Shanghai. For another zone create a new workspace and load the files there.',
    );
  });
});

describe('recordBatches', () => {
  it.each(['one by one', 'together'])(
    'records batches, segments and deliveries, and numbers batches, %s',
    async (how) => {
      const batches = [batch('logs/a.csv', 'h1'), batch('logs/b.csv', 'h2')];
      if (how === 'together') await recordBatches(database, 1, batches);
      else for (const one of batches) await recordBatches(database, 1, [one]);
      expect(await rowsOf('from batches order by batch_id')).toEqual([
        [1n, 1n, 'logins', 'logs/a.csv', 'h1', 'e', 1n, 10n, 4n, 1n, 3n, 1n, 0n, 1n, null],
        [2n, 1n, 'logins', 'logs/b.csv', 'h2', 'e', 1n, 10n, 4n, 1n, 3n, 1n, 0n, 2n, null],
      ]);
      expect(await rowsOf('from segments where batch_id = 2')).toEqual([
        [2n, 'logins', '2026-09-01', 'lake/h2', 'h', 2n, 3n],
      ]);
      expect(await rowsOf('from deliveries where batch_id = 2')).toEqual([
        ['logins', 'logs/b.csv', 'seen logs/b.csv', 'h2', 'e', 2n, 1n, false],
      ]);
      const known = { source: 'logins', entry: 'e', state: 'counts' };
      expect(await readKnownContents(database, ['e'])).toEqual([
        { ...known, sha256: 'h1', batchId: 1n },
        { ...known, sha256: 'h2', batchId: 2n },
      ]);
      expect(await loadTotals(database, 1)).toEqual({
        files: 2,
        duplicates: 0,
        lines: 8,
        headers: 2,
        accepted: 6,
        ignored: 2,
        rejected: 0,
      });
    },
  );

  it('records all of it or nothing', async () => {
    const [segment] = batch('a', 'h1').segments;
    const twice = batch('a', 'h1', { segments: [segment!, segment!] });
    await expect(recordBatches(database, 1, [twice])).rejects.toThrow(/[Dd]uplicate key/);
    for (const table of ['batches', 'segments', 'deliveries', 'rejects'])
      expect(await rowsOf(`from ${table}`)).toEqual([]);
  });

  it('keeps rejects in the order of the lines', async () => {
    const rejectsPath = await rejectsFile(
      "(7, 'time', 'x', 'is wrong'), (3, '', null, 'line is empty')",
    );
    const counts = { lines: 3, headers: 1, accepted: 0, ignored: 0, rejected: 2 };
    await recordBatches(database, 5, [batch('a', 'h1', { rejectsPath, counts, segments: [] })]);
    const lines = [
      {
        source: 'logins',
        path: 'a',
        line_number: 3n,
        column_name: '',
        value: '',
        reason: 'line is empty',
      },
      {
        source: 'logins',
        path: 'a',
        line_number: 7n,
        column_name: 'time',
        value: 'x',
        reason: 'is wrong',
      },
    ];
    expect(await firstRejectedLines(database, 5)).toEqual(lines);
    expect(await firstRejectedLines(database, 6)).toEqual([]);
  });
});

describe('recordDuplicate', () => {
  it.each([
    ['the first', 'b', 'a'],
    ['the second', 'a', 'b'],
  ])(
    'of two files of one load names the batch after the path that sorts first: it is %s',
    async (_, first, second) => {
      const rejectsPath = await rejectsFile("(7, 'time', 'x', 'is wrong')");
      await recordBatches(database, 1, [batch(first, 'h', { rejectsPath })]);
      await recordDuplicate(database, 1, file(second, 'h'), 1n);
      expect(await rowsOf('select path from batches')).toEqual([['a']]);
      expect(await rowsOf('select path from rejects')).toEqual([['a']]);
      expect(
        await rowsOf('select path, is_duplicate, batch_id from deliveries order by path'),
      ).toEqual([
        ['a', false, 1n],
        ['b', true, 1n],
      ]);
      expect(await loadTotals(database, 1)).toMatchObject({ files: 2, duplicates: 1, lines: 4 });
    },
  );

  it('leaves the batch of an earlier load its name', async () => {
    await recordBatches(database, 1, [batch('b', 'h')]);
    await recordDuplicate(database, 2, file('a', 'h'), 1n);
    expect(await rowsOf('select path from batches')).toEqual([['b']]);
    expect(
      await rowsOf('select path, load_id, is_duplicate from deliveries order by path'),
    ).toEqual([
      ['a', 2n, true],
      ['b', 1n, false],
    ]);
    expect(await loadTotals(database, 2)).toEqual({
      files: 1,
      duplicates: 1,
      lines: 0,
      headers: 0,
      accepted: 0,
      ignored: 0,
      rejected: 0,
    });
  });
});

describe('recordRefusal', () => {
  const counts = { lines: 5, headers: 1, accepted: 0, ignored: 0, rejected: 4 };

  it('keeps what was wrong, once however often the file is refused', async () => {
    const rejectsPath = await rejectsFile(
      "(2, 'time', 'x', 'is not a real time'), (3, '', '7', 'is not a JSON object'), (4, '', '', 'line is empty'), (5, 'user_id', '', 'is empty')",
    );
    const refused = { ...file('logs/a.csv'), counts, rejectsPath };
    await recordRefusal(database, refused, 'one');
    await recordRefusal(database, refused, 'two');
    expect(await rowsOf('from refused_files')).toEqual([['logins', 'logs/a.csv', 'two', 5n, 4n]]);
    expect(await rowsOf('select batch_id, line_number from rejects')).toEqual([
      [null, 2n],
      [null, 3n],
      [null, 4n],
      [null, 5n],
    ]);
    expect(await describeRefusedLines(database, { ...refused, counts })).toBe(
      'logs/a.csv, line 2: time is "x", not a real time.\n' +
        'Accepted: RFC 3339 with an offset, or seconds or milliseconds since the epoch.\n' +
        'logs/a.csv, line 3: is not a JSON object: "7".\n' +
        'logs/a.csv, line 4: line is empty.\n' +
        'logs/a.csv: 1 more rejected lines; imbill sql "select * from rejects" lists them.\n' +
        'Correct the line and deliver the file again, or allow it with rejects.max_share in imbill.yaml.',
    );
  });

  it.each(['as a batch', 'as a duplicate'])(
    'is forgotten once the file is taken in %s',
    async (how) => {
      const rejectsPath = await rejectsFile("(2, 'time', 'x', 'is wrong')");
      await recordRefusal(database, { ...file('a'), counts, rejectsPath }, 'wrong');
      await recordRefusal(database, file('other'), 'wrong too');
      if (how === 'as a batch') await recordBatches(database, 1, [batch('a', 'h')]);
      else {
        await recordBatches(database, 1, [batch('b', 'h')]);
        await recordDuplicate(database, 2, file('a', 'h'), 1n);
      }
      expect(await rowsOf('select path from refused_files')).toEqual([['other']]);
      expect(await rowsOf('from rejects')).toEqual([]);
    },
  );
});

describe('refreshDeliveries', () => {
  it('changes fingerprint and entry of the one file', async () => {
    await recordBatches(database, 1, [batch('a', 'h1')]);
    await recordBatches(database, 1, [batch('b', 'h2')]);
    await refreshDeliveries(database, [{ ...file('a'), fingerprint: 'new', entry: 'other' }]);
    const known = await readKnownDeliveries(database);
    expect(
      [...known].map(([key, { fingerprint, sha256, entry }]) => [key, fingerprint, sha256, entry]),
    ).toEqual([
      ['logins\na', 'new', 'h1', 'other'],
      ['logins\nb', 'seen b', 'h2', 'e'],
    ]);
  });
});
