import type { BillingDay } from '../calendar/billing-day.ts';

/** A transaction of the general ledger. Its postings add up to nothing. */
export interface Transaction {
  /** Day on which it is booked. */
  date: BillingDay;
  /** Date of the document, or day on which the payment came. */
  documentDate: BillingDay;
  kind: TransactionKind;
  /** Number of the document, id of the payment, or id of the order that is released. */
  reference: string;
  customerId: string;
  /** ISO 4217 code. */
  currency: string;
  /** Sentence for people. */
  description: string;
  postings: Posting[];
}

export type TransactionKind =
  | 'invoice'
  | 'debit_note'
  | 'credit_note'
  | 'release'
  | 'payment'
  | 'top_up'
  | 'voucher'
  | 'reversal';

/** An amount on one account. */
export interface Posting {
  account: string;
  /** Two decimals; a debit is positive, a credit negative. Never 0.00. */
  amount: string;
  /** Absent if it is of no single app. */
  appId?: string;
}
