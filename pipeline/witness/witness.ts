import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { readSmallText, refusedFile, UnfitFile } from '../../src/base/small-file.ts';
import { sync, writeWholeFile } from '../../src/base/whole-files.ts';
import type { Witnessed, WitnessOptions } from '../../src/jobs/witness.ts';
import { checkpointBody } from '../../src/tlog/checkpoint.ts';
import { cosign, cosignatureOf } from '../../src/tlog/cosignature.ts';
import type { SigningKey, VerifierKey } from '../../src/tlog/signed-note.ts';
import { type Contradiction, conflictWords } from '../../src/witness/conflict-words.ts';
import { judge } from '../../src/witness/judge.ts';
import { keepEvidence } from '../../src/witness/evidence.ts';
import { readShownLog, type ShownLog } from '../../src/witness/shown-log.ts';
import { trustedKey } from '../../src/witness/trusted-key.ts';
import { withLockedState } from '../../src/witness/witness-lock.ts';
import { formatState, parseState, type WitnessState } from '../../src/witness/witness-state.ts';

/** Parts of the machine that a witness works with. */
export interface WitnessEffects {
  /** Returns milliseconds since the epoch. */
  now(): number;
  say(text: string): void;
}

/**
 * Looks at a log that somebody else keeps, and cosigns its checkpoint if the log begins with all that was seen
 * before. What was seen is on the disk before the cosignature is given out.
 *
 * @throws {UserError} (exit 1) If the log does not, after both checkpoints were kept as evidence. Also if the clock
 *   was set back.
 */
export async function witness(options: WitnessOptions, effects: WitnessEffects): Promise<Witnessed> {
  const key = await readWitnessKey(options.key);
  const shown = await readShownLog(options.log);
  const state = options.state ?? stateBeside(options.key, shown);
  const witnessed = await withLockedState(state, async () => {
    const seen = await readState(state, key.verifier);
    const logKey = await trustedKey(shown, { seen, given: options.logKey, say: effects.say });
    return look(shown, { seen, logKey, key, state, effects });
  });
  if (options.out === undefined) return witnessed;
  await writeOut(options.out, witnessed.checkpoint);
  return { ...witnessed, out: options.out };
}
