/** Result of `imbill log show`. */
export interface ShownCheckpoints {
  /** Number of entries of the log. */
  size: number;
  /** Root of the tree, lower-case hex. */
  root: string;
  /** Key in force (vkey); null if nothing was ever signed. */
  key: string | null;
  /** Number of entries after the last signed checkpoint. */
  unsigned: number;
  /** Last signed checkpoint; null without. */
  checkpoint: LastCheckpoint | null;
}

/** Signed checkpoint of a log, and who looked on. */
export interface LastCheckpoint {
  /** Number of entries. */
  size: number;
  /** Root of its tree, lower-case hex. */
  root: string;
  /** Signed note. */
  note: string;
  cosignatures: Cosignature[];
  /** Configured witnesses that did not cosign it, by name in imbill.yaml. */
  missing: string[];
  time_stamped: boolean;
}

/** Cosignature of a witness of imbill.yaml. */
export interface Cosignature {
  /** Name in imbill.yaml. */
  witness: string;
  /** RFC 3339, in UTC. */
  cosigned_at: string;
}

/** Options of `imbill log request`. */
export interface LogRequestOptions {
  /** File with a checkpoint that the other side has, or its size. */
  since: string;
  /** File to write; absent = the caller prints it. */
  out: string | undefined;
}

/** Result of `imbill log request`. */
export interface LogRequest {
  /** Number of entries that the other side has seen. */
  since: number;
  /** Number of entries of the checkpoint in the request. */
  size: number;
  /** The request: consistency proof and checkpoint. */
  request: string;
  /** New key (vkey) if the key was changed since; null otherwise. */
  changed_key: string | null;
  out: string | null;
}

/** Result of `imbill log add`. */
export interface AddedCosignatures {
  /** Number of entries of the checkpoint. */
  size: number;
  /** Cosignatures that were taken in. */
  added: Cosignature[];
  /** Cosignatures that the checkpoint had before. */
  known: Cosignature[];
}
