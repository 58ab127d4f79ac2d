import { type Month, monthOf } from '../calendar/month.ts';
import type { BilingualText, InvoiceLine } from '../invoice/document.ts';
import { formatDecimal, parseDecimal } from '../money/decimal.ts';
import { groupDigits } from '../money/group-digits.ts';
import { Quantity } from '../money/quantity.ts';
import { formatMoney } from '../money/round-money.ts';
import type { Order } from './orders.ts';
import type { Period } from './service-life.ts';
import type { Service } from './services.ts';

/**
 * Lines of what an app bought, and was paid back, in the month: the price of the purchase day times
 * the months bought, in the order of `orders`.
 */
export function prepaidLines(
  orders: readonly Order[],
  services: readonly Service[],
  month: Month,
): InvoiceLine[] {
  const periods = new Map(
    services.flatMap((service) => service.periods.map((period) => [period.order, period])),
  );
  return orders
    .filter(({ purchase }) => monthOf(purchase.boughtOn) === month)
    .map((order) => {
      const period = periods.get(order);
      return period === undefined ? refundLine(order) : purchaseLine(order, period);
    });
}

function purchaseLine(order: Order, { from, until }: Period): InvoiceLine {
  const { purchase, item } = order;
  const quantity = String(purchase.months);
  const price = formatDecimal(parseDecimal(item.price));
  const amount = formatMoney(Quantity.of(quantity).amountAt(price));
  const sum = `${groupDigits(price)} = ${groupDigits(amount)}`;
  return lineOf(order, quantity, price, amount, {
    valid_from: from,
    ...(until === null ? {} : { valid_until: until }),
    explanation: {
      en: `Bought on ${purchase.boughtOn}: ${quantity} ${purchase.months === 1 ? 'month' : 'months'} × ${sum}, valid ${until === null ? `from ${from} for ever` : `${from} to ${until}`}`,
      zh: `${purchase.boughtOn} 购买，${quantity} 个月 × ${sum}，有效期${until === null ? `自 ${from} 起永久` : ` ${from} 至 ${until}`}`,
    },
  });
}

function refundLine(order: Order): InvoiceLine {
  const price = formatDecimal(parseDecimal(order.purchase.refundAmount!));
  const amount = formatMoney(Quantity.of('-1').amountAt(price));
  const shown = groupDigits(amount).replace('-', '−');
  return lineOf(order, '-1', price, amount, {
    explanation: {
      en: `Refund of ${order.purchase.boughtOn}: ${shown}`,
      zh: `${order.purchase.boughtOn} 退款：${shown}`,
    },
  });
}

function lineOf(
  { purchase, item }: Order,
  quantity: string,
  unitPrice: string,
  amount: string,
  rest: { valid_from?: string; valid_until?: string; explanation: BilingualText },
): InvoiceLine {
  return {
    app_id: purchase.appId,
    sku: item.sku,
    kind: 'prepaid',
    title: { ...item.title },
    quantity,
    unit_price: unitPrice,
    amount,
    order_id: purchase.orderId,
    ...rest,
    source: item.source,
  };
}
