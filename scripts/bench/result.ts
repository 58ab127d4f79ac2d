import type { LargeFormat } from '../../src/sample/large-month.ts';
import type { SizeName } from './sizes.ts';

/** What a run of the benchmark found: the document of `--json`. Bytes and seconds throughout. */
export interface BenchResult {
  /** Of this document's shape. */
  schema: 1;
  /** RFC 3339, UTC. */
  measured_at: string;
  machine: Machine;
  /** What was run → its version. */
  versions: Record<string, string>;
  data: BenchData;
  rounds: number;
  /** In the order in which they ran in each round. */
  contenders: ContenderResult[];
  targets: TargetResult[];
}

export interface Machine {
  os: string;
  cpu: string;
  cores: number;
  memory_bytes: number;
  /** Of the last minute, before the first round: anything above 0 disturbs. */
  load_average: number;
}

export interface BenchData {
  size: SizeName;
  seed: number;
  format: LargeFormat;
  apps: number;
  days: number;
  /** Lines, headers not counted. */
  logins: number;
  /** Of all logs: logins, bandwidth and groups. */
  lines: number;
  files: number;
  /** Of all logs as delivered, and of the logins alone. */
  bytes: number;
  login_bytes: number;
}

export interface ContenderResult {
  name: string;
  title: string;
  /** One entry a round; empty where it was not run, or failed. */
  runs: Measurement[];
  /** What it left on disk after the last round; null where it keeps nothing. */
  disk_bytes: number | null;
  /** Why it was not run. */
  not_run?: string;
  /** How it failed; it was not run again. */
  failed?: string;
}

/** One process, from its start to its end, with all processes that it started. */
export interface Measurement {
  seconds: number;
  /** User and system; null where the platform does not tell. */
  cpu_seconds: number | null;
  /** Highest resident memory of the whole tree; null where the platform does not tell. */
  peak_bytes: number | null;
}

export interface TargetResult {
  what: string;
  limit: number;
  unit: Unit;
  /** Null where a contender that it needs was not run. */
  measured: number | null;
  is_met: boolean | null;
}

export type Unit = '×' | 's' | 'MB' | '%';
