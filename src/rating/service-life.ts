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
    const renews = row !== undefined && boughtOn <= graceEnd(row.until);
    const from = row !== undefined && renews ? addDays(row.until, 1) : boughtOn;
    const first = row !== undefined && renews ? row.first : boughtOn;
    const allMonths = row !== undefined && renews ? row.months + months : months;
    row = { first, months: allMonths, until: lastValidDay(first, allMonths) };
    periods.push({ order, from, until: row.until });
  }
  return periods;
}

/** How a service stands on a day. */
export interface ServiceOnDay {
  state: ServiceState;
  /** What is valid on the day, or was valid last; absent with the state `none`. */
  period?: Period;
}

/** How a service stands on a day, from the periods of one app and SKU. */
export function serviceOn(periods: readonly Period[], day: BillingDay): ServiceOnDay {
  const begun = periods.filter(({ from }) => from <= day);
  const valid = begun.find(({ until }) => until === null || day <= until);
  if (valid !== undefined) return { state: 'active', period: valid };
  const last = begun.at(-1);
  if (last === undefined || last.until === null) return { state: 'none' };
  return { state: day <= graceEnd(last.until) ? 'grace' : 'suspended', period: last };
}

/** The state of a service on a day, from the periods of one app and SKU. */
export function stateOn(periods: readonly Period[], day: BillingDay): ServiceState {
  return serviceOn(periods, day).state;
}

/** The last day to renew what was valid to `until`. */
export function graceEnd(until: BillingDay): BillingDay {
  return addDays(until, graceDays);
}

/** Whether a service is active on at least one day from `first` to `last`. */
export function isActiveBetween(
  periods: readonly Period[],
  first: BillingDay,
  last: BillingDay,
): boolean {
  return periods.some(({ from, until }) => from <= last && (until === null || until >= first));
}
