import { joinBytes, utf8Of } from '../base/bytes.ts';
import { isEd25519Signature, signEd25519 } from './ed25519.ts';
import { FormatError } from './format-error.ts';
import type { SigningKey, VerifierKey } from './note-key.ts';
import { type Note, signatureLine, signaturesOf } from './signed-note.ts';

/** Last second that RFC 3339 can write, in seconds since the epoch. Later times are no times. */
const lastSecond = 253_402_300_799;

/**
 * Cosigns the text of a checkpoint: at this time, it was the largest consistent state that the witness saw.
 * Source: C2SP tlog-cosignature, cosignature/v1.
 *
 * @param time Whole seconds since the epoch.
 * @param key Of type 4.
 * @returns The signature line, with its line feed.
 */
export function cosign(text: string, { seed, verifier }: SigningKey, time: number): string {
  const signature = signEd25519(cosignedMessage(text, time), seed);
  return signatureLine(verifier, joinBytes(timeBytes(time), signature));
}

/**
 * Finds the cosignature of a witness and checks it.
 *
 * @returns Its time, in whole seconds since the epoch; undefined if the note does not name the key.
 * @throws {FormatError} If the note names the key twice, or with a cosignature that is not the key's. A time after the
 *   year 9999 is none.
 */
export function cosignatureTime(note: Note, key: VerifierKey): number | undefined {
  const [first, ...others] = signaturesOf(note, key);
  if (first === undefined) return undefined;
  if (others.length > 0) throw new FormatError(`The note has two cosignatures of ${key.name}`);
  const { signature } = first;
  const time = signature.length === 72 ? Number(viewOf(signature).getBigUint64(0)) : Number.NaN;
  const isOurs =
    key.type === 4 &&
    time <= lastSecond &&
    isEd25519Signature(signature.slice(8), cosignedMessage(note.text, time), key.publicKey);
  if (!isOurs)
    throw new FormatError(`The cosignature of ${key.name} is not that of the checkpoint`);
  return time;
}

function cosignedMessage(text: string, time: number): Uint8Array {
  return utf8Of(`cosignature/v1\ntime ${time}\n${text}`);
}

function timeBytes(time: number): Uint8Array {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setBigUint64(0, BigInt(time));
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
