import type { LogNote } from '../ledger/log/log-note.ts';

/** State of the ledger's log after a job. */
export type PublishedLog = LogNote;

/** Part of a job's result that names the log. */
export interface LogReport {
  log: PublishedLog;
}

/** Options of a new key. */
export interface NewKeyOptions {
  /** File to write. */
  file: string;
  /** Name of the log, or of the witness; absent = a new one. */
  name: string | undefined;
  /** True for a key that cosigns the checkpoints of others. */
  isWitness: boolean;
}

/** A public key. */
export interface ShownKey {
  /** Path of its file; null if the environment holds it. */
  file: string | null;
  name: string;
  /** The key that others check signatures with. */
  vkey: string;
  type: 'ledger' | 'witness';
}

/** A key that took the place of another. */
export interface RotatedKey extends LogReport {
  from: string;
  to: string;
  /** Path of the new key's file. */
  file: string;
  /** Position of the entry that names it. */
  entry: number;
}
