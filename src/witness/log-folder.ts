import { join } from 'node:path';
import { areSameBytes } from '../base/bytes.ts';
import { readSmallFile, UnfitFile } from '../base/small-file.ts';
import type { HashTree } from '../tlog/hash-tree.ts';
import { leafHash } from '../tlog/merkle.ts';
import {
  largestEntry,
  parseBundle,
  type Tile,
  tilePath,
  tilesOf,
  tileWidth,
  treeOfTiles,
} from '../tlog/tiles.ts';

const hashBytes = 32;
/** Bytes of a bundle of the largest entries. */
const mostBytes = tileWidth * (largestEntry + 2);

/** Entry of a log, at its place. */
export interface PlacedEntry {
  position: number;
  /** Canonical JSON. */
  entry: string;
}

/**
 * Builds the tree of a log folder from its tiles of level 0.
 *
 * @throws {Error} If a tile is missing or damaged.
 */
export function readTree(folder: string, size: number): Promise<HashTree> {
  const tiles = tilesOf(size).filter(({ level }) => level === 0);
  const widths = new Map(tiles.map((tile) => [tilePath(tile), tile]));
  return treeOfTiles(size, async (path) => {
    const { width } = widths.get(path)!;
    const bytes = await readTile(folder, widths.get(path)!);
    return bytes.subarray(0, width * hashBytes);
  });
}

/**
 * Reads the entries of a log folder from a place to the end of its tree, and compares each with its leaf.
 *
 * @throws {Error} If a bundle is missing or damaged.
 */
export async function readEntries(
  folder: string,
  tree: HashTree,
  from: number,
): Promise<PlacedEntry[]> {
  const entries: PlacedEntry[] = [];
  const bundles = tilesOf(tree.size, from).filter(({ level }) => level === 'entries');
  for (const bundle of bundles) {
    const found = parseBundle(await readTile(folder, bundle));
    for (let at = 0; at < bundle.width; at += 1) {
      const index = bundle.index * tileWidth + at;
      const bytes = found[at];
      if (bytes === undefined || !areSameBytes(leafHash(bytes), tree.subtree(0, index)))
        throw new Error(`its entry ${index} is not that of the tree`);
      if (index >= from) entries.push({ position: index, entry: Buffer.from(bytes).toString() });
    }
  }
  return entries;
}

/** Reads a tile or bundle. Where a partial one is missing, the full one took its place. */
async function readTile(folder: string, tile: Tile): Promise<Uint8Array> {
  const read = (one: Tile) => readSmallFile(join(folder, tilePath(one)), mostBytes);
  try {
    return await read(tile);
  } catch (error) {
    const isMissing = error instanceof UnfitFile && error.code === 'ENOENT';
    if (isMissing && tile.width < tileWidth)
      return await read({ ...tile, width: tileWidth }).catch(() => {
        throw named(tile, error);
      });
    throw named(tile, error);
  }
}

function named(tile: Tile, error: unknown): unknown {
  if (!(error instanceof UnfitFile)) return error;
  return new Error(`its file ${tilePath(tile)} ${error.message}`, { cause: error });
}
