import type { LateMonth } from '../warehouse/late-data.ts';

/** A file to withdraw, or to restore. */
export interface WithdrawOptions {
  action: 'withdraw' | 'restore';
  /** Its batch id, SHA-256 or path. */
  batch: string;
  reason: string | undefined;
}

/** A file that was withdrawn or restored. */
export interface WithdrawResult {
  action: 'withdraw' | 'restore';
  batch_id: number;
  source: string;
  /** Every path under which it was delivered. */
  paths: string[];
  sha256: string;
  lines: number;
  reason: string;
  /** Months that were measured again. */
  counted_months: string[];
  /** Issued months for which the file has rows. */
  late: LateMonth[];
}
