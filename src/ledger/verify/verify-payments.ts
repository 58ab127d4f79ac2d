import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { comparison, type Difference } from '../difference.ts';

/** Checks that each recorded payment is there once, and that the documents and payments that it names exist. */
export async function verifyPayments(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const rows = await database.rows<
    Record<'payment_id' | 'key' | 'expected', string> & { found: string | null }
  >(queryText('ledger/payment_differences'));
  for (const { payment_id, key, expected, found } of rows)
    comparison('payments', `payment ${payment_id}`, differences)(key, expected, found);
  return differences;
}
