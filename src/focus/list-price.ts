import type { InvoiceLine } from '../invoice/document.ts';
import { type Exact, parseDecimal } from '../money/decimal.ts';
import type { LineTerms } from './line-terms.ts';
import type { Units } from './units.ts';

/**
 * The list's price of one: the line's own, or where a contract priced the line, that of the list's
 * book.
 *
 * Where the book is not known any more, or counts in another way than the contract (blocks, tiers, a
 * price by plan), there is no list price of the same thing: then it is the contract's.
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
