import { queryText } from '../../duckdb/query-text.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { Snapshot } from './snapshot.ts';

/** What a customer's month comes to in one currency: its documents, corrections and voids together. */
export interface CustomerMonth {
  month: string;
  customerId: string;
  /** As its last document has it. */
  customerName: string;
  currency: string;
  /** Two decimals, as all amounts. */
  prepaid: string;
  postpaid: string;
  total: string;
  /** Of the total what credit and debit notes are; an invoice and the note that voids it are neither. */
  corrections: string;
  /** `replaced`: voided, and invoiced anew. */
  state: 'issued' | 'corrected' | 'replaced' | 'voided';
  /** Of documents that are not voided. */
  findings: number;
}

/** All months of all customers, by month, customer and currency. */
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

/** The same of one customer. */
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
