import { addDays, type BillingDay } from '../calendar/billing-day.ts';
import { lastValidDay } from '../calendar/natural-month.ts';
import { type Edition, holds, latestEdition } from './edition.ts';
import type { Order } from './orders.ts';

/** Days for which one purchase is valid. */
export interface Period {
  order: Order;
  from: BillingDay;
  /** Inclusive; null = for ever. */
  until: BillingDay | null;
  /** Day of the refund that ended it, or its days to renew; nothing can be renewed after it. */
  stoppedOn?: BillingDay;
}

/** Validity of the purchases of one app and SKU. */
export interface ServiceLife {
  /** Periods as they were sold, before any refund. */
  sold: Period[];
  /** Periods that refunds left. */
  periods: Period[];
}

/** `grace`: over, but the 7 days to renew still run. `none`: never bought until then. */
export type ServiceState = 'none' | 'active' | 'grace' | 'suspended';

/** Days to renew after the last valid day, which is not counted itself. */
const graceDays = 7;

/** Days of suspension after which an app is released. */
const daysUntilRelease = 90;

/** A purchase and its renewals, counted from the first one's day. */
interface Row {
  first: BillingDay;
  months: number;
  until: BillingDay;
}

/**
 * Returns the validity of each purchase of one app and SKU. A purchase within validity, or the 7
 * days after it, renews the row: it begins where that ends. Its end is derived from the first
 * purchase day of the row. A later purchase starts a new row on its own day.
 *
 * A refund ends the row on its day, also the orders that have not begun. If it has the id of an
 * order that has not begun, it cancels only that order. If that order is over, it ends nothing.
 *
 * @param orders Sorted as `ordersUntil` does.
 * Source: price page, prepaid plans: 7 days to renew after the end; refunds pay back the current
 * order and those that have not begun.
 */
export function serviceLife(
  orders: readonly Order[],
  edition: Edition = latestEdition,
): ServiceLife {
  const sold: Period[] = [];
  let periods: Period[] = [];
  let row: Row | undefined;
  for (const order of moveRefundsBehindOrders(orders)) {
    const { kind } = order.purchase;
    if (kind === 'purchase') {
      const { period, nextRow } = periodOf(order, row);
      row = nextRow;
      sold.push(period);
      periods.push(period);
    }
    if (kind === 'refund' && holds('refundEnds', edition))
      [periods, row] = applyRefund(order, periods, row);
  }
  return { sold, periods };
}

/** Moves a refund with the id of a later order behind that order: orders of one day may have no instant. */
function moveRefundsBehindOrders(orders: readonly Order[]): Order[] {
  const isRefund = ({ purchase }: Order) => purchase.kind === 'refund';
  if (!orders.some(isRefund)) return [...orders];
  const placeOfId = new Map(
    orders.flatMap((order, at) =>
      order.purchase.kind === 'purchase' ? [[order.purchase.orderId, at] as const] : [],
    ),
  );
  const placed = orders.map((order, at) => {
    if (!isRefund(order)) return { order, at };
    return { order, at: Math.max(at, (placeOfId.get(order.purchase.orderId) ?? 0) + 0.5) };
  });
  return placed.toSorted((a, b) => a.at - b.at).map(({ order }) => order);
}

function periodOf(order: Order, row: Row | undefined): { period: Period; nextRow?: Row } {
  const { boughtOn, months } = order.purchase;
  if (order.item.validity === 'forever')
    return { period: { order, from: boughtOn, until: null }, ...(row && { nextRow: row }) };
  const renewed = row !== undefined && boughtOn <= graceEnd(row.until) ? row : undefined;
  const from = renewed === undefined ? boughtOn : addDays(renewed.until, 1);
  const first = renewed?.first ?? boughtOn;
  const allMonths = (renewed?.months ?? 0) + months;
  const until = lastValidDay(first, allMonths);
  return { period: { order, from, until }, nextRow: { first, months: allMonths, until } };
}

function applyRefund(
  { purchase }: Order,
  periods: readonly Period[],
  row: Row | undefined,
): [Period[], Row | undefined] {
  const day = purchase.boughtOn;
  const own = periods.find(({ order }) => order.purchase.orderId === purchase.orderId);
  if (own !== undefined && own.from > day) return removeOrder(own, periods, row);
  const isOver = own !== undefined && own.until !== null && own.until < day;
  return isOver ? [[...periods], row] : [stopPeriods(periods, day), undefined];
}

/** Takes away an order that has not begun; renewals behind it move up. */
function removeOrder(
  own: Period,
  periods: readonly Period[],
  row: Row | undefined,
): [Period[], Row | undefined] {
  const at = periods.indexOf(own);
  const following = periods.slice(at + 1);
  const gone = [own, ...following].map(({ order }) => order.purchase.months);
  const months = (row?.months ?? 0) - gone.reduce((a, b) => a + b, 0);
  let next = row && months > 0 ? { ...row, months, until: addDays(own.from, -1) } : undefined;
  const moved = following.map(({ order }) => {
    const { period, nextRow } = periodOf(order, next);
    next = nextRow;
    return period;
  });
  return [[...periods.slice(0, at), ...moved], next];
}

function stopPeriods(periods: readonly Period[], day: BillingDay): Period[] {
  return periods
    .filter(({ from }) => from <= day)
    .map((period) => {
      const { until } = period;
      if (until === null || until >= day) return { ...period, until: day, stoppedOn: day };
      return renewUntil(period)! >= day ? { ...period, stoppedOn: day } : period;
    });
}

/** State of a service on a day. */
export interface ServiceOnDay {
  state: ServiceState;
  /** Period that is valid on the day, or was valid last; absent with the state `none`. */
  period?: Period;
}

/** Returns the state and period of a service on a day, from the periods of one app and SKU. */
export function serviceOn(periods: readonly Period[], day: BillingDay): ServiceOnDay {
  const begun = periods.filter(({ from }) => from <= day);
  const valid = begun.find(({ until }) => until === null || day <= until);
  if (valid !== undefined) return { state: 'active', period: valid };
  const last = begun.at(-1);
  if (last === undefined || last.until === null) return { state: 'none' };
  return { state: day <= renewUntil(last)! ? 'grace' : 'suspended', period: last };
}

/** Returns the state of a service on a day, from the periods of one app and SKU. */
export function stateOn(periods: readonly Period[], day: BillingDay): ServiceState {
  return serviceOn(periods, day).state;
}

/** Returns the last day to renew a period; `undefined` for one that never ends. */
export function renewUntil({ until, stoppedOn }: Period): BillingDay | undefined {
  if (until === null) return undefined;
  return stoppedOn ?? graceEnd(until);
}

function graceEnd(until: BillingDay): BillingDay {
  return addDays(until, graceDays);
}

/**
 * Returns the day on which a suspended app is released, 90 days after its last day to renew.
 * Source: the provider's page on overdue payment: resources are kept for 90 days.
 */
export function releasedOn(until: BillingDay): BillingDay {
  return addDays(until, 1 + daysUntilRelease);
}

/** Tells whether a service is active on at least one day from `first` to `last`. */
export function isActiveBetween(
  periods: readonly Period[],
  first: BillingDay,
  last: BillingDay,
): boolean {
  return periods.some(({ from, until }) => from <= last && (until === null || until >= first));
}
