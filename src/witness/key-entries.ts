import { parseVerifierKey, type VerifierKey } from '../tlog/note-key.ts';
import { isSignedBy, parseNote } from '../tlog/signed-note.ts';

/** Entry of a log, at its place. */
export interface PlacedEntry {
  index: number;
  /** Canonical JSON. */
  text: string;
}

/**
 * Lists the keys that the entries of a log put in force, oldest first. Each but the first is named by a note that
 * the key before it signed.
 *
 * @param entries In the order of the log.
 * @param before Key in force before these entries; undefined from the beginning of the log.
 * @throws {Error} If an entry names a key that the key before it did not sign for this log and place.
 */
export function keysFrom(
  entries: readonly PlacedEntry[],
  { origin, before }: { origin: string; before: VerifierKey | undefined },
): VerifierKey[] {
  const keys = before === undefined ? [] : [before];
  for (const { index, text } of entries) {
    const entry = text.startsWith('{"entry":"key"') ? JSON.parse(text) : undefined;
    if (entry === undefined) continue;
    const current = keys.at(-1);
    if (current === undefined) keys.push(parseVerifierKey(String(entry.key)));
    else keys.push(rotatedKey(String(entry.note), { origin, index, current }));
  }
  return keys;
}

function rotatedKey(
  text: string,
  { origin, index, current }: { origin: string; index: number; current: VerifierKey },
): VerifierKey {
  const note = parseNote(text);
  const key = /\nkey (.*)\n/.exec(note.text)?.[1] ?? '';
  if (note.text !== `${origin}\nkey ${key}\nfrom ${index}\n` || !isSignedBy(note, current))
    throw new Error(`entry ${index} names a key that ${current.text} did not sign for this place`);
  return parseVerifierKey(key);
}
