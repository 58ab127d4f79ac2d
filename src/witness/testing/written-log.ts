import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { signCheckpoint } from '../../tlog/checkpoint.ts';
import { HashTree } from '../../tlog/hash-tree.ts';
import { leafHash } from '../../tlog/merkle.ts';
import { newSigningKey, type SigningKey } from '../../tlog/note-key.ts';
import { formatNote, signNote } from '../../tlog/signed-note.ts';
import { formatBundle, tileHashes, tilePath, tilesOf, tileWidth } from '../../tlog/tiles.ts';

/** Builds the tree of some entries. */
export function treeOf(entries: readonly string[]): HashTree {
  return HashTree.of(entries.map((entry) => leafHash(Buffer.from(entry))));
}

/** Signs the checkpoint of some entries. */
export function checkpointOf(entries: readonly string[], key: SigningKey): string {
  return signCheckpoint(entries.length, treeOf(entries).root(), key);
}

/** Writes the folder of a log: its bundles, tiles and checkpoint. */
export async function writeLog(
  folder: string,
  entries: readonly string[],
  key: SigningKey,
): Promise<void> {
  const tree = treeOf(entries);
  for (const tile of tilesOf(entries.length)) {
    const from = tile.index * tileWidth;
    const bytes =
      tile.level === 'entries'
        ? formatBundle(entries.slice(from, from + tile.width).map((one) => Buffer.from(one)))
        : Buffer.concat(tileHashes(tree, tile));
    const path = join(folder, tilePath(tile));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  await writeFile(join(folder, 'checkpoint'), checkpointOf(entries, key));
}

/** Makes `count` entries of a ledger; `word` tells ledgers apart. */
export function someEntries(count: number, word = 'paid'): string[] {
  return Array.from({ length: count }, (_, at) => `{"audit":"${at}","entry":"audit","${word}":""}`);
}

/** Makes the entry that names the first key of a log. */
export function firstKey({ verifier }: SigningKey): string {
  return `{"entry":"key","key":"${verifier.text}"}`;
}

/** Makes the entry that names the next key, at its place. */
export function nextKey(before: SigningKey, { verifier }: SigningKey, index: number): string {
  const text = `${before.verifier.name}\nkey ${verifier.text}\nfrom ${index}\n`;
  return JSON.stringify({ entry: 'key', note: formatNote(text, [signNote(text, before)]) });
}

/** Makes a key and writes its file. */
export async function writeKey(path: string, name: string, type: 1 | 4): Promise<SigningKey> {
  const key = newSigningKey(name, type);
  await writeFile(path, `${key.text}\n`, { mode: 0o600 });
  return key;
}
