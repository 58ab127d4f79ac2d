import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { createTables } from '../../src/warehouse/schema.ts';
import { parseSettings } from '../../src/workspace/settings.ts';
import { type Workspace, workspaceAt } from '../../src/workspace/workspace.ts';
import { BatchRecorder, type WrittenBatch } from './batch-recorder.ts';

let warehouse: Database;
let workspace: Workspace;
const settings = parseSettings('sources: {}');

beforeEach(async () => {
  workspace = workspaceAt(await tempFolder());
  warehouse = await Database.open();
  await createTables(warehouse);
});
afterEach(() => warehouse.close());

/** A file of one line, written beside the lake. */
async function written(path: string, sha256: string): Promise<WrittenBatch> {
  const scratchDir = join(workspace.scratch, path);
  await mkdir(scratchDir, { recursive: true });
  const writtenPath = join(scratchDir, 'rows.parquet');
  await writeFile(writtenPath, sha256);
  const counts = { lines: 1, headers: 0, accepted: 1, ignored: 0, rejected: 0 };
  const segment = { usageDate: '2026-09-01', sha256, lines: 1, rows: 1, writtenPath };
  return {
    source: 'logins',
    path,
    fingerprint: path,
    sha256,
    entry: 'e',
    bytes: 1,
    counts,
    scratchDir,
    segments: [{ ...segment, path: `.imbill/lake/logins/2026-09-01/${sha256}.parquet` }],
  };
}

const rows = async (sql: string) => (await warehouse.rows(sql)).map((row) => Object.values(row));

describe('BatchRecorder', () => {
  const recorder = () => BatchRecorder.open({ warehouse, workspace, settings, threads: 1 }, 1);

  it('records all that was added, puts segments in their place and leaves nothing aside', async () => {
    const one = await recorder();
    const batches = [await written('a', 'h1'), await written('b', 'h2'), await written('c', 'h3')];
    for (const batch of batches) one.add(batch);
    await one.end();
    expect(await rows('select path, sha256 from batches order by batch_id')).toEqual([
      ['a', 'h1'],
      ['b', 'h2'],
      ['c', 'h3'],
    ]);
    for (const { segments, scratchDir } of batches) {
      expect(existsSync(join(workspace.root, segments[0]!.path))).toBe(true);
      expect(existsSync(scratchDir!)).toBe(false);
    }
  });

  it.each([
    ['together', false],
    ['one after the other', true],
  ])(
    'records one content once, by the name that sorts first, where files come %s',
    async (_, waits) => {
      const one = await recorder();
      for (const path of ['b', 'c', 'a']) {
        one.add(await written(path, 'same'));
        if (waits) await one.end();
      }
      await one.end();
      expect(await rows('select batch_id, path from batches')).toEqual([[1n, 'a']]);
      expect(
        await rows('select path, batch_id, is_duplicate from deliveries order by path'),
      ).toEqual([
        ['a', 1n, false],
        ['b', 1n, true],
        ['c', 1n, true],
      ]);
    },
  );

  it('ends with what recording threw, and records no more', async () => {
    const one = await recorder();
    const gone = await written('a', 'h1');
    one.add({ ...gone, segments: [{ ...gone.segments[0]!, writtenPath: 'gone' }] });
    await expect(one.end()).rejects.toThrow('ENOENT');
    one.add(await written('b', 'h2'));
    await expect(one.end()).rejects.toThrow('ENOENT');
    expect(await rows('from batches')).toEqual([]);
  });
});
