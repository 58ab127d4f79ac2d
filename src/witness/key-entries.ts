import { isSignedBy, parseNote } from '../tlog/signed-note.ts';
import { parseVerifierKey, type VerifierKey } from '../tlog/verifier-key.ts';

/** Entry of a log, at its place. */
export interface PlacedEntry {
  index: number;
  /** Canonical JSON. */
  text: string;
}

/**
 * Returns the keys that the entries of a log put in force, oldest first. Each but the first is named by a note that
 * the key before it signed.
 *
 * @param entries In the order of the log.
 * @param before Key in force before these entries; undefined from the beginning of the log.
 * @throws {Error} If an entry names a key without the signature of the key before, or for another log or place.
 */
export function keysFrom(
  entries: Iterable<PlacedEntry>,
  { origin, before }: { origin: string; before: VerifierKey | undefined },
): VerifierKey[] {
  const keys: VerifierKey[] = before === undefined ? [] : [before];
  for (const { index, text } of entries) {
    const named = keyEntry(text);
    if (named === undefined) continue;
    const current = keys.at(-1);
    if (current === undefined && named.key !== undefined) keys.push(parseVerifierKey(named.key));
    else if (current !== undefined && named.note !== undefined)
      keys.push(rotatedKey(named.note, { origin, index, current }));
    else throw new Error(`entry ${index} names a key that the key before it did not sign`);
  }
  return keys;
}

function keyEntry(text: string): { key?: string; note?: string } | undefined {
  if (!text.includes('"entry":"key"')) return undefined;
  const entry: unknown = JSON.parse(text);
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { entry: kind, key, note } = entry as Record<string, unknown>;
  if (kind !== 'key') return undefined;
  return {
    ...(typeof key === 'string' && { key }),
    ...(typeof note === 'string' && { note }),
  };
}

function rotatedKey(
  text: string,
  { origin, index, current }: { origin: string; index: number; current: VerifierKey },
): VerifierKey {
  const note = parseNote(text);
  if (!isSignedBy(note, current))
    throw new Error(`entry ${index} names a key that ${current.text} did not sign`);
  const [named, key, from, ...rest] = note.text.split('\n');
  const isOfPlace = named === origin && from === `from ${index}` && rest.join('\n') === '';
  if (!isOfPlace || key === undefined || !key.startsWith('key '))
    throw new Error(`entry ${index} names a key for another log or another place`);
  return parseVerifierKey(key.slice('key '.length));
}
