import { queryText } from '../../duckdb/query-text.ts';
import type { Snapshot } from './snapshot.ts';

/** Amount that a customer pays for one SKU in a month, corrections included. */
export interface CustomerCharge {
  month: string;
  customerId: string;
  currency: string;
  sku: string;
  /** Two decimals. */
  amount: string;
}

/** Reads charges by month, customer, currency and SKU; without months or customer, all of them. */
export async function chargesByCustomer(
  { database }: Snapshot,
  { months, customerId }: { months?: readonly string[]; customerId?: string },
): Promise<CustomerCharge[]> {
  const rows = await database.rows<Record<string, string>>(queryText('snapshot/customer_charges'), {
    months: months ? JSON.stringify(months) : null,
    customer: customerId ?? null,
  });
  return rows.map((row) => ({
    month: row['month']!,
    customerId: row['customer_id']!,
    currency: row['currency']!,
    sku: row['sku']!,
    amount: row['amount']!,
  }));
}
