import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { areSameBytes } from '../base/bytes.ts';
import { exitCodes, UserError } from '../base/errors.ts';
import { isThere } from '../base/is-there.ts';
import { readSmallText, refusedFile } from '../base/small-file.ts';
import { type Checkpoint, parseCheckpoint } from '../tlog/checkpoint.ts';
import type { HashTree } from '../tlog/hash-tree.ts';
import { emptyFrontier, type Hash, rootOf } from '../tlog/merkle.ts';
import { parseWitnessRequest } from '../tlog/witness-request.ts';
import { type PlacedEntry, readEntries, readTree } from './log-folder.ts';

/** More than a checkpoint with its signatures, or a request, ever has. */
const mostBytes = 256 * 1024;

/** A log that was shown to a witness. */
export interface ShownLog {
  /** File of the checkpoint. */
  file: string;
  checkpoint: Checkpoint;
  /** Text of the checkpoint, a signed note. */
  note: string;
  /** Consistency proof in the file; absent if it has none. */
  proof?: { from: number; path: readonly Hash[] };
  /** Folder of the log and its tree, which has the checkpoint's root; absent if there are no tiles. */
  tiles?: { folder: string; tree: HashTree };
}

/**
 * Reads what was shown: the folder of a log, its checkpoint with or without tiles beside it, a request to a witness,
 * or the state of another witness.
 *
 * @throws {UserError} If it is none of these (exit 3), or the tiles have another root than the checkpoint (exit 1).
 */
export async function readShownLog(path: string): Promise<ShownLog> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(path, 'checkpoint') : path;
  const text = await readSmallText(file, mostBytes).catch((error: unknown) => {
    throw refusedFile(file, error);
  });
  const shown = { file, ...parseShown(text, file) };
  return shown.proof === undefined ? withTiles(shown, dirname(file)) : shown;
}

/**
 * Reads the entries of the log from a place on, each compared with the tree.
 *
 * @returns None if there are no tiles.
 * @throws {UserError} (exit 1) If one is missing or damaged.
 */
export async function entriesFrom({ file, tiles }: ShownLog, from: number): Promise<PlacedEntry[]> {
  if (tiles === undefined || from >= tiles.tree.size) return [];
  return readEntries(tiles.folder, tiles.tree, from).catch((error) => {
    throw damaged(file, error);
  });
}

/** Returns the root of the first `size` entries by the tiles; undefined if they do not hold as many. */
export async function rootOfFirst({ tiles }: ShownLog, size: number): Promise<Hash | undefined> {
  if (tiles === undefined) return undefined;
  if (size <= tiles.tree.size) return tiles.tree.root(size);
  return readTree(tiles.folder, size).then(
    (tree) => tree.root(),
    () => undefined,
  );
}

function parseShown(text: string, file: string): Omit<ShownLog, 'file'> {
  try {
    if (!text.startsWith('old ')) {
      const note = text.startsWith('log ') ? text.slice(text.indexOf('\n\n') + 2) : text;
      return { note, checkpoint: refuseFilledRoot(parseCheckpoint(note)) };
    }
    const { from, path, checkpoint: note, parsed } = parseWitnessRequest(text);
    return { note, checkpoint: refuseFilledRoot(parsed), proof: { from, path } };
  } catch (cause) {
    throw new UserError(
      `${file} is no checkpoint. ${(cause as Error).message}.\nAccepted: the folder .imbill/log, its file checkpoint, or a file that imbill log request wrote.\nAsk the owner of the ledger for one of them.`,
      exitCodes.badInput,
      { cause },
    );
  }
}

function refuseFilledRoot(checkpoint: Checkpoint): Checkpoint {
  if (checkpoint.size > 0 || areSameBytes(checkpoint.root, rootOf(emptyFrontier())))
    return checkpoint;
  throw new Error('It has no entries, but not the root of an empty log');
}

async function withTiles(shown: ShownLog, folder: string): Promise<ShownLog> {
  if (!isThere(join(folder, 'tile'))) return shown;
  const { checkpoint, file } = shown;
  const tree = await readTree(folder, checkpoint.size).catch((error) => {
    throw damaged(file, error);
  });
  if (!areSameBytes(tree.root(), checkpoint.root))
    throw damaged(file, new Error('its tiles have another root than its checkpoint'));
  return { ...shown, tiles: { folder, tree } };
}

function damaged(file: string, error: unknown): UserError {
  return new UserError(
    `The log of ${file} is damaged, or was altered: ${(error as Error).message}.\nNothing was signed. Copy the whole folder again. If it is the same, ask the owner of the ledger: imbill invoice verify says more.`,
    exitCodes.failed,
    { cause: error },
  );
}
