import type { BillingDay } from '../calendar/billing-day.ts';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { PrepaidItem } from '../prices/price-book.ts';
import { type Edition, latestEdition } from './edition.ts';
import { groupBy } from './group-by.ts';
import type { Order } from './orders.ts';
import { isActiveBetween, type ServiceLife, serviceLife, stateOn } from './service-life.ts';

/** One SKU that an app has bought, and when it is valid. */
export interface Service extends ServiceLife {
  sku: string;
  kind: PrepaidItem['kind'];
}

/** Groups an app's orders by SKU, with the validity of each. */
export function servicesOf(orders: readonly Order[], edition: Edition = latestEdition): Service[] {
  const bySku = groupBy(orders, ({ purchase }) => purchase.sku);
  return [...bySku].map(([sku, ofSku]) => ({
    sku,
    kind: ofSku[0]!.item.kind,
    ...serviceLife(ofSku, edition),
  }));
}

/** Returns the SKUs of the plans that are active on a day. */
export function plansActiveOn(services: readonly Service[], day: BillingDay): Set<string> {
  const active = services.filter(
    ({ kind, periods }) => kind === 'plan' && stateOn(periods, day) === 'active',
  );
  return new Set(active.map(({ sku }) => sku));
}

/** Returns the SKUs of the plans that are active on at least one day of the month. */
export function plansActiveIn(services: readonly Service[], month: Month): Set<string> {
  const active = services.filter(
    ({ kind, periods }) =>
      kind === 'plan' && isActiveBetween(periods, firstDay(month), lastDay(month)),
  );
  return new Set(active.map(({ sku }) => sku));
}

/**
 * Tells whether one of the SKUs is active on the day: bought and not over; days of grace do not count.
 */
export function isAnyActive(
  services: readonly Service[],
  skus: readonly string[],
  day: BillingDay,
): boolean {
  return services.some(
    ({ sku, periods }) => skus.includes(sku) && stateOn(periods, day) === 'active',
  );
}
