import { type Month, monthOf } from '../calendar/month.ts';
import type { Finding, InvoiceLine } from '../invoice/document.ts';
import { unitIn } from '../metrics/unit.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { formatQuantity, Quantity } from '../money/quantity.ts';
import type { UsageCharge } from '../prices/price-book.ts';
import type { AppUsage } from './allowances.ts';
import { createFinding } from './finding-codes.ts';
import { formatInChinese, formatWithUnit } from './format-with-unit.ts';
import { itemName, itemNames } from './item-name.ts';
import { isPriced, type Order } from './orders.ts';
import { prepaidPrice } from './prepaid-price.ts';
import { isAnyActive, type Service } from './services.ts';

/** Makes one finding of all usage of an app that had no active plan. */
export function findUsageWithoutPlan(
  unbilled: readonly { line: InvoiceLine; charge: UsageCharge }[],
  { month, books, units }: Pick<AppUsage, 'month' | 'books' | 'units'>,
): Finding[] {
  const first = unbilled[0];
  if (first === undefined) return [];
  const skus = new Set(unbilled.flatMap(({ charge }) => charge.requires ?? []));
  const plans = itemNames(books, skus);
  const usage = unbilled.map(({ line: { title, usage }, charge }) => {
    const unit = unitIn(units, charge.metric ?? charge.setting ?? '');
    if (usage === undefined) return title;
    return {
      en: `${title.en} ${formatWithUnit(usage, unit)}`,
      zh: `${title.zh} ${formatInChinese(usage, unit)}`,
    };
  });
  const text = {
    en: `No active ${plans.en} on any day of ${month}: the usage is shown but not charged (${usage.map(({ en }) => en).join(', ')})`,
    zh: `${month} 全月没有生效的${plans.zh}：用量仅列出，不计费（${usage.map(({ zh }) => zh).join('，')}）`,
  };
  return [createFinding('usage-without-plan', first.line.app_id, text)];
}

/** Finds purchases of the month from before the list begins: no book has a price for them. */
export function findUnpricedOrders(orders: readonly Order[], month: Month): Finding[] {
  const ofMonth = orders.filter(({ purchase }) => monthOf(purchase.boughtOn) === month);
  return ofMonth
    .filter((order) => !isPriced(order))
    .map(({ purchase, book }) => {
      const { orderId, sku, boughtOn, appId } = purchase;
      const en = `Order ${orderId} bought ${sku} on ${boughtOn}, before the first price book of ${book.list}; it has no price and is not invoiced. The service itself is valid`;
      const zh = `订单 ${orderId} 于 ${boughtOn} 购买 ${sku}，早于价目表 ${book.list} 的首个价目，没有价格，未出账。服务本身有效`;
      return createFinding('order-unpriced', appId, { en, zh });
    });
}

/** Finds packs bought in the month on a day without a plan that they need. */
export function findPacksWithoutPlan(
  orders: readonly Order[],
  services: readonly Service[],
  month: Month,
): Finding[] {
  return orders.filter(isPriced).flatMap(({ purchase, item, book }) => {
    const { boughtOn, kind, orderId, appId } = purchase;
    if (item.requires === undefined || kind !== 'purchase' || monthOf(boughtOn) !== month)
      return [];
    if (isAnyActive(services, item.requires, boughtOn)) return [];
    const plans = itemNames([book], item.requires);
    const pack = itemName([book], item.sku);
    const text = {
      en: `Order ${orderId} bought ${pack.en} on ${boughtOn}, when no ${plans.en} was active; it is invoiced as bought`,
      zh: `订单 ${orderId} 于 ${boughtOn} 购买${pack.zh}，当日没有生效的${plans.zh}；按购买出账`,
    };
    return [createFinding('pack-without-plan', appId, text)];
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
    const [refund, left] = [groupDigits(refundAmount!), formatMoney(before)];
    const en = `Order ${orderId} of ${boughtOn} refunds ${refund} for ${sku}, but only ${left} of the amount paid for it was left; it is invoiced as recorded`;
    const zh = `订单 ${orderId}（${boughtOn}）为 ${sku} 退款 ${refund}，但已付金额仅余 ${left}；按记录出账`;
    return [createFinding('refund-exceeds-purchases', appId, { en, zh })];
  });
}

function isRefundIn(month: Month, { kind, boughtOn }: Order['purchase']): boolean {
  return kind === 'refund' && monthOf(boughtOn) === month;
}

function formatMoney(quantity: Quantity): string {
  return groupDigits(formatQuantity(quantity));
}
