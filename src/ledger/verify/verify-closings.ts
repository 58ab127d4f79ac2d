import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { type ClosingTotals, closingTotals, ledgerEnd } from '../closings.ts';
import { comparison, type Difference } from '../difference.ts';

interface Recorded {
  [column: string]: string | bigint | null;
  entry: bigint;
  month: string;
  totals: string | null;
  ledger_position: bigint | null;
  ledger_entry_sha256: string | null;
}

/**
 * Compares the totals of every closing with the documents up to its place in the ledger. Finds documents
 * and payments with the date of a month that was closed.
 */
export async function verifyClosings(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const rows = await database.rows<Recorded>('from closings order by entry');
  for (const { entry, month, totals, ledger_position, ledger_entry_sha256 } of rows) {
    const compare = comparison('closings', `audit entry ${entry}`, differences);
    const position = ledger_position ?? 0n;
    const end = await ledgerEnd(database, position);
    compare(`ledger at position ${position}`, ledger_entry_sha256, end.entry_sha256);
    const now = await closingTotals(database, month, position);
    compareTotals(JSON.parse(totals ?? '[]') as ClosingTotals[], now, compare);
  }
  const late = await database.rows<{ entry: bigint; month: string; number: string }>(
    queryText('closings/documents_of_closed_months'),
  );
  for (const { entry, month, number } of late) {
    const compare = comparison('closings', `audit entry ${entry}`, differences);
    compare(number, `no document dated in ${month} or before after it was closed`, 'one');
  }
  const booked = await database.rows<{ entry: bigint; month: string; payment_id: string }>(
    queryText('closings/booked_in_closed_months'),
  );
  for (const { entry, month, payment_id } of booked) {
    const compare = comparison('closings', `audit entry ${entry}`, differences);
    compare(payment_id, `no payment booked in ${month} or before after it was closed`, 'one');
  }
  return differences;
}

function compareTotals(
  recorded: readonly ClosingTotals[],
  now: readonly ClosingTotals[],
  compare: ReturnType<typeof comparison>,
): void {
  const currencies = new Set([...recorded, ...now].map(({ currency }) => currency));
  for (const currency of currencies) {
    const [before, after] = [recorded, now].map((all) =>
      all.find((one) => one.currency === currency),
    );
    for (const key of new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]))
      compare(`${currency}, ${key}`, before?.[key], after?.[key]);
  }
}
