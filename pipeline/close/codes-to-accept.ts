import { type Month, monthOf } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { type AcceptedCode, lastClosedMonth } from '../../src/ledger/closings.ts';
import { compareText } from '../../src/rating/compare-text.ts';
import { readAccounts } from '../../src/workspace/accounts.ts';
import type { Effects } from '../effects/effects.ts';

/**
 * Counts what a person must accept before a month is closed: findings, anomalies, missing deliveries,
 * rejected lines, refused files, and earlier months whose orders nobody billed, by code.
 *
 * @param ofNoCustomer Findings of the month that are on no document.
 */
export async function codesToAccept(
  month: Month,
  ofNoCustomer: readonly { code: string }[],
  { warehouse, workspace, settings }: Effects,
): Promise<AcceptedCode[]> {
  const rows = await warehouse.rows<{ code: string; occurrences: bigint }>(
    queryText('closings/to_accept'),
    { month },
  );
  const counts = new Map(rows.map(({ code, occurrences }) => [code, Number(occurrences)]));
  for (const { code } of ofNoCustomer) counts.set(code, (counts.get(code) ?? 0) + 1);
  const unbilled = await monthsOfOrdersOnly(month, { warehouse, workspace, settings });
  if (unbilled.length > 0) counts.set('month-not-billed', unbilled.length);
  return [...counts]
    .map(([code, occurrences]) => ({ code, occurrences }))
    .toSorted((a, b) => compareText(a.code, b.code));
}

/**
 * Finds months since the last closing that have orders, but neither documents nor usage. Closing a later
 * month closes them, too. They may be orders of a time before the workspace.
 */
async function monthsOfOrdersOnly(
  month: Month,
  { warehouse, workspace, settings }: Pick<Effects, 'warehouse' | 'workspace' | 'settings'>,
): Promise<Month[]> {
  const closedUntil = (await lastClosedMonth(warehouse)) ?? '';
  const others = await openMonthsBefore(month, warehouse);
  const { purchases } = await readAccounts(workspace, settings);
  const months = new Set(
    purchases.filter(({ kind }) => kind === 'purchase').map(({ boughtOn }) => monthOf(boughtOn)),
  );
  return [...months].filter((one) => one < month && one > closedUntil && !others.includes(one));
}

/** Returns the months before one that have documents or usage and are not closed. */
export async function openMonthsBefore(month: Month, warehouse: Database): Promise<Month[]> {
  const rows = await warehouse.rows<{ month: string }>(queryText('closings/open_months_before'), {
    month,
    closed_until: (await lastClosedMonth(warehouse)) ?? '',
  });
  return rows.map((row) => row.month);
}
