import type { BillingDay } from '../calendar/billing-day.ts';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { PrepaidItem, PriceBook } from '../prices/price-book.ts';
import { groupBy } from './group-by.ts';
import type { Order } from './orders.ts';
import { isActiveBetween, type Period, servicePeriods, stateOn } from './service-life.ts';

/** One SKU that an app has bought, and when it is valid. */
export interface Service {
  sku: string;
  kind: PrepaidItem['kind'];
  periods: Period[];
}

/** What an app has bought, by SKU. */
export function servicesOf(orders: readonly Order[]): Service[] {
  const bySku = groupBy(orders, ({ purchase }) => purchase.sku);
  return [...bySku].map(([sku, ofSku]) => ({
    sku,
    kind: ofSku[0]!.item.kind,
    periods: servicePeriods(ofSku),
  }));
}

/** SKUs of the plans that are active on a day. */
export function plansActiveOn(services: readonly Service[], day: BillingDay): Set<string> {
  const active = services.filter(
    ({ kind, periods }) => kind === 'plan' && stateOn(periods, day) === 'active',
  );
  return new Set(active.map(({ sku }) => sku));
}

/** SKUs of the plans that are active on at least one day of the month. */
export function plansActiveIn(services: readonly Service[], month: Month): Set<string> {
  const active = services.filter(
    ({ kind, periods }) =>
      kind === 'plan' && isActiveBetween(periods, firstDay(month), lastDay(month)),
  );
  return new Set(active.map(({ sku }) => sku));
}

/** Whether one of the SKUs is active on the day: bought and not over; days of grace are not. */
export function isAnyActive(
  services: readonly Service[],
  skus: readonly string[],
  day: BillingDay,
): boolean {
  return services.some(
    ({ sku, periods }) => skus.includes(sku) && stateOn(periods, day) === 'active',
  );
}

/** How much of something an app may have. */
export interface Limit {
  /** null = without limit. */
  most: number | null;
  /** SKU that allows it; empty where nothing limits. */
  by: string;
}

/**
 * What an app may have of something on a day: the most that one of its plans and packs allows, in
 * the words of the day's book. The 7 days of grace keep what the plan allows; without a plan the
 * book's default plan counts.
 *
 * @param name Such as `avchatrooms`.
 */
export function limitOn(
  services: readonly Service[],
  book: PriceBook,
  day: BillingDay,
  name: string,
): Limit {
  const items = services
    .filter(({ periods }) => ['active', 'grace'].includes(stateOn(periods, day)))
    .map(({ sku, periods }) => itemIn(book, sku) ?? periods[0]!.order.item);
  const fallback = itemIn(book, book.default_plan);
  if (fallback !== undefined && !items.some(({ kind }) => kind === 'plan')) items.push(fallback);
  const limits = highestOfFamilies(items).flatMap((item) => limitsBy(item, name));
  return limits.toSorted(mostFirst)[0] ?? { most: null, by: '' };
}

/** Of a family the member of the highest rank counts. */
function highestOfFamilies(items: readonly PrepaidItem[]): PrepaidItem[] {
  return items.filter(
    ({ family, rank = 0 }) =>
      family === undefined ||
      items.every((other) => other.family !== family || (other.rank ?? 0) <= rank),
  );
}

/** Of several limits the one that allows most. */
export function mostFirst(a: Limit, b: Limit): number {
  if (a.most === b.most) return 0;
  if (a.most === null || b.most === null) return a.most === null ? -1 : 1;
  return b.most - a.most;
}

/** A plan that does not name something does not limit it; a pack does not speak of it. */
function limitsBy({ sku, kind, allows }: PrepaidItem, name: string): Limit[] {
  const most = allows?.[name];
  if (most === undefined && kind === 'pack') return [];
  return [{ most: most ?? null, by: sku }];
}

function itemIn(book: PriceBook, sku: string | undefined): PrepaidItem | undefined {
  return book.items.find((item) => item.sku === sku);
}
