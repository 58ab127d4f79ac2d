import type { Month } from '../calendar/month.ts';

/** A user of an app whose id is erased. */
export interface EraseOptions {
  appId: string;
  userId: string;
  reason: string | undefined;
}

/** Result of an erasure. It does not hold the id. */
export interface ErasedUser {
  /** Number of the erasure, from 1; its entry in the audit names it. */
  erasure: number;
  app_id: string;
  /** Text in the place of the id, from now on. */
  token: string;
  reason: string;
  /** Rows of the user. */
  rows: number;
  /** Segments that were written anew. */
  segments: number;
  /** Rejected lines, and messages about files, that named the id. */
  texts: number;
  /** Months with rows of the user, ascending. */
  months: Month[];
  /** Delivered files that still hold the id, relative to the workspace. imbill never changes them. */
  delivered_files: string[];
  /** Documents and entries of the audit that may name the id. They never change. */
  kept_in: string[];
}

/** Age from which raw rows are removed. */
export interface RetainOptions {
  /** Number of months that are kept before the running one. */
  months: number;
  reason: string | undefined;
  /** True if nothing is removed. */
  isDryRun: boolean;
}

/** A month and how much of it was removed. */
export interface RemovedMonth {
  month: Month;
  segments: number;
  rows: number;
}

/** A month that is old enough, and why its rows stay. */
export interface KeptMonth {
  month: Month;
  because: string;
}

/** Raw rows that were removed, or would be. */
export interface RetainedRows {
  /** Number of the erasure; null if nothing was removed. */
  erasure: number | null;
  dry_run: boolean;
  reason: string;
  /** First month whose rows are kept in any case. */
  kept_from: Month;
  /** Ascending. */
  removed: RemovedMonth[];
  /** Ascending. */
  not_removed: KeptMonth[];
  segments: number;
  rows: number;
  /** Rejected lines whose text was removed, as their file holds only removed months. */
  texts: number;
  /** Delivered files of removed rows that are still there, relative to the workspace. */
  delivered_files: string[];
}
