/** Options of `imbill witness`. */
export interface WitnessOptions {
  /** Folder of a log, its checkpoint, or a file with a consistency proof. */
  log: string;
  /** Key file of the witness. */
  key: string;
  /** File with the last checkpoint that was seen; absent = beside the key, named after the log. */
  state: string | undefined;
  /** Key of the log (vkey), as its owner stated it in another way. */
  logKey: string | undefined;
  /** File for the cosigned checkpoint; absent = the caller prints it. */
  out: string | undefined;
}

/** Result of a witness that cosigned. */
export interface Witnessed {
  /** Origin of the log. */
  log: string;
  /** `first`: nothing was seen before; `same`: the last checkpoint again; `grown`: it begins with all that was seen. */
  seen: 'first' | 'same' | 'grown';
  /** Entries of the log. */
  size: number;
  /** Root of the tree, lower-case hex. */
  root: string;
  /** Entries of the checkpoint that was seen before; null at first. */
  previous_size: number | null;
  /** Time of the cosignature, RFC 3339 in UTC. */
  cosigned_at: string;
  /** Key of the log that is trusted from now on (vkey). */
  log_key: string;
  /** Key of the witness (vkey), for `log.witnesses` of the ledger's owner. */
  witness_key: string;
  state: string;
  /** File that was written; null without `--out`. */
  out: string | null;
  /** Checkpoint with the signature of the log and the cosignature, a signed note. */
  checkpoint: string;
}
