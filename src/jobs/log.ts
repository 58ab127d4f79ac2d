/** State of the ledger's log after a job. */
export interface PublishedLog {
  /** Number of entries. */
  size: number;
  /** Root of the tree, lower-case hex. */
  root: string;
  /** True if the checkpoint of this size is signed. */
  signed: boolean;
  /** Number of entries under the last signed checkpoint; 0 without. */
  signed_size: number;
  /** Key in force (vkey); null if nothing was ever signed. */
  key: string | null;
  /** File with the last signed checkpoint, relative to the workspace; null without. */
  checkpoint: string | null;
}

/** Part of a job's result that names the log. */
export interface LogReport {
  log: PublishedLog;
}
