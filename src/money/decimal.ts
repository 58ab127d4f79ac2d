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
 * Reads plain decimal text as an exact number: `-12.50`, but no `+1`, `1e3`, `.5`, `1,000` or
 * `NaN`.
 *
 * @throws {RangeError} If it is anything else, or longer than 60 digits.
 */
export function parseDecimal(text: string): Exact {
  // Most values are counts of users: decimal.js takes a small whole number faster than its text.
  if (/^\d{1,7}$/.test(text) && typeof text === 'string') return new Exact(Number(text));
  refuseOther(text);
  return new Exact(text);
}

/** Writes plain decimal text without exponent and trailing zeros: `10000`, `0.25`. */
export function plainText(value: Exact): string {
  return value.isZero() ? '0' : value.toFixed();
}

/**
 * Removes leading and trailing zeros: `007.50` → `7.5`.
 *
 * @throws {RangeError} As `parseDecimal`.
 */
export function plainDecimal(text: string): string {
  return plainText(parseDecimal(text));
}

/** Tells whether text is a plain decimal: digits, at most one point, an optional minus. */
export function isDecimalText(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/** Tells whether a plain decimal is zero. */
export function isZero(text: string): boolean {
  return /^-?[0.]+$/.test(text);
}

/**
 * Compares two plain decimals: for `sort`.
 *
 * @throws {RangeError} If a text is no plain decimal.
 */
export function compareDecimals(a: string, b: string): number {
  return parseDecimal(a).comparedTo(parseDecimal(b));
}

function refuseOther(text: string): void {
  if (typeof text !== 'string' || !isDecimalText(text))
    throw new RangeError(`${JSON.stringify(text)} is not plain decimal text such as 12.5`);
  if (text.length > mostDigits && text.replace(/\D/g, '').length > mostDigits)
    throw new RangeError(`${text} has more than ${mostDigits} digits`);
}
