import type { Progress } from '../../src/base/progress.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { MachineSettings, Settings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/** What a job touches that changes nothing in the ledger; its warehouse is open to read only. */
export type ReadEffects = Omit<Effects, 'settings' | 'now'>;

/** All that a job touches beside its arguments; handed in, so that a test hands in its own. */
export interface Effects extends MachineSettings {
  workspace: Workspace;
  settings: Settings;
  /** The warehouse, open for writing. */
  warehouse: Database;
  /** How many files or days are worked on at a time. Changes nothing in a result. */
  threads: number;
  progress: Progress;
  /** Milliseconds since the epoch. Decides only which lines are of the future when they are loaded. */
  now(): number;
}
