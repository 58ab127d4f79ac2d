import { firstDay, lastDay } from '../calendar/month.ts';
import type { InvoiceDocument, InvoiceLine, LineTier } from '../invoice/document.ts';
import { Exact, parseDecimal } from '../money/decimal.ts';
import { bandwidthPieces } from './bandwidth-pieces.ts';
import { applyDiscount, type Piece } from './piece.ts';

/**
 * Splits a usage line into parts with one price each: days of bandwidth, tiers, or the whole
 * line. Together they have the line's quantity. Minimum, maximum and rounding are left out.
 *
 * @param listPrice Unit price before contracts and discounts.
 */
export function usagePieces(
  line: InvoiceLine,
  document: InvoiceDocument,
  listPrice: Exact,
): Piece[] {
  const [from, until] = [firstDay(document.month), lastDay(document.month)];
  const whole: Piece = {
    from,
    until,
    listPrice,
    quantity: parseDecimal(line.quantity),
    price: applyDiscount(parseDecimal(line.unit_price), line),
    ...(line.usage !== undefined && { consumed: parseDecimal(line.usage) }),
  };
  return tierPieces(line, whole) ?? bandwidthPieces(line, document, whole) ?? [whole];
}

/** Splits a line by tiers with their own prices; the first part has all that was consumed. */
function tierPieces(line: InvoiceLine, whole: Piece): Piece[] | undefined {
  const { tiers = [], quantity, unit_price } = line;
  if (quantity !== '1' || (tiers.length < 2 && tiers[0]?.flat === undefined)) return undefined;
  const once = tiers.reduce((sum, tier) => sum.plus(costOfTier(tier)), new Exact(0));
  const times = once.isZero() ? once : parseDecimal(unit_price).dividedBy(once);
  if (times.isZero() || !times.isInteger()) return undefined;
  const parts = tiers.flatMap((tier) => partsOf(tier)).filter(({ counted }) => !counted.isZero());
  return parts.map(({ counted, price, priceName }, index) => ({
    ...whole,
    quantity: counted.times(times),
    listPrice: price,
    price: applyDiscount(price, line),
    priceName,
    ...(whole.consumed && { consumed: index === 0 ? whole.consumed : new Exact(0) }),
  }));
}

function partsOf({ up_to, quantity, unit_price, flat }: LineTier) {
  const priceName = up_to === undefined ? 'last-tier' : `up-to-${up_to}`;
  const counted = parseDecimal(quantity);
  const part = { counted, price: parseDecimal(unit_price), priceName };
  if (flat === undefined) return [part];
  const once = { counted: new Exact(1), price: parseDecimal(flat), priceName: `${priceName}-flat` };
  return [part, once];
}

function costOfTier({ quantity, unit_price, flat = '0' }: LineTier): Exact {
  return parseDecimal(quantity).times(parseDecimal(unit_price)).plus(parseDecimal(flat));
}
