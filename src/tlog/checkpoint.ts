import { base64Of } from '../base/base64.ts';
import { parseCount } from './count.ts';
import { FormatError } from './format-error.ts';
import { parseHash } from './hash-lines.ts';
import type { Hash } from './merkle.ts';
import { isKeyName, type SigningKey } from './note-key.ts';
import { formatNote, type Note, parseNote, signNote } from './signed-note.ts';

/** State of a log: its size and root, signed. Source: C2SP tlog-checkpoint. */
export interface Checkpoint {
  /** Name of the log; that of its key. */
  origin: string;
  /** Number of leaves. */
  size: number;
  root: Hash;
  /** The signed note; its signatures are not checked. */
  note: Note;
}

/** Writes the text that a log signs: origin, size, root. */
export function checkpointText({ origin, size, root }: Omit<Checkpoint, 'note'>): string {
  return `${origin}\n${size}\n${base64Of(root)}\n`;
}

/** Signs a state of a log. @returns The signed note. */
export function signCheckpoint(size: number, root: Hash, key: SigningKey): string {
  const text = checkpointText({ origin: key.verifier.name, size, root });
  return formatNote(text, [signNote(text, key)]);
}

/**
 * Reads a checkpoint.
 *
 * @throws {FormatError} If it is none, or has extension lines, which nobody could check.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const note = parseNote(text);
  const lines = note.text.split('\n');
  const [origin = '', size = '', root = ''] = lines;
  if (lines.length !== 4 || !isKeyName(origin))
    throw new FormatError('A checkpoint is three lines: origin, tree size, root in base64');
  return { origin, size: parseCount(size, 'tree size'), root: parseHash(root), note };
}
