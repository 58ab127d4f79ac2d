import type { InvoiceLine } from '../invoice/document.ts';
import { type Exact, parseDecimal } from '../money/decimal.ts';
import type { LineTerms } from './line-terms.ts';
import type { Units } from './units.ts';

/**
 * Returns the list's unit price: the line's own, or that of the list's book if a contract priced
 * the line.
 *
 * The book may be gone, or price another way than the contract (blocks, tiers, a price by plan).
 * Then the list has no price of the same thing, and the contract's is used.
 */
export function listPriceOf(line: InvoiceLine, { charge, item }: LineTerms, units: Units): Exact {
  const own = parseDecimal(line.unit_price);
  if (line.contract === undefined) return own;
  if (item !== undefined) return item.price_by_plan === undefined ? parseDecimal(item.price) : own;
  const isAlike =
    (charge?.model === 'per_unit' || charge?.model === 'per_block') &&
    line.tiers === undefined &&
    (charge.block === undefined
      ? units.block === undefined
      : parseDecimal(charge.block).toFixed() === units.block);
  return isAlike && charge?.price !== undefined ? parseDecimal(charge.price) : own;
}
