import type { BillingDay } from '../../calendar/billing-day.ts';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { groupBy } from '../../rating/group-by.ts';

/** Amounts of a customer in one currency, two decimals. */
export type DueAmounts = {
  /** Money of the customer that pays no document yet. */
  balance: string;
  /** Everything that is not paid. */
  open: string;
  /** Part of it that is due on the day or before. */
  due: string;
  /** Part of it that was due before the day. */
  overdue: string;
  /** Parts by days since the due date; they add up to `open`. */
  not_overdue: string;
  days_1_to_7: string;
  days_8_to_30: string;
  days_31_to_90: string;
  over_90_days: string;
};

/** An invoice or debit note that is not paid in full. */
export type DueDocument = {
  number: string;
  kind: string;
  month: string;
  issue_date: BillingDay;
  due_date: BillingDay;
  /** `open`, `part-paid` or `overdue`. */
  status: string;
  /** Amounts with two decimals; `open` is what is left. */
  amount: string;
  credited: string;
  paid: string;
  open: string;
  days_overdue: bigint;
};

/** Amounts of one customer in one currency. */
export type CustomerAmounts = DueAmounts & {
  customer_id: string;
  customer_name: string;
  currency: string;
};

/** Amounts that a customer owes in one currency, and the documents. */
export interface DueCustomer extends CustomerAmounts {
  /** By due date and place in the ledger. */
  documents: DueDocument[];
}

/** Sums of all customers in one currency. */
export type DueTotal = DueAmounts & { currency: string };

/** Amounts that are open on a day. */
export interface DueOnDay {
  on: BillingDay;
  /** By id and currency. */
  customers: DueCustomer[];
  /** By currency. */
  totals: DueTotal[];
}

/** Makes the relations of what is open about a day; of this connection only. */
export function setToday(database: Database, day: BillingDay): Promise<void> {
  return database.run(`set variable today = ${quoted(day)}`);
}

/** Reads amounts that customers owe on a day, and money of theirs; of all, or of one. */
export async function readDue(
  snapshot: Database,
  { on, customer }: { on: BillingDay; customer?: string | undefined },
): Promise<DueOnDay> {
  await setToday(snapshot, on);
  const parameters = { customer: customer ?? null };
  const customers = await snapshot.rows<CustomerAmounts>(
    queryText('snapshot/due_customers'),
    parameters,
  );
  const documents = await snapshot.rows<
    DueDocument & Pick<CustomerAmounts, 'customer_id' | 'currency'> & { position: bigint }
  >(queryText('snapshot/due_documents'), parameters);
  const totals = await snapshot.rows<DueTotal>(queryText('snapshot/due_totals'), parameters);
  const own = groupBy(documents, keyOf);
  return {
    on,
    customers: customers.map((one) => ({
      ...one,
      documents: (own.get(keyOf(one)) ?? []).map(
        ({ customer_id: _id, currency: _currency, position: _position, ...document }) => document,
      ),
    })),
    totals,
  };
}

function keyOf({ customer_id, currency }: { customer_id: string; currency: string }): string {
  return JSON.stringify([customer_id, currency]);
}
