import type { Month } from '../calendar/month.ts';

/** Documents to prove, and what to write; all documents without `number` and `month`. */
export interface ProveOptions {
  number?: string | undefined;
  month?: Month | undefined;
  /** Folder for the proofs; absent = `proofs` of the workspace. */
  out?: string | undefined;
  /** Also writes a request for a time stamp of each proof's checkpoint. */
  withRequests?: boolean;
  /** Also writes the verifier beside the proofs. */
  withVerifier?: boolean;
}

/** A document with its proof. */
export interface ProvedDocument {
  number: string;
  /** Path of the folder, relative to the workspace or below `out`. */
  folder: string;
  /** Names of its files, in order. */
  files: string[];
  /** Sum of their sizes. */
  bytes: number;
  /** Index of the document's log entry, from 0. */
  index: number;
  /** Number of log entries under the checkpoint of the proof. */
  size: number;
  /** True if another dated the checkpoint, with a time stamp or a cosignature. */
  is_dated: boolean;
  /** True if the proof holds facts, so that the amounts can be calculated again. */
  has_facts: boolean;
}

/** Written proofs. */
export interface Proofs {
  documents: ProvedDocument[];
  /** Paths of the requests for time stamps; none without `withRequests`. */
  requests: string[];
  /** Paths of the verifier's files; none without `withVerifier`. */
  verifier: string[];
}

/** A time stamp that the ledger keeps from now on. */
export interface KeptTimeStamp {
  /** Number of log entries under the checkpoint that it dates. */
  size: number;
  /** Time in UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
  time: string;
  /** True if the ledger had a time stamp of this checkpoint already, which stays. */
  was_known: boolean;
}
