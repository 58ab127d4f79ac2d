import { Exact, parseDecimal } from './decimal.ts';

/** Writes two decimals without exponent and grouping: `999.00`. A rounded nothing is `0.00`, not `-0.00`. */
export function formatMoney(amount: Exact): string {
  const rounded = amount.toDecimalPlaces(2, Exact.ROUND_HALF_UP);
  return rounded.isZero() ? '0.00' : rounded.toFixed(2);
}

/** Adds up printed amounts, two decimals; `0.00` for none. */
export function sumMoney(amounts: Iterable<string>): string {
  let sum = new Exact(0);
  for (const amount of amounts) sum = sum.plus(parseDecimal(amount));
  return formatMoney(sum);
}

/** Subtracts `before` from `now`, two decimals. */
export function changeOfMoney(now: string, before: string): string {
  return formatMoney(parseDecimal(now).minus(parseDecimal(before)));
}
