import { type Month, monthOf } from '../calendar/month.ts';
import type { BilingualText, InvoiceLine } from '../invoice/document.ts';
import { plainDecimal } from '../money/decimal.ts';
import { formatDecimal, groupDigits } from '../money/format-decimal.ts';
import { Quantity } from '../money/quantity.ts';
import { halfUpToCents, roundAmount } from '../money/round-amount.ts';
import type { BookTax } from '../prices/price-book.ts';
import { explainAmount } from './explain-amount.ts';
import { itemName } from './item-name.ts';
import { lineByContract } from './line-by-contract.ts';
import type { PricedLine } from './line-tax.ts';
import { isPriced, type Order } from './orders.ts';
import { prepaidPrice } from './prepaid-price.ts';
import { orderPaidBack, ordersBefore } from './published-refund.ts';
import type { Period } from './service-life.ts';
import type { Service } from './services.ts';

/**
 * Makes the lines of an app's purchases and refunds in the month, in the order of `orders`. A
 * purchase costs the price of its day times the months bought. Purchases from before the first
 * book have no price and no line. A refund has the tax of the order that it pays back.
 */
export function prepaidLines(
  orders: readonly Order[],
  services: readonly Service[],
  month: Month,
): PricedLine[] {
  const periods = new Map(
    services.flatMap((service) => service.sold.map((period) => [period.order, period])),
  );
  return orders
    .filter((order) => monthOf(order.purchase.boughtOn) === month && isPriced(order))
    .map((order) => {
      const period = periods.get(order);
      if (period === undefined) return { line: refundLine(order), tax: taxOfRefund(order, orders) };
      const line = purchaseLine(order, period, services);
      return { line: lineByContract(line, order.item.contract), tax: order.book.tax };
    });
}

/** Returns the tax of the order that a refund or credit pays back, or else of its day's book. */
function taxOfRefund(refund: Order, orders: readonly Order[]): BookTax | undefined {
  const paidBack = orderPaidBack(refund, ordersBefore(refund, orders));
  return (paidBack ?? refund).book.tax;
}

function purchaseLine(
  order: Order,
  { from, until }: Period,
  services: readonly Service[],
): InvoiceLine {
  const { purchase } = order;
  const quantity = String(purchase.months);
  const { price, plan, bounded } = prepaidPrice(order, services);
  const { decided, amount } = bounded;
  const sum = explainAmount(bounded);
  const shown = groupDigits(price);
  const name = plan === undefined ? undefined : itemName([order.book], plan);
  const en = `${shown} ${name === undefined ? '' : `(the price with ${name.en}) `}= ${sum.en}`;
  const zh = `${shown}${name === undefined ? ' ' : `（${name.zh}价格）`}= ${sum.zh}`;
  return lineOf(order, quantity, price, amount, {
    ...decided,
    valid_from: from,
    ...(until === null ? {} : { valid_until: until }),
    explanation: {
      en: `Bought on ${purchase.boughtOn}: ${quantity} ${purchase.months === 1 ? 'month' : 'months'} × ${en}, valid ${until === null ? `from ${from} for ever` : `${from} to ${until}`}`,
      zh: `${purchase.boughtOn} 购买，${quantity} 个月 × ${zh}，有效期${until === null ? `自 ${from} 起永久` : ` ${from} 至 ${until}`}`,
    },
  });
}

function refundLine(order: Order): InvoiceLine {
  const { boughtOn, refundAmount, kind } = order.purchase;
  const price = plainDecimal(refundAmount!);
  const amount = roundAmount(Quantity.of('-1').times(Quantity.of(price)), halfUpToCents);
  const shown = formatDecimal(amount);
  return lineOf(order, '-1', price, amount, {
    explanation: {
      en: `${kind === 'refund' ? 'Refund' : 'Credit'} of ${boughtOn}: ${shown}`,
      zh: `${boughtOn} ${kind === 'refund' ? '退款' : '补偿'}：${shown}`,
    },
  });
}

function lineOf(
  { purchase, item }: Order,
  quantity: string,
  unitPrice: string,
  amount: string,
  rest: Pick<InvoiceLine, 'discount' | 'valid_from' | 'valid_until'> & {
    explanation: BilingualText;
  },
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
