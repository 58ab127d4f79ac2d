import type { LargeFormat } from '../../src/sample/large-month.ts';
import type { SizeName } from './sizes.ts';

/** The result of a benchmark: the document of `--json`. Bytes and seconds throughout. */
export interface BenchResult {
  /** Version of this document's shape. */
  schema: 1;
  /** Time in RFC 3339, UTC. */
  measured_at: string;
  machine: Machine;
  /** Name → version. */
  versions: Record<string, string>;
  data: BenchData;
  rounds: number;
  /** Contenders in the order in which they ran in each round. */
  contenders: ContenderResult[];
  targets: TargetResult[];
}

export interface Machine {
  os: string;
  cpu: string;
  cores: number;
  memory_bytes: number;
  /** Load of the last minute before the first round; anything above 0 disturbs. */
  load_average: number;
}

export interface BenchData {
  size: SizeName;
  seed: number;
  format: LargeFormat;
  apps: number;
  days: number;
  /** Login lines without headers. */
  logins: number;
  /** Lines of all logs: logins, bandwidth and groups. */
  lines: number;
  files: number;
  /** Bytes of all delivered logs, and of the logins alone. */
  bytes: number;
  login_bytes: number;
}

export interface ContenderResult {
  name: string;
  title: string;
  /** Measurements, one a round; empty if it did not run, or failed. */
  runs: Measurement[];
  /** Bytes on disk after the last round; null if it leaves none. */
  disk_bytes: number | null;
  /** Reason why it did not run. */
  not_run?: string;
  /** Failure; it did not run again. */
  failed?: string;
}

/** A process with all processes that it started, from its start to its end. */
export interface Measurement {
  seconds: number;
  /** User and system seconds; null if the platform does not tell them. */
  cpu_seconds: number | null;
  /** Highest resident memory of the whole tree; null if the platform does not tell it. */
  peak_bytes: number | null;
}

export interface TargetResult {
  what: string;
  limit: number;
  unit: Unit;
  /** Measured value; null if a contender that it needs did not run. */
  measured: number | null;
  is_met: boolean | null;
}

export type Unit = '×' | 's' | 'MB' | '%';
