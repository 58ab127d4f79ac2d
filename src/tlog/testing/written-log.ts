import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { joinBytes, utf8Of } from '../../base/bytes.ts';
import { checkpointText, signCheckpoint } from '../checkpoint.ts';
import { cosign } from '../cosignature.ts';
import { HashTree } from '../hash-tree.ts';
import { leafHash } from '../merkle.ts';
import { newSigningKey, type SigningKey } from '../note-key.ts';
import { formatPolicy } from '../policy.ts';
import { formatNote, signNote } from '../signed-note.ts';
import { formatBundle, tileHashes, tilePath, tilesOf, tileWidth } from '../tiles.ts';
import { formatTlogProof } from '../tlog-proof.ts';
import { formatWitnessRequest } from '../witness-request.ts';

/** A log in memory with its keys. */
export interface TestLog {
  entries: Uint8Array[];
  tree: HashTree;
  key: SigningKey;
  /** Cosigns, so it is of type 4. */
  witness: SigningKey;
}

/** Makes a log of short entries, with new keys. */
export function testLog(size: number): TestLog {
  const entries = Array.from({ length: size }, (_, index) => utf8Of(`{"entry":"${index}"}`));
  return {
    entries,
    tree: HashTree.of(entries.map(leafHash)),
    key: newSigningKey('billing.example.com/log', 1),
    witness: newSigningKey('witness.example.com/1', 4),
  };
}

/** Signs the state of the log with its first entries; the witness cosigns it. */
export function cosignedCheckpoint(
  { tree, key, witness }: TestLog,
  size: number,
  seconds = 1_700_000_000,
): string {
  const text = checkpointText({ origin: key.verifier.name, size, root: tree.root(size) });
  return formatNote(text, [signNote(text, key), cosign(text, witness, seconds)]);
}

/** Writes tiles, entries and checkpoint of a log. */
export async function writeTestLog(folder: string, { entries, tree, key }: TestLog): Promise<void> {
  for (const tile of tilesOf(entries.length)) {
    const start = tile.index * tileWidth;
    const bytes =
      tile.level === 'entries'
        ? formatBundle(entries.slice(start, start + tile.width))
        : joinBytes(...tileHashes(tree, tile));
    await write(join(folder, tilePath(tile)), bytes);
  }
  await write(join(folder, 'checkpoint'), signCheckpoint(entries.length, tree.root(), key));
}

/**
 * Writes the proof of an entry in the form of `imbill invoice prove`, at a cosigned checkpoint of `size` entries.
 *
 * @param next Key that signs the later checkpoint of all entries; the log's own without.
 */
export async function writeTestProof(
  folder: string,
  log: TestLog,
  { index, size, next }: { index: number; size: number; next?: SigningKey },
): Promise<void> {
  const { entries, tree, key, witness } = log;
  const checkpoint = cosignedCheckpoint(log, size);
  const name = join(folder, 'INV-2026-000001');
  const proof = formatTlogProof({ index, path: tree.inclusionPath(index, size), checkpoint });
  const policy = {
    log: key.verifier,
    witnesses: new Map([['auditor', witness.verifier]]),
    least: 1,
  };
  await write(`${name}.entry.json`, entries[index]!);
  await write(`${name}.tlog-proof`, proof);
  await write(`${name}.policy`, formatPolicy(policy));
  if (size === entries.length) return;
  const later = signCheckpoint(entries.length, tree.root(), next ?? key);
  const path = tree.consistencyPath(size);
  await write(
    `${name}.tlog-consistency`,
    formatWitnessRequest({ from: size, path, checkpoint: later }),
  );
  if (next === undefined) return;
  const text = `${key.verifier.name}\nkey ${next.verifier.text}\nfrom ${size}\n`;
  const notes = [formatNote(text, [signNote(text, key)])];
  await write(`${name}.keys.json`, `${JSON.stringify(notes)}\n`);
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
