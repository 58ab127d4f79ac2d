import type { Progress } from '../../src/base/progress.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { SqlFiles } from '../../src/duckdb/sql-files.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import type { SigningKey } from '../../src/tlog/note-key.ts';
import type { MachineSettings, Settings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/** Everything that a job uses beside its options; handed in, so that a test can hand in its own. */
export interface Effects extends Omit<MachineSettings, 'spark'> {
  workspace: Workspace;
  settings: Settings;
  /** The warehouse, open for writing. */
  warehouse: Database;
  /** SQL files: today's, or with the measuring rules of an issued document. */
  sql: SqlFiles;
  /** Number of files or days that are worked on at once. Changes no result. */
  threads: number;
  progress: Progress;
  /** Cluster that counts and loads; absent where this machine does all. */
  spark?: SparkEngine;
  /** Command of the user, such as `imbill run --month 2026-09`; absent = not known. */
  command?: string;
  /** Key that signs the log; absent = it is not signed. */
  signingKey?: SigningKey | undefined;
  /** Returns milliseconds since the epoch. Decides only which lines of a load are in the future. */
  now(): number;
  /** Sizes and the script of the threads that read files. A test hands in its own. */
  fileReading?: Partial<FileReading>;
  /** Script of the sandbox; absent = the package's own. */
  script?: string | undefined;
}

/** How files are read by several threads. None of it changes a row. */
export interface FileReading {
  /** Bytes in all from which files are verified on threads of their own. */
  threadsFrom: number;
  /** Size of the ranges of a large file, in bytes. */
  rangeBytes: number;
  /** Script of such a thread; absent = the package's own. */
  script?: string;
  /** Folder of the built package, of which the workers on a cluster are; absent = this one. */
  packageFolder?: string;
}

/** Effects of a job that only reads the ledger. */
export type ReadEffects = Omit<Effects, 'settings' | 'now' | 'signingKey'>;

/** Effects of a job that only reads what is published. */
export interface SnapshotEffects {
  workspace: Workspace;
  /** The published snapshot; no other file can be read or written through it. */
  snapshot: Database;
}

/** Effects of a job that runs SQL in the sandbox. */
export interface SandboxEffects {
  workspace: Workspace;
  threads: number;
  /** Aborted when the user stops the command. */
  signal: AbortSignal;
  /** Script of the sandbox; absent = the package's own. */
  script?: string | undefined;
}
