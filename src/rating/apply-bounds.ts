import { Quantity } from '../money/quantity.ts';
import { type Rounding, roundAmount } from '../money/round-amount.ts';

/** A sum after discount, minimum, maximum and rounding, with those of them that decided. */
export interface BoundedSum {
  /** Those that changed the sum, as a line names them. */
  decided: Bounds;
  /** The sum before any of them. */
  computed: Quantity;
  /** The sum less the discount; present with it. */
  discounted?: Quantity;
  /** The rule by which `amount` was rounded, once. */
  rounding: Rounding;
  /** Two decimals. */
  amount: string;
}

/** The limits of a sum; percent and plain decimal text. */
export interface Bounds {
  discount?: string;
  minimum?: string;
  maximum?: string;
}

/** Takes off the discount, applies minimum and maximum, and rounds once. */
export function applyBounds(
  { discount, minimum, maximum }: Bounds,
  sum: Quantity,
  rounding: Rounding,
): BoundedSum {
  const as = (exact: Quantity, decided: Bounds, rest?: Quantity): BoundedSum => ({
    decided,
    computed: sum,
    ...(rest !== undefined && { discounted: rest }),
    rounding,
    amount: roundAmount(exact, rounding),
  });
  if (sum.isZero()) return as(sum, {});
  const discounted = discount === undefined ? undefined : sum.subtract(shareOf(sum, discount));
  const less = discount === undefined ? {} : { discount };
  const rest = discounted ?? sum;
  if (minimum !== undefined && rest.compare(Quantity.of(minimum)) < 0)
    return as(Quantity.of(minimum), { ...less, minimum }, discounted);
  if (maximum !== undefined && rest.compare(Quantity.of(maximum)) > 0)
    return as(Quantity.of(maximum), { ...less, maximum }, discounted);
  return as(rest, less, discounted);
}

function shareOf(sum: Quantity, percent: string): Quantity {
  return sum.times(Quantity.of(percent, '100'));
}
