import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../duckdb/duckdb.ts';
import { HashTree } from '../../tlog/hash-tree.ts';
import { append, emptyFrontier, leafHash } from '../../tlog/merkle.ts';
import { parseBundle, tileHashes, tilePath, tilesOf } from '../../tlog/tiles.ts';
import { writeLogFiles } from './log-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-log-'));
});

afterEach(() => rm(folder, { recursive: true }));

test('full tiles and a tile of level 1 take the place of partial ones', async () => {
  await writeLogFiles(logOf(200), folder);
  expect(await readdir(join(folder, 'tile/0/000.p'))).toEqual(['200']);
  await writeLogFiles(logOf(600), folder);
  expect(existsSync(join(folder, 'tile/0/000.p'))).toBe(false);
  expect(existsSync(join(folder, 'tile/entries/000.p'))).toBe(false);
  expect(await readdir(join(folder, 'tile/1/000.p'))).toEqual(['2']);
  await expectWhole(600);
});

test('what a killed command left out, cut short or left aside is made good', async () => {
  await writeLogFiles(logOf(600), folder);
  await rm(join(folder, 'tile/entries/001'));
  await writeFile(join(folder, 'tile/0/000'), 'cut');
  await rm(join(folder, 'tile/1'), { recursive: true });
  await rm(join(folder, 'checkpoint'));
  await writeLogFiles(logOf(600), folder);
  await expectWhole(600);
});

/** Expects every tile and bundle of a tree, as its entries give them, and the checkpoint. */
async function expectWhole(size: number): Promise<void> {
  const entries = entriesOf(size);
  const tree = HashTree.of(entries.map(leafHash));
  for (const tile of tilesOf(size)) {
    const bytes = await readFile(join(folder, tilePath(tile)));
    const start = tile.index * 256;
    if (tile.level === 'entries')
      expect(parseBundle(bytes).map((entry) => Buffer.from(entry).toString())).toEqual(
        entries.slice(start, start + tile.width).map(String),
      );
    else expect(bytes.equals(Buffer.concat(tileHashes(tree, tile)))).toBe(true);
  }
  expect(await readFile(join(folder, 'checkpoint'), 'utf8')).toBe(`checkpoint of ${size}\n`);
}

/** Stands for the warehouse of a log: its tree, its entries and its last checkpoint. */
function logOf(size: number): Database {
  const tree = entriesOf(size).map(leafHash).reduce(append, emptyFrontier());
  const roots = tree.roots.map((root) => Buffer.from(root).toString('hex'));
  const rows = async (sql: string) => {
    if (sql.includes('from meta')) return [{ value: [size, ...roots].join(' ') }];
    if (sql.includes('log_checkpoints')) return [{ note: `checkpoint of ${size}\n` }];
    const [from, to] = sql.match(/\d+/g)!.map(Number);
    return entriesOf(size)
      .slice(from, to)
      .map((entry) => ({ entry: entry.toString() }));
  };
  return { rows } as unknown as Database;
}

function entriesOf(size: number): Buffer[] {
  return Array.from({ length: size }, (_, at) => Buffer.from(`entry ${at}`));
}
