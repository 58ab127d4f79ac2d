import type { Finding } from '../invoice/document.ts';
import { compareDecimals } from '../money/decimal.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { explainOthers, explainRefund } from './explain-refund.ts';
import { createFinding } from './finding-codes.ts';
import { isOwn, type Order } from './orders.ts';
import { orderPaidBack, ordersBefore, publishedRefund } from './published-refund.ts';
import type { Purchase } from './types.ts';

/**
 * Finds refunds whose amount is not the one of the published rule. Credits follow no rule.
 *
 * @param orders Orders of all apps of a customer, sorted as `ordersUntil` does.
 * @param isWanted Chooses the refunds.
 */
export function findDifferingRefunds(
  orders: readonly Order[],
  isWanted: (refund: Purchase) => boolean,
): Finding[] {
  return orders
    .filter((order) => order.purchase.kind === 'refund' && isOwn(order))
    .filter(({ purchase }) => isWanted(purchase))
    .flatMap((refund) => findDifference(refund, orders));
}

function findDifference(refund: Order, orders: readonly Order[]): Finding[] {
  const { orderId, appId, sku, boughtOn, refundAmount } = refund.purchase;
  const before = ordersBefore(refund, orders);
  const order = orderPaidBack(refund, before);
  const published = order && publishedRefund(order, boughtOn, before);
  if (published === undefined || typeof published === 'string') return [];
  if (compareDecimals(refundAmount!, published.amount) === 0) return [];
  const [typed, amount] = [refundAmount!, published.amount].map(groupDigits);
  const { en, zh } = explainRefund(published);
  const others = explainOthers(published);
  return [
    createFinding('refund-differs', appId, {
      en: `Order ${orderId} of ${boughtOn} refunds ${typed} for ${sku}; by the published rule it would be ${amount} (${en}). ${others ? `${others.en}. ` : ''}It is invoiced as recorded`,
      zh: `订单 ${orderId}（${boughtOn}）为 ${sku} 退款 ${typed}；按公开规则应为 ${amount}（${zh}）。${others ? `${others.zh}。` : ''}按记录出账`,
    }),
  ];
}
