import { plainDecimal } from '../money/decimal.ts';
import { Quantity } from '../money/quantity.ts';
import { applyBounds, type BoundedSum } from './apply-bounds.ts';
import { highestPlan, valueForPlan } from './charge-of-app.ts';
import type { Order } from './orders.ts';
import { plansActiveOn, type Service } from './services.ts';

/** Cost of a purchase: months × price of its day, less a discount. */
export interface PrepaidPrice {
  /** A month's, plain decimal text. */
  price: string;
  /** Plan that has a price of its own; absent = the item's price. */
  plan?: string;
  bounded: BoundedSum;
}

/** Prices a purchase by the plans that are active on its day. */
export function prepaidPrice(order: Order, services: readonly Service[]): PrepaidPrice {
  const { item, book, purchase } = order;
  const plan = item.price_by_plan && highestPlan(book, plansActiveOn(services, purchase.boughtOn));
  const own = plan === undefined ? undefined : valueForPlan(item.price_by_plan, plan);
  const price = plainDecimal(own ?? item.price);
  const sum = Quantity.of(String(purchase.months)).times(Quantity.of(price));
  const discount = discountOf(order);
  const bounded = applyBounds(discount === undefined ? {} : { discount }, sum, book.rounding);
  return { price, ...(own !== undefined && plan !== undefined && { plan }), bounded };
}

/** Returns the discount that needs most months, of those that are reached. */
function discountOf({ item, purchase }: Order): string | undefined {
  return item.discounts
    ?.filter(({ from_months }) => from_months <= purchase.months)
    .toSorted((a, b) => b.from_months - a.from_months)[0]?.percent;
}
