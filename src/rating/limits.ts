import type { BillingDay } from '../calendar/billing-day.ts';
import type { PrepaidItem, PriceBook } from '../prices/price-book.ts';
import { serviceOn } from './service-life.ts';
import { isInForce, itemIn, packOn } from './service-state.ts';
import type { Service } from './services.ts';

/** The most that an app may have of something. */
export interface Limit {
  /** null = without limit. */
  most: number | null;
  /** SKU that allows it; empty where nothing limits. */
  by: string;
  /** True if a plan or pack states the limit; without one it is not known. */
  isStated: boolean;
}

/**
 * Returns an app's limit of something on a day: the highest of its plans and packs.
 *
 * @param name Such as `avchatrooms`.
 */
export function limitOn(
  services: readonly Service[],
  book: PriceBook,
  day: BillingDay,
  name: string,
): Limit {
  return highestLimit(itemsThatAllow(services, book, day), name);
}

/** Returns the highest limit that one of the plans and packs states. */
export function highestLimit(items: readonly PrepaidItem[], name: string): Limit {
  let best: Limit | undefined;
  for (const item of items) {
    const limit = limitOf(item, name);
    if (limit !== undefined && (best === undefined || compareStatedLimits(limit, best) < 0))
      best = limit;
  }
  return best ?? { most: null, by: '', isStated: false };
}

/**
 * Returns the plans and packs that count for an app on a day, as the day's book describes them.
 * The 7 days of grace count, too. A pack needs one of its plans active or in grace. Without a
 * plan the book's default plan counts.
 * Source: price page, plans: the trial plan cannot be extended.
 */
export function itemsThatAllow(
  services: readonly Service[],
  book: PriceBook,
  day: BillingDay,
): PrepaidItem[] {
  const items = services
    .filter((service) => isUsable(service, services, book, day))
    .map(({ sku, periods }) => itemIn(book, sku) ?? serviceOn(periods, day).period!.order.item);
  const fallback = itemIn(book, book.default_plan);
  if (fallback !== undefined && !items.some(({ kind }) => kind === 'plan')) items.push(fallback);
  return highestOfFamilies(items);
}

/** Compares two limits, the higher one first: for `sort`. */
export function compareLimits(a: Limit, b: Limit): number {
  if (a.most === b.most) return 0;
  if (a.most === null || b.most === null) return a.most === null ? -1 : 1;
  return b.most - a.most;
}

function isUsable(
  service: Service,
  services: readonly Service[],
  book: PriceBook,
  day: BillingDay,
): boolean {
  if (service.kind === 'plan') return isInForce(serviceOn(service.periods, day).state);
  const { state, hasPlan } = packOn(service, services, book, day);
  return isInForce(state) && hasPlan;
}

function highestOfFamilies(items: readonly PrepaidItem[]): PrepaidItem[] {
  return items.filter(
    ({ family, rank = 0 }) =>
      family === undefined ||
      items.every((other) => other.family !== family || (other.rank ?? 0) <= rank),
  );
}

/** Returns the limit that an item states; a pack limits only what it names. */
function limitOf({ sku, kind, allows }: PrepaidItem, name: string): Limit | undefined {
  const most = allows?.[name];
  if (most === undefined && kind === 'pack') return undefined;
  return { most: most ?? null, by: sku, isStated: most !== undefined };
}

function compareStatedLimits(a: Limit, b: Limit): number {
  return Number(b.isStated) - Number(a.isStated) || compareLimits(a, b);
}
