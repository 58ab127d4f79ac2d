import type { SampleOptions } from '../sample/write-sample.ts';

/** A workspace to create: empty, or with sample data. */
export interface InitOptions {
  /** Path as the user named it. */
  dir: string;
  /** Undefined for an empty workspace. */
  sample: SampleOptions | undefined;
}

/** A workspace that was created. */
export interface CreatedWorkspace {
  workspace: string;
  /** Number of log files and of their lines; 0 without sample data. */
  files: number;
  lines: number;
}
