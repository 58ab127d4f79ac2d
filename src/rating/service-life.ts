import { addDays, type BillingDay } from '../calendar/billing-day.ts';
import { lastValidDay } from '../calendar/natural-month.ts';
import type { Order } from './orders.ts';

/** What one purchase is valid for. */
export interface Period {
  order: Order;
  from: BillingDay;
  /** Inclusive; null = for ever. */
  until: BillingDay | null;
}

/** `grace`: over, but the 7 days to renew still run. `none`: never bought until then. */
export type ServiceState = 'none' | 'active' | 'grace' | 'suspended';

/** Days to renew after the last valid day, which is not counted itself. */
const graceDays = 7;

/**
 * What each purchase of one app and SKU is valid for. A purchase within validity or the 7 days
 * after it carries on where that ends, counted from the first purchase day of the row; a later one
 * starts a new row on its own day. Refunds and credits give money back and leave the periods as they are.
 *
 * @param orders Sorted as `ordersUntil` does.
 * Source: price page, prepaid plans: 7 days to renew after the end.
 */
export function servicePeriods(orders: readonly Order[]): Period[] {
  const periods: Period[] = [];
  let row: { first: BillingDay; months: number; until: BillingDay } | undefined;
  for (const order of orders) {
    const { boughtOn, months, kind } = order.purchase;
    if (kind !== 'purchase') continue;
    if (order.item.validity === 'forever') {
      periods.push({ order, from: boughtOn, until: null });
      continue;
    }
    const renews = row !== undefined && boughtOn <= addDays(row.until, graceDays);
    const from = row !== undefined && renews ? addDays(row.until, 1) : boughtOn;
    const first = row !== undefined && renews ? row.first : boughtOn;
    const allMonths = row !== undefined && renews ? row.months + months : months;
    row = { first, months: allMonths, until: lastValidDay(first, allMonths) };
    periods.push({ order, from, until: row.until });
  }
  return periods;
}

/** The state of a service on a day, from the periods of one app and SKU. */
export function stateOn(periods: readonly Period[], day: BillingDay): ServiceState {
  let state: ServiceState = 'none';
  for (const { from, until } of periods) {
    if (day < from) continue;
    if (until === null || day <= until) return 'active';
    if (day <= addDays(until, graceDays)) state = 'grace';
    else if (state === 'none') state = 'suspended';
  }
  return state;
}

/** Whether a service is active on at least one day from `first` to `last`. */
export function isActiveBetween(
  periods: readonly Period[],
  first: BillingDay,
  last: BillingDay,
): boolean {
  return periods.some(({ from, until }) => from <= last && (until === null || until >= first));
}
