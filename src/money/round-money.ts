import { Exact } from './decimal.ts';
import { Quantity } from './quantity.ts';
import { halfUpToCents, roundAmount } from './round-amount.ts';

/** Rounds to 0.01, a half away from zero: 0.005 → 0.01 and −0.005 → −0.01. */
export function roundMoney(amount: Exact): Exact {
  return amount.toDecimalPlaces(2, Exact.ROUND_HALF_UP);
}

/**
 * Writes two decimals without exponent and grouping: `999.00`. A rounded nothing is `0.00`, not
 * `-0.00`.
 */
export function formatMoney(amount: Exact): string {
  const rounded = roundMoney(amount);
  return rounded.isZero() ? '0.00' : rounded.toFixed(2);
}

/** Adds up printed amounts, two decimals; `0.00` for none. */
export function sumMoney(amounts: Iterable<string>): string {
  let sum = Quantity.zero;
  for (const amount of amounts) sum = sum.add(Quantity.of(amount));
  return roundAmount(sum, halfUpToCents);
}

/** Subtracts `before` from `now`, two decimals. */
export function changeOfMoney(now: string, before: string): string {
  return roundAmount(Quantity.of(now).subtract(Quantity.of(before)), halfUpToCents);
}
