import { exitCodes, UserError } from '../base/errors.ts';
import { keysOf } from '../ledger/log/log-keys.ts';
import type { VerifierKey } from '../tlog/note-key.ts';
import { isSignedBy } from '../tlog/signed-note.ts';
import { entriesFrom, type ShownLog } from './shown-log.ts';
import type { WitnessState } from './witness-state.ts';

/** Knowledge of a log's key from elsewhere than the shown log. */
export interface KnownKey {
  seen: WitnessState | undefined;
  /** Key that the user gave. */
  given: VerifierKey | undefined;
  say(text: string): void;
}

/**
 * Returns the key of the log that signed the shown checkpoint: the pinned key, a later one that the log's entries
 * name with its signature, or the one that the user gave.
 *
 * @throws {UserError} If no key is known (exit 2), or it did not sign the checkpoint (exit 1).
 */
export async function trustedKey(shown: ShownLog, known: KnownKey): Promise<VerifierKey> {
  const key = shown.tiles === undefined ? statedKey(shown, known) : await keyInForce(shown, known);
  refuseUnsigned(shown, key);
  return key;
}

/**
 * Refuses a checkpoint that a key did not sign.
 *
 * @throws {UserError} (exit 1) Naming the keys of its signatures.
 */
export function refuseUnsigned({ checkpoint, file }: ShownLog, key: VerifierKey): void {
  const signed = [...new Set(checkpoint.note.signatures.map(({ name }) => name))].join(', ');
  let fault = `it has signatures of ${signed}`;
  try {
    if (key.name !== checkpoint.origin) fault = `it is of the log ${checkpoint.origin}`;
    else if (isSignedBy(checkpoint.note, key)) return;
  } catch (error) {
    fault = (error as Error).message;
  }
  throw new UserError(
    `${file} is not signed by the key of the log, ${key.text}: ${fault}.\nNothing was signed. If the owner changed the key, show the folder of the log, which holds the note that names the new one, or give it with --log-key.`,
    exitCodes.failed,
  );
}

/** Without tiles nothing tells of a changed key but the user. */
function statedKey({ file }: ShownLog, { seen, given, say }: KnownKey): VerifierKey {
  const key = given ?? seen?.logKey;
  if (key === undefined)
    throw new UserError(
      `${file} is of a log that this witness does not know yet, and the file does not hold its key.\nGive the key with --log-key, as the owner of the ledger told it to you; or show the folder of the log.`,
      exitCodes.wrongUsage,
    );
  if (seen !== undefined && seen.logKey.text !== key.text)
    say(`The key of the log changes, on your word, from ${seen.logKey.text} to ${key.text}.\n`);
  return key;
}

async function keyInForce(shown: ShownLog, { seen, given, say }: KnownKey): Promise<VerifierKey> {
  const { file } = shown;
  const entries = await entriesFrom(shown, seen?.checkpoint.size ?? 0);
  const named = entries.filter(({ entry }) => entry.startsWith('{"entry":"key"'));
  const before = seen && { from: 0, verifier: seen.logKey };
  const keys = followed(file, () => keysOf(named, before).map(({ verifier }) => verifier));
  const key = keys.at(-1) ?? given;
  if (key === undefined)
    throw new UserError(
      `${file}: the log names no key.\nGive it with --log-key, as the owner of the ledger told it to you.`,
      exitCodes.wrongUsage,
    );
  if (given !== undefined && ![key, ...keys].some(({ text }) => text === given.text))
    throw new UserError(
      `${file} is not a log of the key that you gave, ${given.text}: it names ${key.text}.\nNothing was signed. Ask the owner of the ledger which key is right.`,
      exitCodes.failed,
    );
  if (seen === undefined && given === undefined)
    say(
      `This witness trusts the key that it finds in the log: ${key.text}.\nAsk the owner of the ledger in another way if it is right (--log-key).\n`,
    );
  if (seen !== undefined && seen.logKey.text !== key.text)
    say(`The key of the log was changed, signed by the key before, to ${key.text}.\n`);
  return key;
}

function followed(file: string, follow: () => VerifierKey[]): VerifierKey[] {
  try {
    return follow();
  } catch (cause) {
    throw new UserError(
      `${file} names a key that is not to be trusted: ${(cause as Error).message}.\nNothing was signed. Ask the owner of the ledger.`,
      exitCodes.failed,
      { cause },
    );
  }
}
