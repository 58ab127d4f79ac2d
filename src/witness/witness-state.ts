import { type Checkpoint, parseCheckpoint } from '../tlog/checkpoint.ts';
import { cosignatureOf } from '../tlog/cosignature.ts';
import { isSignedBy, parseVerifierKey, type VerifierKey } from '../tlog/signed-note.ts';

/** Last checkpoint of a log that a witness cosigned. */
export interface WitnessState {
  /** Key of the log that signed it. */
  logKey: VerifierKey;
  checkpoint: Checkpoint;
  /** Signed note: the checkpoint, signed by the log and cosigned by the witness. */
  note: string;
  /** Time of the cosignature, in seconds since the epoch. */
  time: number;
}

/** Writes a state as text: the key of the log as a policy names it, an empty line, the cosigned checkpoint. */
export function formatState({ logKey, note }: Pick<WitnessState, 'logKey' | 'note'>): string {
  return `log ${logKey.text}\n\n${note}`;
}

/**
 * Reads the text of a state.
 *
 * @throws {Error} If it is damaged, or not of this witness. The message follows the name of the file.
 */
export function parseState(text: string, witness: VerifierKey): WitnessState {
  const [, key, note] = /^log (.+)\n\n([^]*)$/.exec(text) ?? [];
  if (key === undefined || note === undefined) throw new Error('is no state of a witness');
  const logKey = parseVerifierKey(key);
  const checkpoint = parseCheckpoint(note);
  if (!isSignedBy(checkpoint.note, logKey))
    throw new Error('was altered: the log did not sign its checkpoint');
  const cosignature = cosignatureOf(checkpoint.note, witness);
  if (cosignature === undefined)
    throw new Error(`is of another witness: ${witness.name} did not cosign its checkpoint`);
  return { logKey, checkpoint, note, time: cosignature.time };
}
