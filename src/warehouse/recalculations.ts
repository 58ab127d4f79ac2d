import type { Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';

/** A month that was run, and what decides its amounts today. */
export interface MonthInputs {
  [column: string]: string | boolean;
  month: Month;
  /** Hash of the segments that the month is measured from, lower-case hex. */
  segments_sha256: string;
  /** Hash of its documents, lower-case hex. */
  documents_sha256: string;
  /** True if late data came after its last documents. */
  has_late_data: boolean;
}

/** The last recalculation of a month that was run. */
export interface Recalculation {
  [column: string]: string;
  month: Month;
  segments_sha256: string;
  documents_sha256: string;
  /** Hash of the accounts and prices that decide the month, lower-case hex. */
  terms_sha256: string;
  /** Why the month could not be recalculated; empty if it could. */
  problem: string;
}

/** A customer of a run month whose amounts would be others if recalculated today. */
export interface OutdatedCustomer {
  customer_id: string;
  /** The customer's invoice; null without one. */
  number: string | null;
  currency: string;
  /** Sum of the customer's documents of the month, two decimals. */
  issued: string;
  /** Currency if recalculated today. */
  currency_now: string;
  /** Total if recalculated today, two decimals. */
  total_now: string;
}

/** Reads the months that were run, with what decides their amounts. */
export function readMonthInputs(database: Database): Promise<MonthInputs[]> {
  return database.rows<MonthInputs>(queryText('warehouse/month_inputs'));
}

/** Reads the last recalculation of each month. */
export async function readRecalculations(database: Database): Promise<Map<Month, Recalculation>> {
  const rows = await database.rows<Recalculation>('from recalculations');
  return new Map(rows.map((row) => [row.month, row]));
}

/** Stores a recalculation in place of the month's last one. */
export async function recordRecalculation(
  database: Database,
  { month, segments_sha256, documents_sha256, terms_sha256, problem }: Recalculation,
  customers: readonly OutdatedCustomer[],
): Promise<void> {
  await database.transaction(async () => {
    await database.run('delete from recalculations where month = $month', { month });
    await database.run('delete from outdated_customers where month = $month', { month });
    await database.run(
      'insert into recalculations values ($month, $segments_sha256, $documents_sha256, $terms_sha256, $problem)',
      { month, segments_sha256, documents_sha256, terms_sha256, problem },
    );
    for (const { customer_id, number, currency, issued, currency_now, total_now } of customers)
      await database.run(
        'insert into outdated_customers values ($month, $customer_id, $number, $currency, $currency_now, $issued, $total_now)',
        { month, customer_id, number, currency, currency_now, issued, total_now },
      );
  });
}
