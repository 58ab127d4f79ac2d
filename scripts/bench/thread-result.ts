import type { BenchData, Machine } from './result.ts';
import type { ThreadsAtWork } from './threads-at-work.ts';

/** The result of `--threads` with several numbers: the document of `--json`. */
export interface ThreadResult {
  /** Version of this document's shape. */
  schema: 1;
  /** Time in RFC 3339, UTC. */
  measured_at: string;
  machine: Machine;
  /** Name → version. */
  versions: Record<string, string>;
  data: BenchData;
  rounds: number;
  /** Memory of a run, by the default. */
  memory_megabytes: number;
  stages: StageResult[];
}

/** A stage with a number of threads. */
export interface StageResult {
  name: StageName;
  threads: number;
  /** Its cheapest round, which a busy machine disturbs least. */
  run: ThreadRun;
}

export type StageName = 'load' | 'measure' | 'run';

/** A process of one stage. */
export interface ThreadRun extends ThreadsAtWork {
  seconds: number;
  /** User and system seconds of the process and of all that it started. */
  cpu_seconds: number;
}
