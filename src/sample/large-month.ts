/** Size of a generated month. */
export interface LargeSize {
  /** Distinct users of each day, all apps together. */
  users: number;
  /** Number of days, from the 1st of the month. */
  days: number;
  apps: number;
}

export type LargeFormat = 'csv' | 'csv.gz' | 'parquet';

/** A generated month. */
export interface LargeMonth {
  /** `YYYY-MM`. */
  month: string;
  seed: number;
  size: LargeSize;
  format: LargeFormat;
}
