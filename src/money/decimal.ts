import { Decimal } from 'decimal.js';

/**
 * decimal.js as it is configured everywhere: 400 significant digits (its default of 20 would round
 * long products on its own), halves up, never an exponent.
 */
export const Exact = Decimal.clone({
  precision: 400,
  rounding: Decimal.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  defaults: true,
});

/** A number of the configured decimal.js. */
export type Exact = Decimal;

/** Longer numbers are refused, so that sums and products of two of them stay far within 400 digits. */
export const mostDigits = 60;

/**
 * Plain decimal text as an exact number: `-12.50`, but no `+1`, `1e3`, `.5`, `1,000` or `NaN`.
 *
 * @throws {RangeError} If it is anything else, or longer than 60 digits.
 */
export function parseDecimal(text: string): Exact {
  refuseOther(text);
  return new Exact(text);
}

/** Plain decimal text without exponent and trailing zeros: `10000`, `0.25`. */
export function formatDecimal(value: Exact): string {
  return value.isZero() ? '0' : value.toFixed();
}

/**
 * The same number as `formatDecimal` writes it: `007.50` → `7.5`.
 *
 * @throws {RangeError} As `parseDecimal`.
 */
export function plainDecimal(text: string): string {
  const { units, places } = parseUnits(text);
  return formatUnits(units, places);
}

/**
 * Plain decimal text as a whole number of units, of which 10^`places` make one: `-12.50` → -125
 * and 1. Trailing zeros count for nothing.
 *
 * @throws {RangeError} As `parseDecimal`.
 */
export function parseUnits(text: string): { units: bigint; places: number } {
  refuseOther(text);
  const point = text.indexOf('.');
  if (point < 0) return { units: BigInt(text), places: 0 };
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  const places = end - point - 1;
  const digits = text.slice(0, point) + text.slice(point + 1, end);
  return { units: BigInt(digits), places };
}

/** Plain decimal text of units of which 10^`places` make one, with so many decimals: `-12.50`. */
export function formatUnits(units: bigint, places: number): string {
  if (places === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function refuseOther(text: string): void {
  if (typeof text !== 'string' || !/^-?\d+(\.\d+)?$/.test(text))
    throw new RangeError(`${JSON.stringify(text)} is not plain decimal text such as 12.5`);
  if (text.length > mostDigits && text.replace(/\D/g, '').length > mostDigits)
    throw new RangeError(`${text} has more than ${mostDigits} digits`);
}
