import { Quantity } from '../money/quantity.ts';
import type { Tier, UsageCharge } from '../prices/price-book.ts';
import { type Edition, holds, latestEdition } from './edition.ts';

/** The part of a cost that one tier, or the charge's one price, contributes. */
export interface CostPart {
  /** Units or blocks. */
  count: Quantity;
  /** Plain decimal text. */
  price: string;
  /** Added once; plain decimal text. */
  flat?: string;
  /** End of the tier, inclusive; absent if it has no end, or there are no tiers. */
  upTo?: string;
}

/** Cost of a quantity before multiplier, discount and bounds. */
export interface Cost {
  /** In the order of the tiers; empty where nothing is charged. */
  parts: CostPart[];
  /** Exact money. */
  sum: Quantity;
}

/** Prices `above`, the quantity above what is included, by the charge model. */
export function costOf(
  charge: UsageCharge,
  above: Quantity,
  edition: Edition = latestEdition,
): Cost {
  const all = above.isZero() ? [] : partsOf(charge, above);
  const parts = holds('flatNeedsBlock', edition) ? all.map(removeEmptyFlat) : all;
  const sum = parts
    .map(({ count, price, flat }) => count.times(Quantity.of(price)).add(Quantity.of(flat ?? '0')))
    .reduce((a, b) => a.add(b), Quantity.zero);
  return { parts, sum };
}

function removeEmptyFlat(part: CostPart): CostPart {
  if (!part.count.isZero()) return part;
  const { flat: _, ...rest } = part;
  return rest;
}

const one = Quantity.of('1');

function partsOf(charge: UsageCharge, above: Quantity): CostPart[] {
  const { model, price = '0', tiers = [] } = charge;
  switch (model) {
    case 'per_unit':
    case 'per_block':
      return [{ count: countOf(charge, above), price }];
    case 'flat':
      return [{ count: one, price }];
    case 'graduated':
      return graduatedParts(charge, above, tiers);
    case 'volume':
      return [partOf(tierOf(tiers, above), countOf(charge, above))];
    case 'stairs':
      return [partOf(tierOf(tiers, above), one)];
    default:
      throw new RangeError(`A charge of the model ${model} has no quantity`);
  }
}

/** Prices each portion of the quantity by the tier that it lies in. */
function graduatedParts(charge: UsageCharge, above: Quantity, tiers: readonly Tier[]): CostPart[] {
  let from = Quantity.zero;
  const parts: CostPart[] = [];
  for (const tier of tiers) {
    const until = tier.up_to === undefined ? above : above.min(Quantity.of(tier.up_to));
    const portion = until.subtract(from);
    if (portion.compare(Quantity.zero) <= 0) break;
    parts.push(partOf(tier, countOf(charge, portion)));
    from = until;
  }
  return parts;
}

/** Returns the tier that a quantity lies in; a bound belongs to the tier that it ends. */
function tierOf(tiers: readonly Tier[], above: Quantity): Tier {
  const tier = tiers.find(
    ({ up_to }) => up_to === undefined || above.compare(Quantity.of(up_to)) <= 0,
  );
  if (tier === undefined) throw new RangeError('The last tier has an end');
  return tier;
}

function partOf({ price, flat, up_to: upTo }: Tier, count: Quantity): CostPart {
  return {
    count,
    price,
    ...(flat !== undefined && { flat }),
    ...(upTo !== undefined && { upTo }),
  };
}

function countOf({ block, blocks }: UsageCharge, quantity: Quantity): Quantity {
  if (block === undefined) return quantity;
  const size = Quantity.of(block);
  return blocks === 'full' ? quantity.fullBlocks(size) : quantity.startedBlocks(size);
}
