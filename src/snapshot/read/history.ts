import { monthsBetween } from '../../calendar/month.ts';
import { parseDecimal } from '../../money/decimal.ts';
import { sumMoney } from '../../money/round-money.ts';
import { groupBy } from '../../rating/group-by.ts';
import { type CustomerMonth, customerMonths } from './customer-months.ts';
import { type KnownMonth, readKnownMonths } from './month-list.ts';
import { type MonthTotal, monthTotals } from './month-totals.ts';
import type { Snapshot } from './snapshot.ts';

/** All months over all customers; one entry a currency, by code. */
export interface History {
  currencies: CurrencyHistory[];
  /** Known months, ascending. */
  months: readonly KnownMonth[];
}

export interface CurrencyHistory {
  currency: string;
  /** Every month from the first to the last document, also months without one. */
  calendar: string[];
  /** Totals by month, ascending. */
  totals: MonthTotal[];
  /** Customers by their total, the highest first. */
  customers: CustomerHistoryRow[];
}

/** A customer over all months. Amounts with two decimals. */
export interface CustomerHistoryRow {
  customerId: string;
  /** Name on the last document. */
  name: string;
  /** Number of months with a document. */
  months: number;
  first: string;
  last: string;
  /** Total of the last month. */
  lastTotal: string;
  /** Total of all months. */
  total: string;
  /** Total of each month of the calendar; absent without a document. */
  totals: (string | undefined)[];
}

export function history(snapshot: Snapshot): Promise<History> {
  return snapshot.once('history', async () => {
    const totals = groupBy(await monthTotals(snapshot), ({ currency }) => currency);
    const rows = groupBy(await customerMonths(snapshot), ({ currency }) => currency);
    const currencies = [...totals].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      months: await readKnownMonths(snapshot),
      currencies: currencies.map(([currency, own]) => {
        const calendar = monthsBetween(own[0]!.month, own.at(-1)!.month);
        const customers = customersOf(rows.get(currency) ?? [], calendar);
        return { currency, calendar, totals: own, customers };
      }),
    };
  });
}

function customersOf(
  rows: readonly CustomerMonth[],
  calendar: readonly string[],
): CustomerHistoryRow[] {
  const customers = groupBy(rows, ({ customerId }) => customerId);
  return [...customers.values()]
    .map((own) => rowOf(own, calendar))
    .sort(
      (a, b) =>
        parseDecimal(b.total).comparedTo(parseDecimal(a.total)) ||
        (a.customerId < b.customerId ? -1 : 1),
    );
}

function rowOf(own: readonly CustomerMonth[], calendar: readonly string[]): CustomerHistoryRow {
  const last = own.at(-1)!;
  const totals = new Map(own.map(({ month, total }) => [month, total]));
  return {
    customerId: last.customerId,
    name: last.customerName,
    months: own.length,
    first: own[0]!.month,
    last: last.month,
    lastTotal: last.total,
    total: sumMoney(own.map(({ total }) => total)),
    totals: calendar.map((month) => totals.get(month)),
  };
}
