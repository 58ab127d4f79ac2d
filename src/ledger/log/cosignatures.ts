import { hexOf } from '../../base/bytes.ts';
import { cosignatureTime } from '../../tlog/cosignature.ts';
import { parseVerifierKey, type VerifierKey } from '../../tlog/note-key.ts';
import type { Note } from '../../tlog/signed-note.ts';

/** Witness of imbill.yaml. */
export interface NamedWitness {
  /** Name in imbill.yaml. */
  name: string;
  key: VerifierKey;
}

/** Lists the witnesses of imbill.yaml, by name. */
export function namedWitnesses(witnesses: Readonly<Record<string, string>>): NamedWitness[] {
  return Object.entries(witnesses)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, key]) => ({ name, key: parseVerifierKey(key) }));
}

/** Cosignature of a witness, checked. */
export interface CheckedCosignature {
  witness: NamedWitness;
  /** In seconds since the epoch. */
  time: number;
}

/**
 * Lists the cosignatures of a checkpoint by these witnesses, in their order.
 *
 * @throws {Error} If one is not that of the checkpoint.
 */
export function cosignaturesOf(
  note: Note,
  witnesses: readonly NamedWitness[],
): CheckedCosignature[] {
  return witnesses.flatMap((witness) => {
    const time = cosignatureTime(note, witness.key);
    return time === undefined ? [] : [{ witness, time }];
  });
}

/** Names the signatures of a note that another note does not have: `name+id`. */
export function unknownSignatures(note: Note, known: Note): string[] {
  return note.signatures
    .filter(({ line }) => !known.signatures.some((one) => one.line === line))
    .map(({ name, keyId }) => `${name}+${hexOf(keyId)}`);
}
