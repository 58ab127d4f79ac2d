import { previousMonth } from '../../calendar/month.ts';
import type { BilingualText } from '../../invoice/document.ts';
import { parseDecimal } from '../../money/decimal.ts';
import { changeOfMoney } from '../../money/round-money.ts';
import { groupBy } from '../../rating/group-by.ts';
import { type AppPeak, peaksOfCustomer } from './app-peaks.ts';
import { type BilledQuantity, billedQuantities } from './billed-quantities.ts';
import { type CustomerCharge, chargesByCustomer } from './charges-by-customer.ts';
import { type CustomerMonth, customerMonths, monthsOfCustomer } from './customer-months.ts';
import { readDraftCustomers } from './draft-months.ts';
import { readPublishedApps } from './published-apps.ts';
import { skuTitles } from './sku-titles.ts';
import type { Snapshot } from './snapshot.ts';

/** One customer over all months. */
export interface CustomerHistory {
  customerId: string;
  /** Name on the last document. */
  name: string;
  /** Entries by month, ascending, one a currency. A month without documents has an empty currency. */
  months: CustomerHistoryMonth[];
  /** Quantities of its charges, the dearest charge first. */
  quantities: BilledQuantity[];
  titles: ReadonlyMap<string, BilingualText>;
}

export interface CustomerHistoryMonth {
  month: string;
  /** Billed amounts; absent without a document. */
  billed?: CustomerMonth & { change?: string };
  /** SKU → amount, corrections included. */
  charges: ReadonlyMap<string, string>;
  /** Metric → highest day of the app with the most. */
  peaks: ReadonlyMap<string, string>;
}

/** Reads one customer's history; undefined without documents, drafts or usage. */
export async function customerHistory(
  snapshot: Snapshot,
  customerId: string,
): Promise<CustomerHistory | undefined> {
  const all = await customerMonths(snapshot);
  const billed = await monthsOfCustomer(snapshot, customerId);
  const peaks = groupBy(await peaksOfCustomer(snapshot, customerId), ({ month }) => month);
  const drafts = (await readDraftCustomers(snapshot)).filter(
    (draft) => draft.customerId === customerId,
  );
  if (billed.length === 0 && peaks.size === 0 && drafts.length === 0) return undefined;
  const charges = groupBy(await chargesByCustomer(snapshot, { customerId }), keyOf);
  const apps = await readPublishedApps(snapshot);
  const issued = new Set(billed.map(({ month }) => month));
  const open = new Set([...peaks.keys(), ...drafts.map(({ month }) => month)]);
  const unbilled = [...open].filter((month) => !issued.has(month));
  const months = [
    ...billed.map((row) => ({
      month: row.month,
      billed: withChange(row, billed, all),
      charges: amountsOf(charges.get(keyOf(row)) ?? []),
      peaks: highestOf(peaks.get(row.month) ?? []),
    })),
    ...unbilled.map((month) => ({
      month,
      charges: new Map(),
      peaks: highestOf(peaks.get(month) ?? []),
    })),
  ];
  return {
    customerId,
    name:
      billed.at(-1)?.customerName ??
      [...apps.values()].find((app) => app.customerId === customerId)?.customerName ??
      customerId,
    months: months.toSorted((a, b) => (a.month < b.month ? -1 : 1)),
    quantities: await billedQuantities(snapshot, customerId),
    titles: await skuTitles(snapshot),
  };
}

function withChange(
  row: CustomerMonth,
  own: readonly CustomerMonth[],
  all: readonly CustomerMonth[],
): CustomerMonth & { change?: string } {
  const before = previousMonth(row.month);
  if (!all.some(({ month }) => month === before)) return row;
  const earlier = own.find(({ month, currency }) => month === before && currency === row.currency);
  return { ...row, change: changeOfMoney(row.total, earlier?.total ?? '0.00') };
}

function amountsOf(charges: readonly CustomerCharge[]): Map<string, string> {
  return new Map(charges.map(({ sku, amount }) => [sku, amount]));
}

function highestOf(peaks: readonly AppPeak[]): Map<string, string> {
  const highest = new Map<string, string>();
  for (const { metric, highest: value } of peaks) {
    const most = highest.get(metric);
    if (most === undefined || parseDecimal(value).greaterThan(parseDecimal(most)))
      highest.set(metric, value);
  }
  return highest;
}

function keyOf({ month, currency }: { month: string; currency: string }): string {
  return `${month} ${currency}`;
}
