import type { BillingDay } from '../calendar/billing-day.ts';
import { amountDue } from '../invoice/amount-due.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import { changeOfMoney, sumMoney } from '../money/round-money.ts';
import type { JournalAccounts } from '../workspace/journal-settings.ts';
import { accountName } from './account-names.ts';
import type { Deferrals } from './deferrals.ts';
import type { Posting, Transaction } from './transaction.ts';

/**
 * Books a document: the customer owes its amount, which is revenue, deferred revenue and tax.
 *
 * @param date Last day of the month in which it is booked.
 * @throws {Error} If its lines, tax and amount do not add up.
 */
export function documentTransaction(
  document: InvoiceDocument,
  date: BillingDay,
  accounts: JournalAccounts,
  { isDeferred }: Pick<Deferrals, 'isDeferred'>,
): Transaction {
  const { number, kind = 'invoice', customer_id, currency, issue_date, tax } = document;
  const values = { customer_id, currency };
  const ofLines = document.lines.map((line): Posting => {
    const { app_id, sku, order_id: orderId } = line;
    const order = orderId !== undefined && { customerId: customer_id, appId: app_id, sku, orderId };
    const role = order && isDeferred(number, { ...order, currency }) ? 'deferred' : 'revenue';
    const account = accountName(accounts[role], { ...values, app_id, sku });
    return { account, amount: credit(netOf(line)), appId: app_id };
  });
  const ofTax = (tax?.rates ?? []).map(
    (rate): Posting => ({
      account: accountName(accounts.tax, { ...values, percent: rate.percent }),
      amount: credit(rate.tax),
    }),
  );
  const owed = { account: accountName(accounts.receivables, values), amount: amountDue(document) };
  const { reason, refers_to } = document;
  return {
    date,
    documentDate: issue_date,
    kind,
    reference: number,
    customerId: customer_id,
    currency,
    description: `${document.customer_name}, ${describe(kind, refers_to, reason)}`,
    postings: balanced(number, [owed, ...ofLines, ...ofTax]),
  };
}

/** Returns the amount of a line without tax. */
export function netOf({ net, amount }: Pick<InvoiceLine, 'net' | 'amount'>): string {
  return net ?? amount;
}

/** Returns the amount of a credit entry. */
export function credit(amount: string): string {
  return changeOfMoney('0.00', amount);
}

/**
 * Adds up the postings of each account and app, and leaves out those of 0.00.
 *
 * @throws {Error} If they do not add up to nothing.
 */
export function balanced(reference: string, postings: readonly Posting[]): Posting[] {
  const sum = sumMoney(postings.map(({ amount }) => amount));
  if (sum !== '0.00') throw new Error(`The postings of ${reference} add up to ${sum}, not 0.00`);
  const sums = new Map<string, Posting>();
  for (const posting of postings) {
    const key = `${posting.account}\n${posting.appId ?? ''}`;
    const amount = sumMoney([sums.get(key)?.amount ?? '0.00', posting.amount]);
    sums.set(key, { ...posting, amount });
  }
  return [...sums.values()].filter(({ amount }) => amount !== '0.00');
}

const titles = { invoice: 'invoice', credit_note: 'credit note', debit_note: 'debit note' };

function describe(
  kind: keyof typeof titles,
  refersTo: string | undefined,
  reason: string | undefined,
): string {
  const of = refersTo === undefined ? '' : ` for ${refersTo}`;
  return `${titles[kind]}${of}${reason === undefined ? '' : `: ${reason}`}`;
}
