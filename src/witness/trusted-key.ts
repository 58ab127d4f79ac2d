import { exitCodes, UserError } from '../base/errors.ts';
import { isSignedBy, parseVerifierKey, type VerifierKey } from '../tlog/signed-note.ts';
import { keysFrom } from './key-entries.ts';
import type { ShownLog } from './shown-log.ts';
import type { WitnessState } from './witness-state.ts';

/** Knowledge of a log's key beside the log itself. */
export interface KnownKeys {
  seen: WitnessState | undefined;
  /** Key that the user gave (vkey). */
  given: VerifierKey | undefined;
  say(text: string): void;
}

/**
 * Returns the key of a log that signed the shown checkpoint. It is the pinned key, or one that the pinned key
 * signed over to in the entries of the log, or the key that the user gives.
 *
 * @throws {UserError} If the checkpoint is not signed by it, or no key is known.
 */
