import { lastDay, type Month } from '../calendar/month.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import { compareText } from '../rating/compare-text.ts';
import type { JournalAccounts } from '../workspace/journal-settings.ts';
import { accountName } from './account-names.ts';
import { deferralsOf, type OrderEvent, orderKey, type Release } from './deferrals.ts';
import { balanced, credit, documentTransaction } from './document-transaction.ts';
import { type BookedPayment, paymentTransaction } from './payment-transactions.ts';
import type { Transaction } from './transaction.ts';

/** Everything that a month's journal is made of. */
export interface JournalFacts {
  month: Month;
  /** Documents that are booked in the month, by position in the ledger. */
  documents: readonly InvoiceDocument[];
  /** Lines about orders up to the month, by month and position. */
  orders: readonly OrderEvent[];
  /** Payments that are booked in the month, by day and id. */
  payments: readonly BookedPayment[];
}

/**
 * Books a month: payments on their days; on the last day of the month its documents, and then what it
 * releases of deferred revenue. Transactions without a posting are left out.
 */
export function journalOf(
  { month, documents, orders, payments }: JournalFacts,
  accounts: JournalAccounts,
): Transaction[] {
  const date = lastDay(month);
  const deferrals = deferralsOf(orders, month);
  const releases = deferrals.releases.toSorted((a, b) => compareText(orderKey(a), orderKey(b)));
  return [
    ...payments.map((payment) => paymentTransaction(payment, accounts)),
    ...documents.map((document) => documentTransaction(document, date, accounts, deferrals)),
    ...releases.map((release) => releaseTransaction(release, month, accounts)),
  ].filter(({ postings }) => postings.length > 0);
}

function releaseTransaction(
  { customerId, appId, sku, orderId, currency, amount }: Release,
  month: Month,
  accounts: JournalAccounts,
): Transaction {
  const date = lastDay(month);
  const values = { customer_id: customerId, currency, app_id: appId, sku };
  const deferred = accountName(accounts.deferred, values);
  const revenue = accountName(accounts.revenue, values);
  return {
    date,
    documentDate: date,
    kind: 'release',
    reference: orderId,
    customerId,
    currency,
    description: `${customerId}, ${sku} of ${orderId}: revenue of ${month}`,
    postings: balanced(orderId, [
      { account: deferred, amount, appId },
      { account: revenue, amount: credit(amount), appId },
    ]),
  };
}
