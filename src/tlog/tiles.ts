import { joinBytes } from '../base/bytes.ts';
import { FormatError } from './format-error.ts';
import { HashTree } from './hash-tree.ts';
import type { Hash } from './merkle.ts';

/** Hashes of a full tile; entries of a full bundle. Source: C2SP tlog-tiles. */
export const tileWidth = 256;
const hashBytes = 32;
/** The largest entry, in bytes: its length is written in two. */
export const largestEntry = 65_535;

/** A tile of hashes, or a bundle of entries. */
export interface Tile {
  /** Level of the hashes: those of level n are roots of 256ⁿ leaves; `entries` for a bundle. */
  level: number | 'entries';
  /** Place within the level, from 0. */
  index: number;
  /** Number of hashes or entries; 256 = full. */
  width: number;
}

/** Lists the tiles and bundles of a tree, bundles first; with `from`, only those that a tree of that size lacks. */
export function tilesOf(size: number, from = 0): Tile[] {
  const tiles = bundlesOf(size, from).map((one): Tile => ({ level: 'entries', ...one }));
  for (let level = 0; levelWidth(size, level) > 0; level += 1)
    tiles.push(
      ...bundlesOf(levelWidth(size, level), levelWidth(from, level)).map((one) => ({
        level,
        ...one,
      })),
    );
  return tiles;
}

/** Returns the path of a tile below the log's folder, with `/`. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const parts = digits.match(/.{3}/g)!;
  const name = parts.map((part, at) => (at < parts.length - 1 ? `x${part}` : part)).join('/');
  return `tile/${level}/${name}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Returns the hashes that a tile of a level holds: roots of 256ⁿ leaves each. */
export function tileHashes(tree: HashTree, { level, index, width }: Tile): Hash[] {
  if (level === 'entries') throw new RangeError('A bundle has entries, no hashes');
  return Array.from({ length: width }, (_, at) => tree.subtree(level * 8, index * tileWidth + at));
}

/** Writes entries one after the other, each after its length in two bytes. */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  return joinBytes(
    ...entries.flatMap((entry) => {
      if (entry.length > largestEntry)
        throw new RangeError(`An entry has at most ${largestEntry} bytes, not ${entry.length}`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
    }),
  );
}

/**
 * Reads the entries of a bundle.
 *
 * @throws {FormatError} If it ends within an entry.
 */
export function parseBundle(bytes: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + ((bytes[at]! << 8) | (bytes[at + 1] ?? 0));
    if (at + 2 > bytes.length || end > bytes.length)
      throw new FormatError(`The bundle ends within its entry ${entries.length}`);
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  return entries;
}

/**
 * Reads the hashes of a tile.
 *
 * @throws {FormatError} If it does not have `width` hashes.
 */
export function parseTile(bytes: Uint8Array, width: number): Hash[] {
  if (bytes.length !== width * hashBytes)
    throw new FormatError(
      `A tile of ${width} hashes has ${width * hashBytes} bytes, not ${bytes.length}`,
    );
  return Array.from({ length: width }, (_, at) =>
    bytes.slice(at * hashBytes, (at + 1) * hashBytes),
  );
}

/**
 * Builds the tree of a log from its tiles of level 0.
 *
 * @param readTile Returns the bytes of a path below the log's folder.
 * @throws {FormatError} If a tile has the wrong length.
 */
export async function treeOfTiles(
  size: number,
  readTile: (path: string) => Promise<Uint8Array>,
): Promise<HashTree> {
  const leaves: Hash[] = [];
  for (const tile of tilesOf(size).filter(({ level }) => level === 0))
    leaves.push(...parseTile(await readTile(tilePath(tile)), tile.width));
  return HashTree.of(leaves);
}

function levelWidth(size: number, level: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** Cuts a level of `count` into tiles; those that are the same in a level of `from` are left out. */
function bundlesOf(count: number, from: number): { index: number; width: number }[] {
  const tiles: { index: number; width: number }[] = [];
  for (let index = Math.floor(from / tileWidth); index * tileWidth < count; index += 1)
    tiles.push({ index, width: Math.min(tileWidth, count - index * tileWidth) });
  return count === from ? [] : tiles;
}
