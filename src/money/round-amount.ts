import { Exact } from './decimal.ts';
import type { Quantity } from './quantity.ts';

/** A named rule of rounding; a half is one exactly between two steps. */
export interface Rounding {
  /** `half_up`: a half away from zero; `half_even`: to the even step; `up`, `down`: from, to zero. */
  amounts: 'half_up' | 'half_even' | 'up' | 'down';
  /** Step in the currency: `0.01`, `0.1` or `1`. */
  to: string;
}

/** Half up to 0.01. Source: DOMAIN §2, "rounding". */
export const halfUpToCents: Rounding = { amounts: 'half_up', to: '0.01' };

/**
 * An exact sum of money as an amount: rounded once, two decimals, neither exponent nor grouping. A
 * rounded nothing is `0.00`, not `-0.00`.
 */
export function roundAmount(sum: Quantity, { amounts, to }: Rounding): string {
  const steps = sum.numerator.abs().dividedBy(new Exact(to));
  const whole = steps.dividedToIntegerBy(sum.denominator);
  const rest = steps.minus(whole.times(sum.denominator));
  const half = rest.times(2).comparedTo(sum.denominator);
  const isUp =
    amounts === 'up'
      ? rest.greaterThan(0)
      : amounts !== 'down' &&
        (half > 0 || (half === 0 && (amounts === 'half_up' || !whole.modulo(2).isZero())));
  const rounded = (isUp ? whole.plus(1) : whole).times(new Exact(to));
  if (rounded.isZero()) return '0.00';
  return (sum.numerator.isNegative() ? rounded.negated() : rounded).toFixed(2);
}
