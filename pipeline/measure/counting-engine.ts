import type { ProgressTask } from '../../src/base/progress.ts';
import type { CountedBy } from '../../src/ledger/evidence.ts';
import type { Conflict } from './bandwidth-conflicts.ts';
import type { UnclearSlot } from './bandwidth-samples.ts';
import type { Measurement } from './measurement.ts';

/** Engine that counts metrics over segments: DuckDB here, or a Spark cluster. Both give the same rows. */
export interface CountingEngine {
  /** Most rows of a job of several days. */
  rowsADayJob: number;
  /**
   * Prepares what all jobs of a month share.
   *
   * @param rows Rows of the largest job.
   * @param progress Shows how far the counting is.
   */
  open(rows: number, progress: ProgressTask): Promise<OpenEngine>;
}

export interface OpenEngine {
  /** Folder for the files of measurements; absolute. */
  scratch: string;
  count(measurement: Measurement): Promise<Counted>;
  close(): void;
}

/** Result of a measurement. */
export interface Counted {
  /**
   * Parquet files of app_id, metric, usage_date, numerator, denominator, peak_at. The date of a month's value is its
   * first day.
   */
  paths: string[];
  /** Slots that a person should look at; of bandwidth alone. */
  remarks?: Remarks | undefined;
  /** Engine for the evidence; absent if DuckDB counted. */
  countedBy?: CountedBy;
  /** Caches the users' sets for the next measurement, once the rows are recorded. */
  cache(): Promise<void>;
}

/** Slots of some days that a person should look at. */
export interface Remarks {
  conflicts: Conflict[];
  unclear: UnclearSlot[];
}
