import type { Month } from '../calendar/month.ts';

/** Outcome of one check of a cluster. */
export interface EngineCheck {
  name: string;
  /** `not checked` if something that it needs failed, or the server cannot do it. */
  state: 'ok' | 'failed' | 'not checked';
  /** Values that were seen; for a failure, also what to change. */
  detail: string;
}

/** Outcome of all checks of a cluster. */
export interface CheckedEngine {
  /** Address of the server. */
  remote: string;
  checks: EngineCheck[];
}

/** A month to count by a script, where there is no Spark Connect server. */
export interface EngineJobOptions {
  month: Month;
  /** Folder with the result of the script, to record; absent = write the script. */
  result: string | undefined;
  /** File for the script; absent = the script is part of the result. */
  out: string | undefined;
}

/** A script that was written, or a result that was recorded. */
export interface EngineJob {
  month: Month;
  /** Text for `spark-sql -f`; absent if a result was recorded. */
  script?: string;
  /** File of the script. */
  path?: string;
  /** Folder into which the script writes, as this machine sees it. */
  result: string;
  /** Measurements that are counted, such as `groups`. */
  measurements: string[];
}
