import type { Progress } from '../../src/base/progress.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { SqlFiles } from '../../src/duckdb/sql-files.ts';
import type { MachineSettings, Settings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/** Things that a job touches which changes nothing in the ledger. Its warehouse is open to read only. */
export type ReadEffects = Omit<Effects, 'settings' | 'now'>;

/** Things that a job touches beside its arguments. They are handed in, so that a test hands in its own. */
export interface Effects extends MachineSettings {
  workspace: Workspace;
  settings: Settings;
  /** The warehouse, open for writing. */
  warehouse: Database;
  /** SQL files: today's, or with the measuring rules of an issued document. */
  sql: SqlFiles;
  /** Files or days that are worked on at a time. It changes no result. */
  threads: number;
  progress: Progress;
  /** Returns milliseconds since the epoch. They only decide which lines are in the future when they are loaded. */
  now(): number;
}
