import { previousMonth } from '../calendar/month.ts';
import type { BilingualText } from '../invoice/document.ts';
import type { MonthSummary } from '../invoice/summary.ts';
import { sumMoney } from '../money/round-money.ts';
import { groupBy } from '../rating/group-by.ts';
import { change } from './change.ts';
import { customerMonths } from './customer-months.ts';
import { type KnownMonth, knownMonths } from './month-list.ts';
import { type OverviewCustomer, overviewCustomers } from './overview-customers.ts';
import { skuTitles } from './sku-titles.ts';
import type { Snapshot } from './snapshot.ts';

/** One month over all customers, as known now. */
export interface MonthOverview {
  month: string;
  /** All months of which something is known, ascending. */
  months: readonly KnownMonth[];
  isIssued: boolean;
  /** The month before, where both have documents. */
  before?: string;
  totals: MonthTotal[];
  customers: OverviewCustomer[];
  /** The summary that was kept with the documents; absent where none was issued. */
  summary?: MonthSummary;
  titles: ReadonlyMap<string, BilingualText>;
}

/** All customers of one currency. Amounts with two decimals. */
export interface MonthTotal {
  month: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  corrections: string;
  total: string;
  customers: number;
  /** Against the month before; absent where that has no documents. */
  change?: string;
}

/** Undefined for a month of which nothing is known. */
export async function monthOverview(
  snapshot: Snapshot,
  month: string,
): Promise<MonthOverview | undefined> {
  const months = await knownMonths(snapshot);
  const known = months.find((candidate) => candidate.month === month);
  if (known === undefined) return undefined;
  const totals = (await monthTotals(snapshot)).filter((total) => total.month === month);
  const earlier = previousMonth(month);
  const isComparable =
    known.isIssued && months.some((one) => one.month === earlier && one.isIssued);
  const before = isComparable ? earlier : undefined;
  const summary = await summaryOf(snapshot, month);
  return {
    ...{ month, months, isIssued: known.isIssued, totals },
    ...(before !== undefined && { before }),
    customers: await overviewCustomers(snapshot, month, before),
    ...(summary !== undefined && { summary }),
    titles: await skuTitles(snapshot),
  };
}

/** All months with documents, by month and currency. */
export function monthTotals(snapshot: Snapshot): Promise<MonthTotal[]> {
  return snapshot.once('month-totals', async () => {
    const rows = groupBy(await customerMonths(snapshot), ({ month, currency }) =>
      JSON.stringify([month, currency]),
    );
    const months = new Set((await customerMonths(snapshot)).map(({ month }) => month));
    const totals = new Map<string, MonthTotal>();
    for (const [key, own] of rows) {
      const { month, currency } = own[0]!;
      const sum = (part: 'prepaid' | 'postpaid' | 'corrections' | 'total') =>
        sumMoney(own.map((row) => row[part]));
      const total = sum('total');
      const earlier = previousMonth(month);
      const before = totals.get(JSON.stringify([earlier, currency]))?.total ?? '0.00';
      totals.set(key, {
        ...{ month, currency, total, customers: own.length },
        ...{ prepaid: sum('prepaid'), postpaid: sum('postpaid'), corrections: sum('corrections') },
        ...(months.has(earlier) && { change: change(total, before) }),
      });
    }
    return [...totals.values()].toSorted((a, b) =>
      `${a.month} ${a.currency}` < `${b.month} ${b.currency}` ? -1 : 1,
    );
  });
}

async function summaryOf({ database }: Snapshot, month: string): Promise<MonthSummary | undefined> {
  const [row] = await database.rows<{ document: string }>(
    'select document from summaries where month = $month',
    { month },
  );
  return row && (JSON.parse(row.document) as MonthSummary);
}
