import { previousMonth } from '../../calendar/month.ts';
import { changeOfMoney, sumMoney } from '../../money/round-money.ts';
import { groupBy } from '../../rating/group-by.ts';
import { customerMonths } from './customer-months.ts';
import type { Snapshot } from './snapshot.ts';

/** All customers of one currency. Amounts with two decimals. */
export interface MonthTotal {
  month: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  corrections: string;
  total: string;
  customers: number;
  /** Change against the month before; absent if that has no documents. */
  change?: string;
}

/** Reads the totals of all months with documents, by month and currency. */
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
        month,
        currency,
        total,
        customers: own.length,
        prepaid: sum('prepaid'),
        postpaid: sum('postpaid'),
        corrections: sum('corrections'),
        ...(months.has(earlier) && { change: changeOfMoney(total, before) }),
      });
    }
    return [...totals.values()].toSorted((a, b) =>
      `${a.month} ${a.currency}` < `${b.month} ${b.currency}` ? -1 : 1,
    );
  });
}
