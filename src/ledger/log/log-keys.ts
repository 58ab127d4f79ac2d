import { exitCodes, UserError } from '../../base/errors.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { parseVerifierKey, type SigningKey, type VerifierKey } from '../../tlog/note-key.ts';
import { formatNote, isSignedBy, parseNote, signNote } from '../../tlog/signed-note.ts';
import { type LogEntry, rotationEntry } from './log-entry.ts';

/** A key of the log. It signs checkpoints with more than `from` entries, up to the next key. */
export interface LogKey {
  /** Position of its entry. */
  from: number;
  verifier: VerifierKey;
}

/** An entry that names a key. */
export interface KeyEntry {
  position: number;
  entry: string;
}

/** Reads the entries that name keys, by position. */
export async function readKeyEntries(database: Database): Promise<KeyEntry[]> {
  const rows = await database.rows<{ position: bigint; entry: string }>(
    "select position, entry from log_entries where kind = 'key' order by position",
  );
  return rows.map(({ position, entry }) => ({ position: Number(position), entry }));
}

/**
 * Reads the keys of a log from their entries, and checks that each was named by the one before.
 *
 * @param before Key in force before the first of these entries, which is the first of the result; absent from the
 *   beginning of the log.
 * @throws {Error} Saying which entry is wrong.
 */
export function keysOf(entries: readonly KeyEntry[], before?: LogKey): LogKey[] {
  const keys = before === undefined ? [] : [before];
  for (const { position, entry } of entries) keys.push(keyAfter(keys.at(-1), position, entry));
  return keys;
}

/** Returns the key that signs a log of `size` entries; undefined if none does. */
export function keyInForce(keys: readonly LogKey[], size: number): LogKey | undefined {
  return keys.findLast(({ from }) => from < size);
}

/**
 * Makes the entry by which a key names the next one.
 *
 * @param position Position that the entry will have.
 */
export function rotation(from: SigningKey, to: VerifierKey, position: number): LogEntry {
  const text = rotationText(from.verifier, to, position);
  return rotationEntry(formatNote(text, [signNote(text, from)]));
}

/**
 * Refuses a key that is not the one in force, before anything is written.
 *
 * @throws {UserError} (exit 3) Naming both.
 */
export async function refuseOtherKey(database: Database, { verifier }: SigningKey): Promise<void> {
  const keys = keysOf(await readKeyEntries(database));
  const last = keys.at(-1);
  if (last === undefined || last.verifier.text === verifier.text) return;
  const isFormer = keys.some((key) => key.verifier.text === verifier.text);
  const since = isFormer ? `, which was replaced at entry ${last.from}` : '';
  throw new UserError(
    `The log is signed by ${last.verifier.text}.\nThe key that is set is ${verifier.text}${since}.\nNothing was done. Set log.key in imbill.yaml (or IMBILL_KEY) to the file of the first one. To change the key, run imbill key rotate.`,
    exitCodes.badInput,
  );
}

function keyAfter(before: LogKey | undefined, position: number, entry: string): LogKey {
  try {
    const { key, note } = JSON.parse(entry) as { key?: string; note?: string };
    if (before === undefined) return { from: position, verifier: parseVerifierKey(key ?? '') };
    const signed = parseNote(note ?? '');
    const next = parseVerifierKey(/^key (.*)$/m.exec(signed.text)?.[1] ?? '');
    if (signed.text !== rotationText(before.verifier, next, position))
      throw new Error('its note is not about this log and place');
    if (next.name !== before.verifier.name)
      throw new Error(`its key has the name ${next.name}, and the log ${before.verifier.name}`);
    if (!isSignedBy(signed, before.verifier))
      throw new Error(`${before.verifier.text} did not sign it`);
    return { from: position, verifier: next };
  } catch (error) {
    throw new Error(`entry ${position} names no valid key: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function rotationText(from: VerifierKey, to: VerifierKey, position: number): string {
  return `${from.name}\nkey ${to.text}\nfrom ${position}\n`;
}
