import { Quantity } from '../money/quantity.ts';
import { type Rounding, roundAmount } from '../money/round-amount.ts';

/** A sum after discount, minimum, maximum and rounding, with those of them that decided. */
export interface Bounded {
  /** Two decimals: the sum before any of them, rounded as the amount is. */
  computed: string;
  /** Percent; present where the charge has one and something is charged. */
  discount?: string;
  /** Two decimals: the sum less the discount; present with it. */
  discounted?: string;
  minimum?: string;
  maximum?: string;
  /** Two decimals. */
  amount: string;
}

/** What a sum is subject to; percent and plain decimal text. */
export interface Bounds {
  discount?: string;
  minimum?: string;
  maximum?: string;
}

/** Less the discount, then no less than the minimum and no more than the maximum; rounded once. */
export function boundedSum(
  { discount, minimum, maximum }: Bounds,
  sum: Quantity,
  rounding: Rounding,
): Bounded {
  const computed = roundAmount(sum, rounding);
  if (sum.isZero()) return { computed, amount: computed };
  const rest = discount === undefined ? sum : sum.subtract(shareOf(sum, discount));
  const less = discount !== undefined && { discount, discounted: roundAmount(rest, rounding) };
  const decide = (bound: Quantity) => roundAmount(bound, rounding);
  if (minimum !== undefined && rest.compare(Quantity.of(minimum)) < 0)
    return { computed, ...less, minimum, amount: decide(Quantity.of(minimum)) };
  if (maximum !== undefined && rest.compare(Quantity.of(maximum)) > 0)
    return { computed, ...less, maximum, amount: decide(Quantity.of(maximum)) };
  return { computed, ...less, amount: discount === undefined ? computed : decide(rest) };
}

function shareOf(sum: Quantity, percent: string): Quantity {
  return sum.times(Quantity.of(percent, '100'));
}
