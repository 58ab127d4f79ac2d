import { addDays, type BillingDay, countDays } from '../calendar/billing-day.ts';
import { compareDecimals } from '../money/decimal.ts';
import { Quantity } from '../money/quantity.ts';
import { halfUpToCents, roundAmount } from '../money/round-amount.ts';
import { sumMoney } from '../money/round-money.ts';
import { isOwn, isPriced, type Order } from './orders.ts';
import { prepaidPrice } from './prepaid-price.ts';
import { serviceOn } from './service-life.ts';
import { type Service, servicesOf } from './services.ts';

/** A refund of an order on a day by the provider's published rule. Amounts with two decimals. */
export interface PublishedRefund {
  /** Sum of what is paid back. */
  amount: string;
  /** `in_full`: within 5 days. `not_begun`: the order has not begun. `unused_days`: all others. */
  rule: 'in_full' | 'not_begun' | 'unused_days';
  /** Price paid for the order, discounts taken off. */
  paid: string;
  /** First and last billing day of the order, inclusive; absent for ever. */
  valid_from: BillingDay;
  valid_until?: BillingDay;
  /** Days from the first one to the refund day, inclusive, and all days; only of `unused_days`. */
  used_days?: number;
  days?: number;
  /** Renewals that have not begun. They end with the order, and are paid back as well. */
  renewals: { order_id: string; paid: string }[];
  /** Ids of those that another customer was billed. They end too, and are not in the amount. */
  renewals_of_others?: string[];
}

/** Why an order has no refund on a day. */
export type NoRefund = 'before_purchase' | 'unpriced' | 'refunded' | 'over' | 'for_ever';

/** Days after the purchase day on which a new order is paid back in full. */
const daysInFull = 5;

/**
 * Calculates what the published rule pays back for an order.
 *
 * @param orders Orders of all apps of the customer, sorted as `ordersUntil` does, also those of other
 *   customers who had the apps; of refunds only those that were before.
 * Source: the provider's pages on refunds of the service and of cloud products; docs/rules.md,
 * "Refunds".
 */
export function publishedRefund(
  order: Order,
  day: BillingDay,
  orders: readonly Order[],
): PublishedRefund | NoRefund {
  const { boughtOn, sku } = order.purchase;
  if (day < boughtOn) return 'before_purchase';
  if (!isPriced(order)) return 'unpriced';
  const services = servicesOfApp(order, orders);
  const { sold, periods } = serviceOfSku(services, sku);
  const left = periods.find((one) => one.order === order);
  const isOwed = left === undefined && isEndedByOther(order, orders);
  if (!isOwed && (left === undefined || left.stoppedOn !== undefined)) return 'refunded';
  const { from, until } = left ?? sold.find((one) => one.order === order)!;
  if (!isOwed && until !== null && until < day) return 'over';
  const paid = paidFor(order, services);
  const ofOrder = { paid, valid_from: from, ...(until !== null && { valid_until: until }) };
  if (isOwed || from > day) return { amount: paid, rule: 'not_begun', ...ofOrder, renewals: [] };
  const ending = periods.filter((one) => one.from > day).map((one) => one.order);
  const renewals = ending
    .filter(isOwn)
    .map((one) => ({ order_id: one.purchase.orderId, paid: paidFor(one, services) }));
  const ofOthers = ending.filter((one) => !isOwn(one)).map((one) => one.purchase.orderId);
  const ended = { renewals, ...(ofOthers.length > 0 && { renewals_of_others: ofOthers }) };
  const plus = (amount: string) => sumMoney([amount, ...renewals.map((one) => one.paid)]);
  const isUsed = () => orders.some((one) => isOwn(one) && isInFull(one, orders));
  if (isWithinDays(order, day, services) && !isUsed())
    return { amount: plus(paid), rule: 'in_full', ...ofOrder, ...ended };
  if (until === null) return 'for_ever';
  const [used, days] = [countDays(from, day), countDays(from, until)];
  const share = Quantity.of(String(days - used), String(days)).times(Quantity.of(paid));
  const amount = plus(roundAmount(share, halfUpToCents));
  return { amount, rule: 'unused_days', ...ofOrder, used_days: used, days, ...ended };
}

/**
 * Returns the order that a refund pays back: the one with its id, or else the one that is valid on its
 * day.
 */
export function orderPaidBack({ purchase }: Order, orders: readonly Order[]): Order | undefined {
  const { appId, sku, orderId, boughtOn } = purchase;
  const bought = orders.filter(
    ({ purchase: one }) => one.kind === 'purchase' && one.appId === appId && one.sku === sku,
  );
  const named = bought.find((one) => one.purchase.orderId === orderId);
  if (named !== undefined || bought.length === 0) return named;
  const { periods } = serviceOfSku(servicesOfApp(bought[0]!, orders), sku);
  const { state, period } = serviceOn(periods, boughtOn);
  return state === 'active' ? period!.order : undefined;
}

/**
 * Tells whether the refund of another customer took away an order that had not begun, and no refund paid
 * it back.
 */
function isEndedByOther(order: Order, orders: readonly Order[]): boolean {
  const { appId, sku, orderId, boughtOn } = order.purchase;
  const refunds = orders.filter(
    ({ purchase: one }) =>
      one.kind === 'refund' && one.appId === appId && one.sku === sku && one.boughtOn >= boughtOn,
  );
  if (refunds.some((one) => isOwn(one) && one.purchase.orderId === orderId)) return false;
  const ending = refunds.find((refund) => {
    const services = servicesOfApp(order, [...ordersBefore(refund, orders), refund]);
    return !serviceOfSku(services, sku).periods.some((one) => one.order === order);
  });
  return ending !== undefined && !isOwn(ending);
}

/** Tells whether a refund was the one that a customer gets in full. */
function isInFull(refund: Order, orders: readonly Order[]): boolean {
  const { kind, boughtOn, refundAmount } = refund.purchase;
  if (kind !== 'refund') return false;
  const order = orderPaidBack(refund, ordersBefore(refund, orders));
  if (order === undefined || !isPriced(order)) return false;
  const services = servicesOfApp(order, orders);
  return (
    isWithinDays(order, boughtOn, services) &&
    compareDecimals(refundAmount!, paidFor(order, services)) >= 0
  );
}

/** Tells whether an order is new, and no renewal, and bought at most 5 days before. */
function isWithinDays(order: Order, day: BillingDay, services: readonly Service[]): boolean {
  const { boughtOn, sku } = order.purchase;
  const { sold } = serviceOfSku(services, sku);
  const { from } = sold.find((one) => one.order === order)!;
  const isRenewal = sold.some(({ until }) => until !== null && addDays(until, 1) === from);
  return !isRenewal && day <= addDays(boughtOn, daysInFull);
}

/** Returns the orders known before a refund: those of its day, and of refunds only earlier ones. */
export function ordersBefore(refund: Order, orders: readonly Order[]): Order[] {
  const at = orders.indexOf(refund);
  const { boughtOn } = refund.purchase;
  return orders.filter(
    ({ purchase }, index) =>
      index < at || (purchase.kind === 'purchase' && purchase.boughtOn <= boughtOn),
  );
}

function servicesOfApp({ purchase }: Order, orders: readonly Order[]): Service[] {
  return servicesOf(orders.filter((one) => one.purchase.appId === purchase.appId));
}

function serviceOfSku(services: readonly Service[], sku: string): Service {
  return services.find((service) => service.sku === sku)!;
}

function paidFor(order: Order, services: readonly Service[]): string {
  return prepaidPrice(order, services).bounded.amount;
}
