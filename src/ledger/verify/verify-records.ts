import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { exactQuantity } from '../../warehouse/measurements.ts';
import { comparison, type Difference } from '../difference.ts';

/**
 * Compares tables that decide what comes next: batches, deliveries, daily usage, and rows of documents.
 */
export async function verifyRecords(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  await compareWithdrawn(database, differences);
  await compareDeliveries(database, differences);
  await compareQuantities(database, differences);
  await findStrays(database, differences);
  return differences;
}

/** Compares each batch's state with the last entry of the audit. */
async function compareWithdrawn(database: Database, differences: Difference[]): Promise<void> {
  const rows = await database.rows<{ path: string; batch_id: bigint; is_withdrawn: boolean }>(
    queryText('ledger/withdrawal_differences'),
  );
  const stateText = (isWithdrawn: boolean) => (isWithdrawn ? 'withdrawn' : 'counts');
  for (const { path, batch_id, is_withdrawn } of rows)
    comparison('batches', `${path} (batch ${batch_id})`, differences)(
      'state, by the audit',
      stateText(!is_withdrawn),
      stateText(is_withdrawn),
    );
}

/** Compares each file's content with that of its batch. */
async function compareDeliveries(database: Database, differences: Difference[]): Promise<void> {
  const rows = await database.rows<{ path: string; delivered: string; loaded: string | null }>(
    queryText('ledger/delivery_differences'),
  );
  for (const { path, delivered, loaded } of rows)
    comparison('batches', path, differences)('batch of the delivery', delivered, loaded);
}

/** Compares each rounded quantity, which analysts read, with its exact fraction. */
async function compareQuantities(database: Database, differences: Difference[]): Promise<void> {
  const exact = exactQuantity('numerator', 'denominator');
  const rows = await database.rows<Record<'day' | 'expected' | 'found', string>>(
    `select 'app ' || app_id || ', ' || metric || ' on ' || usage_date as day,
       cast(${exact} as varchar) as expected, cast(quantity as varchar) as found
     from daily_usage where quantity <> ${exact} order by app_id, metric, usage_date`,
  );
  for (const { day, expected, found } of rows)
    comparison('usage', 'daily_usage', differences)(`${day}, quantity`, expected, found);
}

/** Finds rows of documents that do not exist: they would be in every sum. */
async function findStrays(database: Database, differences: Difference[]): Promise<void> {
  for (const table of ['invoice_lines', 'findings', 'reports']) {
    const rows = await database.rows<{ number: string; rows: bigint }>(
      `select number, count(*) as rows from ${table}
       where number not in (select number from invoices) group by number order by number`,
    );
    for (const { number, rows: count } of rows)
      comparison('lines', number, differences)(
        `rows of ${table}`,
        'a document',
        `${count} of none`,
      );
  }
}
