import { queryText } from '../../duckdb/query-text.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { Snapshot } from './snapshot.ts';

/** Amounts of a customer's month in one currency: documents, corrections and voids together. */
export interface CustomerMonth {
  month: string;
  customerId: string;
  /** Name on its last document. */
  customerName: string;
  currency: string;
  /** Amount with two decimals, like all others. */
  prepaid: string;
  postpaid: string;
  total: string;
  /** Part of the total that credit and debit notes are, without the notes of voids. */
  corrections: string;
  /** `replaced`: voided, and invoiced anew. */
  state: 'issued' | 'corrected' | 'replaced' | 'voided';
  /** Number of findings of documents that are not voided. */
  findings: number;
}

/** Reads all months of all customers, by month, customer and currency. */
export function customerMonths(snapshot: Snapshot): Promise<CustomerMonth[]> {
  return snapshot.once('customer-months', async () => {
    const rows = await snapshot.database.rows<TextColumns & CountColumns>(
      queryText('snapshot/customer_months'),
    );
    return rows.map((row) => ({
      month: row.month,
      customerId: row.customer_id,
      customerName: row.customer_name,
      currency: row.currency,
      prepaid: row.prepaid,
      postpaid: row.postpaid,
      total: row.total,
      corrections: row.corrections,
      state: stateOf(row),
      findings: Number(row.findings),
    }));
  });
}

/** Reads the months of one customer. */
export async function monthsOfCustomer(
  snapshot: Snapshot,
  customerId: string,
): Promise<readonly CustomerMonth[]> {
  const byCustomer = await snapshot.once('customer-months by customer', async () =>
    groupBy(await customerMonths(snapshot), (row) => row.customerId),
  );
  return byCustomer.get(customerId) ?? [];
}

type TextColumns = Record<
  | 'month'
  | 'customer_id'
  | 'customer_name'
  | 'currency'
  | 'prepaid'
  | 'postpaid'
  | 'total'
  | 'corrections',
  string
>;
type CountColumns = Record<'invoices' | 'notes' | 'voided' | 'findings', bigint>;

function stateOf({ invoices, notes, voided }: CountColumns): CustomerMonth['state'] {
  if (voided > 0n) return voided === invoices ? 'voided' : 'replaced';
  return notes > 0n ? 'corrected' : 'issued';
}
