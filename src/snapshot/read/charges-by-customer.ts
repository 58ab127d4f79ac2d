import type { Snapshot } from './snapshot.ts';

/** What a customer pays for one thing in a month, its corrections taken in. */
export interface CustomerCharge {
  month: string;
  customerId: string;
  currency: string;
  sku: string;
  /** Two decimals. */
  amount: string;
}

/** Charges of these months, by month, customer, currency and SKU. */
export async function chargesByCustomer(
  { database }: Snapshot,
  { months, customerId }: { months?: readonly string[]; customerId?: string },
): Promise<CustomerCharge[]> {
  const rows = await database.rows<Record<string, string>>(
    `select month, customer_id, currency, sku, sum(amount) as amount
     from invoice_lines inner join invoices using (number)
     where ($months is null or list_contains(string_split($months, ' '), month))
       and ($customer is null or customer_id = $customer)
     group by all order by all`,
    { months: months?.join(' ') ?? null, customer: customerId ?? null },
  );
  return rows.map((row) => ({
    month: row['month']!,
    customerId: row['customer_id']!,
    currency: row['currency']!,
    sku: row['sku']!,
    amount: row['amount']!,
  }));
}
