import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { readSmallText, refusedFile, UnfitFile } from '../base/small-file.ts';
import { sync, writeWholeFile } from '../base/whole-files.ts';
import { type Checkpoint, parseCheckpoint } from '../tlog/checkpoint.ts';
import { cosignatureTime } from '../tlog/cosignature.ts';
import { parseVerifierKey, type VerifierKey } from '../tlog/note-key.ts';
import { isSignedBy } from '../tlog/signed-note.ts';

/** More than a state ever has. */
const mostBytes = 64 * 1024;

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

/**
 * Reads a state, and checks both signatures.
 *
 * @returns Undefined if there is no such file.
 * @throws {UserError} If it is damaged, or of another witness.
 */
export async function readState(
  path: string,
  witness: VerifierKey,
): Promise<WitnessState | undefined> {
  const text = await readSmallText(path, mostBytes).catch((error: unknown) => {
    if (error instanceof UnfitFile && error.code === 'ENOENT') return undefined;
    throw refusedFile(`The state ${path}`, error);
  });
  if (text === undefined) return undefined;
  try {
    return parseState(text, witness);
  } catch (cause) {
    throw new UserError(
      `The state ${path} cannot be used: ${(cause as Error).message}.\nAccepted: the file that this witness wrote.\nNothing was signed. Copy the state from a backup, or show the checkpoint that was given out last to a new state (--log FILE --state NEWFILE).`,
      exitCodes.badInput,
      { cause },
    );
  }
}

/** Writes a state so that it is on the disk, under its name, when the call ends. */
export async function writeState(
  path: string,
  state: Pick<WitnessState, 'logKey' | 'note'>,
): Promise<void> {
  await writeWholeFile(path, (aside) => writeFile(aside, formatState(state), { flag: 'wx' }));
  await sync(dirname(path));
}

/** Writes a state as text: the key of the log as a policy names it, an empty line, the cosigned checkpoint. */
function formatState({ logKey, note }: Pick<WitnessState, 'logKey' | 'note'>): string {
  return `log ${logKey.text}\n\n${note}`;
}

function parseState(text: string, witness: VerifierKey): WitnessState {
  const end = text.indexOf('\n\n');
  if (!text.startsWith('log ') || end < 0) throw new Error('it is not the state of a witness');
  const logKey = parseVerifierKey(text.slice('log '.length, end));
  const note = text.slice(end + 2);
  const checkpoint = parseCheckpoint(note);
  if (!isSignedBy(checkpoint.note, logKey))
    throw new Error(`its checkpoint is not signed by ${logKey.text}`);
  const time = cosignatureTime(checkpoint.note, witness);
  if (time === undefined) throw new Error(`its checkpoint is not cosigned by ${witness.text}`);
  return { logKey, checkpoint, note, time };
}
