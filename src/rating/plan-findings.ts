import { type Month, monthOf } from '../calendar/month.ts';
import type { Finding, InvoiceLine } from '../invoice/document.ts';
import { type Units, unitIn } from '../metrics/unit.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { formatQuantity, Quantity } from '../money/quantity.ts';
import type { UsageCharge } from '../prices/price-book.ts';
import { createFinding } from './finding-codes.ts';
import { formatWithUnit } from './format-with-unit.ts';
import { isPriced, type Order } from './orders.ts';
import { prepaidPrice } from './prepaid-price.ts';
import { isAnyActive, type Service } from './services.ts';

/** Makes one finding of all usage of an app that had no active plan. */
export function findUsageWithoutPlan(
  unbilled: readonly { line: InvoiceLine; charge: UsageCharge }[],
  month: Month,
  units: Units,
): Finding[] {
  const first = unbilled[0];
  if (first === undefined) return [];
  const plans = new Set(unbilled.flatMap(({ charge }) => charge.requires ?? []));
  const usage = unbilled.map(({ line, charge }) =>
    line.usage === undefined
      ? line.sku
      : `${line.sku} ${formatWithUnit(line.usage, unitIn(units, charge.metric ?? charge.setting ?? ''))}`,
  );
  return [
    createFinding(
      'usage-without-plan',
      first.line.app_id,
      `No active ${[...plans].join(' or ')} plan on any day of ${month}: the usage is shown but not charged (${usage.join(', ')})`,
    ),
  ];
}

/** Finds purchases of the month from before the list begins: no book has a price for them. */
export function findUnpricedOrders(orders: readonly Order[], month: Month): Finding[] {
  const ofMonth = orders.filter(({ purchase }) => monthOf(purchase.boughtOn) === month);
  return ofMonth
    .filter((order) => !isPriced(order))
    .map(({ purchase, book }) => {
      const { orderId, sku, boughtOn, appId } = purchase;
      const message = `Order ${orderId} bought ${sku} on ${boughtOn}, before the first price book of ${book.list}; it has no price and is not invoiced. The service itself is valid`;
      return createFinding('order-unpriced', appId, message);
    });
}

/** Finds packs bought in the month on a day without a plan that they need. */
export function findPacksWithoutPlan(
  orders: readonly Order[],
  services: readonly Service[],
  month: Month,
): Finding[] {
  return orders.filter(isPriced).flatMap(({ purchase, item }) => {
    const { boughtOn, kind, orderId, appId } = purchase;
    if (item.requires === undefined || kind !== 'purchase' || monthOf(boughtOn) !== month)
      return [];
    if (isAnyActive(services, item.requires, boughtOn)) return [];
    const message = `Order ${orderId} bought ${item.sku} on ${boughtOn}, when no ${item.requires.join(' or ')} plan was active; it is invoiced as bought`;
    return [createFinding('pack-without-plan', appId, message)];
  });
}

/**
 * Finds refunds of the month with which more of a SKU was refunded than paid. Purchases from
 * before the list have no known price and are left out.
 */
export function findExcessRefunds(
  orders: readonly Order[],
  services: readonly Service[],
  month: Month,
): Finding[] {
  if (!orders.some(({ purchase }) => isRefundIn(month, purchase))) return [];
  const unknown = new Set(
    orders.filter((order) => !isPriced(order)).map(({ purchase }) => purchase.sku),
  );
  const paid = new Map<string, Quantity>();
  return orders.flatMap((order) => {
    const { sku, kind, boughtOn, orderId, appId, refundAmount } = order.purchase;
    if (kind === 'credit' || unknown.has(sku)) return [];
    const before = paid.get(sku) ?? Quantity.zero;
    const change =
      kind === 'purchase'
        ? Quantity.of(prepaidPrice(order, services).bounded.amount)
        : Quantity.zero.subtract(Quantity.of(refundAmount!));
    const after = before.add(change);
    paid.set(sku, after);
    if (!isRefundIn(month, order.purchase) || after.compare(Quantity.zero) >= 0) return [];
    const message = `Order ${orderId} of ${boughtOn} refunds ${groupDigits(refundAmount!)} for ${sku}, but only ${formatMoney(before)} of the amount paid for it was left; it is invoiced as recorded`;
    return [createFinding('refund-exceeds-purchases', appId, message)];
  });
}

function isRefundIn(month: Month, { kind, boughtOn }: Order['purchase']): boolean {
  return kind === 'refund' && monthOf(boughtOn) === month;
}

function formatMoney(quantity: Quantity): string {
  return groupDigits(formatQuantity(quantity));
}
