import type { BillingDay } from '../calendar/billing-day.ts';
import type { InvoiceLine } from '../invoice/document.ts';
import { Exact, parseDecimal } from '../money/decimal.ts';

/** A part of a line that has a price of its own: its cost is exactly `quantity` × `price`. */
export interface Piece {
  /** First and last billing day, inclusive. */
  from: BillingDay;
  until: BillingDay;
  quantity: Exact;
  /** The list's price of one, before discounts. */
  listPrice: Exact;
  /** Unit price by contract, less the line's discount. */
  price: Exact;
  /** Consumed, in the line's unit; absent where nothing is measured. */
  consumed?: Exact;
  /** Name of the price among others of the SKU, such as `up-to-10000`. */
  priceName?: string;
}

/** Takes the line's discount off a price. */
export function applyDiscount(price: Exact, { discount }: InvoiceLine): Exact {
  return discount === undefined
    ? price
    : price.times(new Exact(100).minus(parseDecimal(discount))).dividedBy(100);
}

/** Adds up the costs of pieces, by their contracted prices. */
export function costOf(pieces: readonly Piece[]): Exact {
  return pieces.reduce((sum, { quantity, price }) => sum.plus(quantity.times(price)), new Exact(0));
}

/** Tells whether each number of a piece, and its cost, fits in `decimal(38, 18)`. */
export function fitsDecimal({ quantity, listPrice, price, consumed }: Piece): boolean {
  const costs = [quantity.times(listPrice), quantity.times(price)];
  return [quantity, listPrice, price, consumed ?? quantity, ...costs].every(
    (number) => number.decimalPlaces() <= decimalScale && number.abs().lessThan(tooLarge),
  );
}

/** Decimals of every number of an export. */
export const decimalScale = 18;
const tooLarge = new Exact(10).pow(38 - decimalScale);
