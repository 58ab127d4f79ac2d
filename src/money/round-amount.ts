import { formatUnits } from './decimal.ts';
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

/** Cents of each step. */
const steps = new Map([
  ['0.01', 1n],
  ['0.1', 10n],
  ['1', 100n],
]);

/**
 * An exact sum of money as an amount: rounded once, two decimals, neither exponent nor grouping. A
 * rounded nothing is `0.00`, not `-0.00`.
 *
 * @throws {RangeError} If the step is another one.
 */
export function roundAmount({ numerator, denominator }: Quantity, rounding: Rounding): string {
  const step = steps.get(rounding.to);
  if (step === undefined) throw new RangeError(`Amounts are not rounded to ${rounding.to}`);
  const above = (numerator < 0n ? -numerator : numerator) * 100n;
  const below = denominator * step;
  const whole = above / below;
  const twice = (above % below) * 2n;
  const isUp = twice > 0n && goesUp(rounding.amounts, twice, below, whole);
  const cents = (isUp ? whole + 1n : whole) * step;
  return formatUnits(numerator < 0n ? -cents : cents, 2);
}

/** Whether `whole` steps and a rest, which is `twice` / 2 of `below`, become one step more. */
function goesUp(
  amounts: Rounding['amounts'],
  twice: bigint,
  below: bigint,
  whole: bigint,
): boolean {
  if (amounts === 'up' || amounts === 'down') return amounts === 'up';
  if (twice !== below) return twice > below;
  return amounts === 'half_up' || whole % 2n === 1n;
}
