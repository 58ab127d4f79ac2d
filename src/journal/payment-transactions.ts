import type { BillingDay } from '../calendar/billing-day.ts';
import type { JournalAccounts } from '../workspace/journal-settings.ts';
import { accountName } from './account-names.ts';
import { balanced, credit } from './document-transaction.ts';
import type { Transaction } from './transaction.ts';

/** A recorded payment, as the journal books it. */
export interface BookedPayment {
  paymentId: string;
  customerId: string;
  receivedOn: BillingDay;
  bookedOn: BillingDay;
  /** Two decimals, positive. */
  amount: string;
  currency: string;
  kind: 'payment' | 'top_up' | 'voucher' | 'reversal';
  /** Number of the document that it pays, or null. */
  documentNumber: string | null;
  /** Id of the payment that a reversal takes back, and its kind; null for the others. */
  reverses: string | null;
  reversedKind: 'payment' | 'top_up' | 'voucher' | null;
}

/**
 * Books a payment: money on the bank account, or a voucher that is granted, lowers what the customer
 * owes. A top-up, too: what was paid in advance is a negative receivable. A reversal turns it around.
 */
export function paymentTransaction(payment: BookedPayment, accounts: JournalAccounts): Transaction {
  const { paymentId, customerId, currency, kind, amount, reverses, documentNumber } = payment;
  const values = { customer_id: customerId, currency };
  const isVoucher = (payment.reversedKind ?? kind) === 'voucher';
  const received = accountName(isVoucher ? accounts.vouchers : accounts.bank, values);
  const owed = accountName(accounts.receivables, values);
  const sum = kind === 'reversal' ? credit(amount) : amount;
  const what = reverses === null ? kind.replace('_', '-') : `reversal of ${reverses}`;
  return {
    date: payment.bookedOn,
    documentDate: payment.receivedOn,
    kind,
    reference: paymentId,
    customerId,
    currency,
    description: `${customerId}, ${what}${documentNumber === null ? '' : ` for ${documentNumber}`}`,
    postings: balanced(paymentId, [
      { account: received, amount: sum },
      { account: owed, amount: credit(sum) },
    ]),
  };
}
