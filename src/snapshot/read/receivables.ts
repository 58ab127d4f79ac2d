import type { BillingDay } from '../../calendar/billing-day.ts';
import { queryText } from '../../duckdb/query-text.ts';
import type { CustomerAmounts, DueDocument } from './due.ts';
import type { Snapshot } from './snapshot.ts';

/** A payment as it was recorded. */
export type PublishedPayment = {
  payment_id: string;
  customer_id: string;
  received_on: BillingDay;
  amount: string;
  currency: string;
  kind: string;
  document_number: string | null;
  /** Payment that a reversal takes out. */
  reverses: string | null;
};

export type Receivable = DueDocument & Pick<CustomerAmounts, 'customer_id' | 'currency'>;

/** Amounts that are open on the snapshot's day. */
export interface Receivables {
  /** By id and currency; of customers who owe or have something. */
  balances: CustomerAmounts[];
  /** All invoices and debit notes, by due date. */
  documents: Receivable[];
  /** By day, the latest first. */
  payments: PublishedPayment[];
}

/** Reads what is open; undefined in a workspace without payments. */
export function readReceivables(snapshot: Snapshot): Promise<Receivables | undefined> {
  return snapshot.once(`receivables ${snapshot.today}`, async () => {
    const { database } = snapshot;
    const payments = await database.rows<PublishedPayment>(
      `select payment_id, customer_id, received_on, amount, currency, payment_kind as kind, document_number, reverses
       from payments order by received_on desc, payment_id`,
    );
    if (payments.length === 0) return undefined;
    const balances = await database.rows<CustomerAmounts>(queryText('snapshot/due_customers'), {
      customer: null,
    });
    const documents = await database.rows<Receivable>(
      'select * rename (document_kind as kind) from receivables order by due_date, position',
    );
    return { balances, documents, payments };
  });
}

/** Returns the part of one customer. */
export function receivablesOf(
  all: Receivables | undefined,
  customerId: string,
): Receivables | undefined {
  const isOwn = ({ customer_id }: { customer_id: string }) => customer_id === customerId;
  return (
    all && {
      balances: all.balances.filter(isOwn),
      documents: all.documents.filter(isOwn),
      payments: all.payments.filter(isOwn),
    }
  );
}
