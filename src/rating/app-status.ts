import type { BillingDay } from '../calendar/billing-day.ts';
import type { PackDays, PlanDays } from '../invoice/document.ts';
import { Quantity } from '../money/quantity.ts';
import { halfUpToCents, roundAmount } from '../money/round-amount.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { allowanceNames } from './allowances.ts';
import { packDay, paidUntil, planDay } from './app-services.ts';
import { latestBook } from './book-in-force.ts';
import { changeDays, type DayRun, dayRuns } from './day-runs.ts';
import { limitOn } from './limits.ts';
import { afterAllOrders, isPriced, type Order, ordersUntil } from './orders.ts';
import { prepaidPrice } from './prepaid-price.ts';
import type { Period } from './service-life.ts';
import { type Service, servicesOf } from './services.ts';
import type { Purchase } from './types.ts';

/** The life of one app's plans and packs, and their state on a day. Keys are those of `--json`. */
export interface AppStatus {
  /** Billing day that `state` and `allowed` are of. */
  on: BillingDay;
  currency: string;
  state: PlanDays['state'];
  sku?: string;
  order_id?: string;
  /** Last day up to which plans are paid for without a gap; absent without a plan, or for ever. */
  valid_until?: BillingDay;
  renew_until?: BillingDay;
  /** All plans taken together, from the first purchase on; the last run has no end. */
  plan: OpenRun<PlanDays>[];
  packs: PackStatus[];
  /** All orders as they were sold, by day. */
  orders: OrderStatus[];
  /** Limits of the day; only of things that a plan or pack speaks of. */
  allowed: { of: string; most: string; by: string }[];
}

export interface PackStatus {
  sku: string;
  /** On the day. */
  state: PackDays['state'];
  /** From its first purchase on; the last run has no end. */
  days: OpenRun<PackDays>[];
}

export interface OrderStatus {
  day: BillingDay;
  order_id: string;
  kind: Purchase['kind'];
  sku: string;
  months?: string;
  /** Two decimals, negative for what is given back; absent where it was bought before the first book. */
  amount?: string;
  valid_from?: BillingDay;
  /** Absent for ever. */
  valid_until?: BillingDay;
}

/** `until` is null where the last run has no end. */
type OpenRun<Run> = DayRun<Omit<Run, 'from' | 'until'>, BillingDay | null>;

/**
 * Returns an app's services, orders and limits by today's purchases and price books.
 *
 * @param purchases All of the app; any order, also after `on`.
 * @param books All books that price the app.
 * @throws {UserError} (exit 3) With every order that cannot be priced.
 */
export function statusOfApp(
  purchases: readonly Purchase[],
  books: readonly PriceBook[],
  on: BillingDay,
): AppStatus {
  const orders = ordersUntil({ month: afterAllOrders, purchases, books });
  const services = servicesOf(orders);
  const changes = changeDays(services, books, '0001-01-01', '9999-12-31');
  const plans = services.filter(({ kind }) => kind === 'plan');
  const sold = services.flatMap((service) => service.sold);
  const periodOf = new Map(sold.map((period) => [period.order, period]));
  return {
    on,
    currency: latestBook(books, on).currency,
    ...planDay(services, on),
    ...paidUntil(services, on),
    plan: runsFrom(plans, changes, (day) => planDay(services, day)),
    packs: services
      .filter(({ kind, periods }) => kind === 'pack' && periods.length > 0)
      .map((pack) => ({
        sku: pack.sku,
        state: packDay(pack, services, books, on).state,
        days: runsFrom([pack], changes, (day) => packDay(pack, services, books, day)),
      })),
    orders: orders.map((order) => orderStatus(order, services, periodOf.get(order))),
    allowed: allowedOn(services, latestBook(books, on), on),
  };
}

function runsFrom<Value extends object>(
  services: readonly Service[],
  changes: readonly BillingDay[],
  valueOn: (day: BillingDay) => Value,
): DayRun<Value, BillingDay | null>[] {
  const [first] = services.flatMap(({ periods }) => periods.map(({ from }) => from)).toSorted();
  return first === undefined ? [] : dayRuns(first, null, changes, valueOn);
}

function orderStatus(
  order: Order,
  services: readonly Service[],
  period: Period | undefined,
): OrderStatus {
  const { boughtOn, orderId, kind, sku, months, refundAmount } = order.purchase;
  const what = { day: boughtOn, order_id: orderId, kind, sku };
  if (period === undefined) {
    const amount = Quantity.zero.subtract(Quantity.of(refundAmount!));
    return { ...what, amount: roundAmount(amount, halfUpToCents) };
  }
  return {
    ...what,
    months: String(months),
    ...(isPriced(order) && { amount: prepaidPrice(order, services).bounded.amount }),
    valid_from: period.from,
    ...(period.until !== null && { valid_until: period.until }),
  };
}

function allowedOn(services: readonly Service[], book: PriceBook, day: BillingDay) {
  return allowanceNames.flatMap((name) => {
    const { most, by, isStated } = limitOn(services, book, day, name);
    return isStated ? [{ of: name, most: most === null ? 'unlimited' : String(most), by }] : [];
  });
}
