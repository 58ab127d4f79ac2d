/** Options of `imbill fetch`. */
export interface FetchOptions {
  /** True to list what would be fetched, and write nothing. */
  isDryRun: boolean;
}

/** A fetched object; of a dry run one that would be fetched. */
export interface FetchedObject {
  key: string;
  /** Path below the workspace. */
  path: string;
  bytes: number;
  /** Comparison with the store; absent in a dry run. */
  checked?: 'md5' | 'multipart-md5' | 'size';
}

/** Reason why an object was not fetched. */
export type FetchProblemCode =
  | 'changed'
  | 'changed-meanwhile'
  | 'corrupt'
  | 'other-file'
  | 'same-name'
  | 'unsafe-name';

export interface FetchProblem {
  code: FetchProblemCode;
  key: string;
  /** Path below the workspace; absent for a name that no file can have. */
  path?: string;
}

/** Objects of one entry of `fetch` in imbill.yaml, and what became of them. */
export interface FetchedSource {
  from: string;
  into: string;
  /** Objects below the prefix. */
  listed: number;
  /** Objects that were there before. */
  known: number;
  /** Objects that `include` does not match, hidden names and marks of folders. */
  left_out: number;
  fetched: FetchedObject[];
  problems: FetchProblem[];
}

/** Result of `imbill fetch`. */
export interface FetchResult {
  dry_run: boolean;
  /** Files that were fetched, and their bytes. */
  files: number;
  bytes: number;
  sources: FetchedSource[];
}
