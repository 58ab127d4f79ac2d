import type { RecordedPayments } from '../ledger/payments.ts';
import type { DueOnDay } from '../snapshot/read/due.ts';

export type { DueAmounts, DueCustomer } from '../snapshot/read/due.ts';

/** Day and customer of a list of what is open. */
export interface DueOptions {
  /** Billing day; absent = today. */
  on: string | undefined;
  /** Absent = all. */
  customer: string | undefined;
}

/** Amounts that are open on a day; keys are those of `--json`. */
export interface DueResult extends DueOnDay {
  /** Payments that were recorded now; null in a workspace without payments. */
  payments: RecordedPayments | null;
}
