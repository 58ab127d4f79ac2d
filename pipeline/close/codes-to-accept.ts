import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { Finding } from '../../src/invoice/document.ts';
import type { AcceptedCode } from '../../src/ledger/closings.ts';
import { compareText } from '../../src/rating/compare-text.ts';

/**
 * Counts what a person must accept before a month is closed: findings, anomalies, missing deliveries,
 * rejected lines and refused files, by code.
 *
 * @param ofNoCustomer Findings of the month that are on no document.
 */
export async function codesToAccept(
  month: Month,
  ofNoCustomer: readonly Finding[],
  warehouse: Database,
): Promise<AcceptedCode[]> {
  const rows = await warehouse.rows<{ code: string; occurrences: bigint }>(
    queryText('closings/to_accept'),
    { month },
  );
  const counts = new Map(rows.map(({ code, occurrences }) => [code, Number(occurrences)]));
  for (const { code } of ofNoCustomer) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .map(([code, occurrences]) => ({ code, occurrences }))
    .toSorted((a, b) => compareText(a.code, b.code));
}
