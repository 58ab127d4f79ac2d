import type { BillingDay } from '../calendar/billing-day.ts';
import type { BilingualText, Remedy } from '../invoice/document.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { Quantity } from '../money/quantity.ts';
import { sumMoney } from '../money/round-money.ts';
import type { PrepaidItem, PriceBook } from '../prices/price-book.ts';
import { itemNames } from './item-name.ts';
import { limitOn } from './limits.ts';
import type { Order } from './orders.ts';
import { prepaidPrice } from './prepaid-price.ts';
import { isAnyActive, type Service } from './services.ts';

/**
 * Finds the cheapest purchase that would have allowed a quantity on a day: a plan, a pack, or a
 * pack with a plan that it needs. Prices are those of the day's book for one month and the app's
 * plans. Of equal ones the fewest items count, then the order of the book.
 *
 * @param name Such as `avchatrooms`.
 */
export function findRemedy(
  services: readonly Service[],
  book: PriceBook,
  day: BillingDay,
  name: string,
  needed: Quantity,
): Remedy {
  const offers = listOffers(services, book, day, name).flatMap((items) => {
    const orders = items.map((item) => orderOf(item, book, day));
    const after = [...services, ...orders.map(serviceFrom)];
    if (!allows(after, book, day, name, needed)) return [];
    const price = sumMoney(orders.map((order) => prepaidPrice(order, after).bounded.amount));
    return [{ skus: items.map(({ sku }) => sku), price }];
  });
  const [cheapest] = offers.toSorted(
    (a, b) => Quantity.of(a.price).compare(Quantity.of(b.price)) || a.skus.length - b.skus.length,
  );
  return cheapest ?? { skus: [] };
}

/** Describes a remedy as half a sentence. */
export function describeRemedy({ skus, price }: Remedy, book: PriceBook): BilingualText {
  if (price === undefined) return { en: 'no plan or pack allows so many', zh: '没有足够的套餐' };
  const { en, zh } = itemNames([book], skus, { en: ' with ', zh: '加' });
  const cost = `${groupDigits(price)} ${book.currency}`;
  return { en: `${en} would allow it, at ${cost} a month`, zh: `可购买${zh}，每月 ${cost}` };
}

/** Lists what could be bought: each item alone, or a pack with a plan that the app lacks. */
function listOffers(
  services: readonly Service[],
  { items }: PriceBook,
  day: BillingDay,
  name: string,
): PrepaidItem[][] {
  const speaking = items.filter(({ allows }) => allows?.[name] !== undefined);
  return speaking.flatMap((item) => {
    const needed = item.sold_to ?? item.requires;
    if (needed === undefined || isAnyActive(services, needed, day)) return [[item]];
    return items.filter(({ sku }) => needed.includes(sku)).map((plan) => [plan, item]);
  });
}

function allows(
  services: readonly Service[],
  book: PriceBook,
  day: BillingDay,
  name: string,
  needed: Quantity,
): boolean {
  const { most, isStated } = limitOn(services, book, day, name);
  return isStated && (most === null || Quantity.of(String(most)).compare(needed) >= 0);
}

function orderOf(item: PrepaidItem, book: PriceBook, day: BillingDay): Order {
  const bought = { orderId: '', appId: '', sku: item.sku, boughtOn: day, months: 1 };
  return { purchase: { ...bought, kind: 'purchase' }, item, book };
}

function serviceFrom(order: Order): Service {
  const { sku, kind } = order.item;
  const day = order.purchase.boughtOn;
  const period = { order, from: day, until: day };
  return { sku, kind, sold: [period], periods: [period] };
}
