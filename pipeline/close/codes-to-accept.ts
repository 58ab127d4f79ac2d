import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { Finding } from '../../src/invoice/document.ts';
import type { AcceptedCode } from '../../src/ledger/closings.ts';
import { countOf } from '../../src/money/count-of.ts';
import { compareText } from '../../src/rating/compare-text.ts';
import type { Refusal } from '../issue/refusal.ts';

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

/** Refuses codes that nobody accepted, and accepted codes that do not occur. */
export function refuseCodes(
  month: Month,
  codes: readonly AcceptedCode[],
  accept: readonly string[],
): Refusal[] {
  const known = codes.map(({ code }) => code);
  const open = codes.filter(({ code }) => !accept.includes(code));
  const strange = [...new Set(accept)].filter((code) => !known.includes(code));
  const refusals: Refusal[] = [];
  if (open.length > 0)
    refusals.push({
      code: 'not-accepted',
      reason: `Nobody looked at ${countOf(open.length, 'code')} of ${month}:`,
      lines: open.map(({ code, occurrences }) => `  ${code}: ${occurrences}`),
      nextStep: `imbill preview --month ${month} and imbill status show them. To accept what stays: ${open.map(({ code }) => `--accept ${code}`).join(' ')}`,
    });
  if (strange.length > 0)
    refusals.push({
      code: 'accepted-nothing',
      reason: `There is nothing to accept with ${strange.map((code) => `--accept ${JSON.stringify(code)}`).join(', ')}.`,
      nextStep: `Accepted: ${known.length === 0 ? `no --accept, as ${month} has no code` : known.join(', ')}.`,
    });
  return refusals;
}
