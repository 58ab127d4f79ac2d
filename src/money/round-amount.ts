import type { Decimal } from 'decimal.js';
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

const modes: Record<Rounding['amounts'], Decimal.Rounding> = {
  half_up: Exact.ROUND_HALF_UP,
  half_even: Exact.ROUND_HALF_EVEN,
  up: Exact.ROUND_UP,
  down: Exact.ROUND_DOWN,
};

const steps = ['0.01', '0.1', '1'];

/**
 * Rounds an exact sum of money once, to two decimals without exponent and grouping. A rounded
 * nothing is `0.00`, not `-0.00`.
 *
 * The one division of a line is here, to 400 digits. It cannot change the rounding: both parts
 * have at most 120 digits. A quotient that is no half step is therefore more than 10^-123 away
 * from the next one, and the division is wrong by less than 10^-279. A quotient that is a half
 * step is exact.
 *
 * @throws {RangeError} If the step is another one.
 */
export function roundAmount({ numerator, denominator }: Quantity, rounding: Rounding): string {
  if (!steps.includes(rounding.to))
    throw new RangeError(`Amounts are not rounded to ${rounding.to}`);
  const mode = modes[rounding.amounts];
  const value = numerator.dividedBy(denominator);
  const rounded =
    rounding.to === '0.01' ? value.toDecimalPlaces(2, mode) : value.toNearest(rounding.to, mode);
  return rounded.isZero() ? '0.00' : rounded.toFixed(2);
}
