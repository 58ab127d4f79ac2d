import type { Month } from '../calendar/month.ts';
import type { ClosingRecord } from '../ledger/closings.ts';

/** A month whose books are closed. */
export interface CloseOptions {
  month: Month;
  /** Name of the person who signs the totals off. */
  by: string;
  /** Codes of what the person looked at and accepts. */
  accept: readonly string[];
  /** Remark for the audit. */
  reason?: string | undefined;
}

/** A closed month, with the totals that were signed off. */
export interface ClosedMonth extends ClosingRecord {
  month: Month;
  /** Empty if none was given. */
  reason: string;
  /** RFC 3339, UTC. */
  closed_at: string;
  /** Entry of the audit. */
  entry: bigint;
}

/** A closed month to open again. */
export interface ReopenOptions {
  month: Month;
  /** Name of the person. */
  by: string;
  reason: string | undefined;
}

/** A month that is open again. */
export interface ReopenedMonth {
  month: Month;
  reopened_by: string;
  reason: string;
  /** Who had closed it, and when. */
  closed_by: string;
  closed_at: string;
}
