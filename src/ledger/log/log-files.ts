import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isLeftAside, writeWholeFile, writeWholeFiles } from '../../base/whole-files.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { HashTree } from '../../tlog/hash-tree.ts';
import { leafHash } from '../../tlog/merkle.ts';
import {
  formatBundle,
  parseTile,
  type Tile,
  tilePath,
  tilesOf,
  tileWidth,
} from '../../tlog/tiles.ts';
import { logFrontier } from './take-in.ts';

/** Tiles of one level whose files are written at a time: 16,384 entries. */
const tilesAtATime = 64;
const hashBytes = 32;

/**
 * Writes the files of the log that are missing: tiles, bundles of entries, and last the checkpoint. Full tiles are
 * never written again. A killed command leaves some out, and the next one adds them.
 *
 * @param folder Folder of the log.
 */
export async function writeLogFiles(database: Database, folder: string): Promise<void> {
  const { size } = await logFrontier(database);
  const missing = tilesOf(size).filter((tile) => !isWritten(folder, tile));
  const levels = new Set(missing.map(({ level }) => level));
  for (const level of [...levels]) {
    const tiles = missing.filter((tile) => tile.level === level);
    for (let from = 0; from < tiles.length; from += tilesAtATime)
      await writeTiles(database, folder, tiles.slice(from, from + tilesAtATime));
  }
  await writeCheckpoint(database, folder);
}

/** A file of hashes has a known length. That of entries is whole, as each file is renamed into its place. */
function isWritten(folder: string, tile: Tile): boolean {
  const path = join(folder, tilePath(tile));
  if (tile.level === 'entries') return existsSync(path);
  return statSync(path, { throwIfNoEntry: false })?.size === tile.width * hashBytes;
}

/** Writes some tiles of one level, in the order of their places. */
async function writeTiles(
  database: Database,
  folder: string,
  tiles: readonly Tile[],
): Promise<void> {
  const contents = await contentsOf(database, folder, tiles);
  for (const [index, tile] of tiles.entries()) {
    const path = join(folder, tilePath(tile));
    await mkdir(dirname(path), { recursive: true });
    await removeLeftAside(dirname(path));
    await writeWholeFiles(dirname(path), [[basename(path), contents[index]!]]);
    if (tile.width === tileWidth) await rm(`${path}.p`, { recursive: true, force: true });
  }
}

async function contentsOf(
  database: Database,
  folder: string,
  tiles: readonly Tile[],
): Promise<Uint8Array[]> {
  const [first, last] = [tiles[0]!, tiles.at(-1)!];
  if (first.level !== 'entries' && first.level > 0)
    return Promise.all(tiles.map((tile) => rootsBelow(folder, tile)));
  const from = first.index * tileWidth;
  const entries = await readEntries(database, from, last.index * tileWidth + last.width);
  return tiles.map(({ level, index, width }) => {
    const start = index * tileWidth - from;
    const some = entries.slice(start, start + width);
    return level === 'entries' ? formatBundle(some) : Buffer.concat(some.map(leafHash));
  });
}

/** Calculates the hashes of a tile above level 0 from the full tiles below it. */
async function rootsBelow(folder: string, { level, index, width }: Tile): Promise<Uint8Array> {
  const roots: Uint8Array[] = [];
  for (let at = 0; at < width; at += 1) {
    const below = { level: Number(level) - 1, index: index * tileWidth + at, width: tileWidth };
    const bytes = await readFile(join(folder, tilePath(below)));
    roots.push(HashTree.of(parseTile(bytes, tileWidth)).root());
  }
  return Buffer.concat(roots);
}

/** Reads the entries from one position up to, but not including, another. */
async function readEntries(database: Database, from: number, to: number): Promise<Buffer[]> {
  const rows = await database.rows<{ entry: string }>(
    `select entry from log_entries where position >= ${from} and position < ${to} order by position`,
  );
  return rows.map(({ entry }) => Buffer.from(entry));
}

async function writeCheckpoint(database: Database, folder: string): Promise<void> {
  const [last] = await database.rows<{ note: string }>(
    'select note from log_checkpoints order by size desc limit 1',
  );
  if (last === undefined) return;
  const path = join(folder, 'checkpoint');
  const written = await readFile(path, 'utf8').catch(() => undefined);
  if (written === last.note) return;
  await mkdir(folder, { recursive: true });
  await removeLeftAside(folder);
  await writeWholeFile(path, (aside) => writeFile(aside, last.note));
}

/** Removes what a killed command left half-written. */
async function removeLeftAside(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter(isLeftAside))
    await rm(join(folder, name), { force: true });
}
