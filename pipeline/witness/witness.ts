import { dirname, join } from 'node:path';
import { hexOf } from '../../src/base/bytes.ts';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { Witnessed, WitnessOptions } from '../../src/jobs/witness.ts';
import { instantOf } from '../../src/proof/check-cosignatures.ts';
import { cosign, cosignatureTime } from '../../src/tlog/cosignature.ts';
import { parseVerifierKey, type SigningKey, type VerifierKey } from '../../src/tlog/note-key.ts';
import { formatNote, signaturesOf } from '../../src/tlog/signed-note.ts';
import { type Contradiction, conflictWords } from '../../src/witness/conflict-words.ts';
import { keepEvidence } from '../../src/witness/evidence.ts';
import { judge } from '../../src/witness/judge.ts';
import { readShownLog, rootOfFirst, type ShownLog } from '../../src/witness/shown-log.ts';
import { refuseUnsigned, trustedKey } from '../../src/witness/trusted-key.ts';
import { withLockedState } from '../../src/witness/witness-lock.ts';
import { readState, type WitnessState, writeState } from '../../src/witness/witness-state.ts';
import { readKeyFile } from '../../src/workspace/key-file.ts';
import { writeSmallFile } from './write-small-file.ts';

/** Parts of the machine that a witness works with. */
export interface WitnessEffects {
  /** Returns milliseconds since the epoch. */
  now(): number;
  say(text: string): void;
}

/**
 * Looks at a log that somebody else keeps, and cosigns its checkpoint if the log begins with all that was seen
 * before. It is on the disk what was seen before the cosignature is given out.
 *
 * @throws {UserError} (exit 1) If the log was not only appended to. Then both checkpoints are kept as evidence.
 */
export async function witness(
  { log, key: keyFile, state: stateFile, logKey, out }: WitnessOptions,
  { now, say }: WitnessEffects,
): Promise<Witnessed> {
  const key = await readKeyFile(keyFile, 4);
  const given = logKey === undefined ? undefined : parseGiven(logKey);
  const shown = await readShownLog(log);
  const path = stateFile ?? stateBeside(keyFile, shown);
  const { seen, state, before } = await withLockedState(path, async () => {
    const before = await readState(path, key.verifier);
    const seen = await compare(shown, { before, path, witness: key.verifier });
    const trusted = await trustedKey(shown, { seen: before, given, say });
    const state =
      seen === 'same'
        ? before!
        : cosigned(shown, { key, logKey: trusted, time: timeAfter(before, now()) });
    if (seen !== 'same') await writeState(path, state);
    return { seen, state, before };
  });
  // If this fails, the next look gives out the same cosignature.
  if (out !== undefined) await writeSmallFile(out, state.note);
  return {
    log: shown.checkpoint.origin,
    seen,
    size: shown.checkpoint.size,
    root: hexOf(shown.checkpoint.root),
    previous_size: before?.checkpoint.size ?? null,
    cosigned_at: instantOf(state.time),
    log_key: state.logKey.text,
    witness_key: key.verifier.text,
    state: path,
    out: out ?? null,
    checkpoint: state.note,
  };
}

/** A name that tells logs apart, and that every file system takes. */
function stateBeside(keyFile: string, { checkpoint }: ShownLog): string {
  const name = encodeURIComponent(checkpoint.origin).replaceAll('*', '%2A');
  return join(dirname(keyFile), `${name}.seen`);
}

/**
 * Compares the shown log with the last one that was seen.
 *
 * @throws {UserError} If it contradicts that (exit 1), or nothing proves that it does not (exit 3).
 */
async function compare(
  shown: ShownLog,
  {
    before,
    path,
    witness,
  }: { before: WitnessState | undefined; path: string; witness: VerifierKey },
): Promise<Witnessed['seen']> {
  const { checkpoint, proof, file } = shown;
  refuseOtherLog(shown, before, path);
  const seen = before?.checkpoint;
  const verdict = judge(seen, checkpoint, {
    proof,
    rootOfSeen: seen && (await rootOfFirst(shown, seen.size)),
    isCosigned: isCosignedBy(shown, witness),
  });
  if (verdict === 'first' || verdict === 'same' || verdict === 'grown') return verdict;
  if (verdict === 'unproved')
    throw new UserError(
      `${file} has ${checkpoint.size} entries, and this witness saw ${seen!.size}. Nothing proves that it begins with those.\nAccepted: the folder of the log, or what imbill log request --since ${seen!.size} writes there.\nAsk the owner of the ledger for one of them.`,
      exitCodes.badInput,
    );
  // Nobody can hold an unsigned checkpoint against the owner of the ledger.
  if (verdict !== 'earlier') refuseUnsigned(shown, before!.logKey);
  throw await contradiction(verdict, shown, before!, path);
}

function refuseOtherLog(
  { checkpoint, file }: ShownLog,
  before: WitnessState | undefined,
  path: string,
): void {
  if (before === undefined || before.checkpoint.origin === checkpoint.origin) return;
  throw new UserError(
    `${file} is of the log ${checkpoint.origin}, and the state ${path} of ${before.checkpoint.origin}.\nAccepted: one state for each log. Name another file with --state.`,
    exitCodes.badInput,
  );
}

function isCosignedBy({ checkpoint }: ShownLog, witness: VerifierKey): boolean {
  try {
    return cosignatureTime(checkpoint.note, witness) !== undefined;
  } catch {
    return false;
  }
}

async function contradiction(
  verdict: Contradiction,
  { file, checkpoint: shown, note }: ShownLog,
  { checkpoint: seen, note: seenNote, time }: WitnessState,
  path: string,
): Promise<UserError> {
  const evidence = await keepEvidence(path, { seen: seenNote, shown: note });
  const words = conflictWords(verdict, { file, seen, seenAt: instantOf(time), shown });
  return new UserError(
    `${words}\nNothing was signed. Both checkpoints are kept in ${evidence}.`,
    exitCodes.failed,
    {
      details: {
        verdict,
        log: shown.origin,
        size: shown.size,
        root: hexOf(shown.root),
        seen_size: seen.size,
        seen_root: hexOf(seen.root),
        seen_at: instantOf(time),
        evidence,
      },
    },
  );
}

/** Cosigns a checkpoint. Signatures of others are left out: this witness did not check them. */
function cosigned(
  { checkpoint }: ShownLog,
  { key, logKey, time }: { key: SigningKey; logKey: VerifierKey; time: number },
): WitnessState {
  const { text } = checkpoint.note;
  const lines = signaturesOf(checkpoint.note, logKey).map(({ line }) => line);
  const note = formatNote(text, [...lines, cosign(text, key, time)]);
  return { logKey, checkpoint, note, time };
}

/**
 * Returns the time of a new cosignature, in seconds since the epoch.
 *
 * @throws {UserError} (exit 1) If it would be before the last one.
 */
function timeAfter(before: WitnessState | undefined, milliseconds: number): number {
  const time = Math.floor(milliseconds / 1000);
  if (before === undefined || time >= before.time) return time;
  throw new UserError(
    `The clock of this machine says ${instantOf(time)}, but this witness signed at ${instantOf(before.time)} already.\nNothing was signed. Set the clock, and run again.`,
    exitCodes.failed,
  );
}

function parseGiven(text: string): VerifierKey {
  try {
    return parseVerifierKey(text);
  } catch (cause) {
    throw new UserError(
      `--log-key ${text}: ${(cause as Error).message}.\nAccepted: the key as imbill key show prints it.`,
      exitCodes.wrongUsage,
      { cause },
    );
  }
}
