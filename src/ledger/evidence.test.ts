import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../duckdb/duckdb.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { recordBatches } from '../warehouse/load-records.ts';
import { parseSettings } from '../workspace/settings.ts';
import { changedBatches } from './changed-batches.ts';
import { batchIds, batchKey, type Evidence, monthBatches, storeEvidence } from './evidence.ts';
import { batchOf, memoryLedger } from './testing/memory-ledger.ts';

let database: Database;

beforeEach(async () => {
  database = await memoryLedger();
});
afterEach(() => database.close());

const withdraw = (batchId: number) =>
  database.run(`update batches set withdrawn_sequence_number = 99 where batch_id = ${batchId}`);
const pathsOf = async (month: string) => {
  const ids = await batchIds(database);
  const batches = await monthBatches(database, month);
  return batches.map((batch) => Number(ids.get(batchKey(batch))));
};

describe('batchKey', () => {
  it('names source and content, and entry and reading if there are any', () => {
    expect(batchKey({ source: 'logins', sha256: 'ab' })).toBe('logins batch ab');
    expect(batchKey({ source: 'logins', sha256: 'ab', entry_sha256: 'cd', reading: '2' })).toBe(
      'logins batch ab of entry cd, reading 2',
    );
  });
});

describe('storeEvidence', () => {
  it('is the same with rules of which deliveries must come', async () => {
    const plain = parseSettings('sources: { logins: { files: a } }');
    const expecting = parseSettings(
      'strict: true\nsources: { logins: { files: a, expect: { every: day } } }',
    );
    const stored = await storeEvidence(database, plain, '2026-09');
    expect(await storeEvidence(database, expecting, '2026-09')).toBe(stored);
  });
});

describe('monthBatches', () => {
  it('has the batches with rows in the month, and group events of all earlier ones', async () => {
    await recordBatches(database, 1, [
      batchOf('september', ['2026-09-01', '2026-10-01']),
      batchOf('august', ['2026-08-31']),
      batchOf('groups', ['2026-05-05'], { source: 'groups' }),
      batchOf('later', ['2026-10-01'], { source: 'groups' }),
    ]);
    expect((await pathsOf('2026-09')).toSorted()).toEqual([1, 3]);
  });

  it('leaves out withdrawn batches', async () => {
    await recordBatches(database, 1, [
      batchOf('one', ['2026-09-01']),
      batchOf('two', ['2026-09-01']),
    ]);
    await withdraw(1);
    expect(await pathsOf('2026-09')).toEqual([2]);
  });

  it('states counts as text, and hashes only of what there is', async () => {
    await recordBatches(database, 1, [batchOf('one', ['2026-09-01'], { entry: '' })]);
    expect(await monthBatches(database, '2026-09')).toEqual([
      {
        source: 'logins',
        sha256: 'hash of one',
        lines: '2',
        accepted: '1',
        rejected: '0',
        segments_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        rejects_sha256: '',
      },
    ]);
  });

  it('hashes rejected lines in the order of the file', async () => {
    await recordBatches(database, 1, [batchOf('one', ['2026-09-01'])]);
    const hash = async () => (await monthBatches(database, '2026-09'))[0]?.rejects_sha256;
    const reject = (line: number) =>
      database.run(
        `insert into rejects values (1, 'logins', 'one', ${line}, 'time', 'x', 'no time')`,
      );
    await reject(2);
    await reject(3);
    const forwards = await hash();
    await database.run('delete from rejects');
    await reject(3);
    await reject(2);
    expect(await hash()).toBe(forwards);
    await database.run("update rejects set value = 'y' where line_number = 3");
    expect(await hash()).not.toBe(forwards);
  });
});

describe('changedBatches', () => {
  it('finds new and withdrawn batches, with the apps of their rows in the month', async () => {
    const root = await tempFolder();
    const batches = [
      batchOf('stays', ['2026-09-01']),
      batchOf('goes', ['2026-09-02', '2026-10-02']),
    ];
    await recordBatches(database, 1, batches);
    const evidence = async (): Promise<Evidence> => ({
      format: 'imbill-evidence/1',
      month: '2026-09',
      settings: 's',
      batches: await monthBatches(database, '2026-09'),
    });
    const before = await evidence();
    const late = batchOf('comes', ['2026-09-03']);
    await recordBatches(database, 2, [late]);
    await withdraw(2);
    for (const { usageDate, path } of [...batches, late].flatMap(({ segments }) => segments)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await database.run(
        `copy (select 'app of ${usageDate}' as app_id) to '${join(root, path)}' (format parquet)`,
      );
    }
    expect(await changedBatches(database, root, before, await evidence())).toEqual([
      {
        batchId: 2,
        source: 'logins',
        path: 'goes',
        isWithdrawn: true,
        appIds: ['app of 2026-09-02'],
      },
      {
        batchId: 3,
        source: 'logins',
        path: 'comes',
        isWithdrawn: false,
        appIds: ['app of 2026-09-03'],
      },
    ]);
  });
});
