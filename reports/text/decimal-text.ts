/**
 * Exact work on plain decimal text (`-1234.50`), which is how documents hold every number: a
 * report never makes a JavaScript number of an amount.
 */

/** Tells if a text is a plain decimal: digits, at most one point, an optional minus. */
export function isDecimalText(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/**
 * Formats decimal text for people: groups of three digits and a true minus sign. Every digit stays.
 *
 * @returns `−1,234.50` for `-1234.50`; text that is no plain decimal as it came.
 */
export function formatDecimal(text: string): string {
  if (!isDecimalText(text)) return text;
  const { negative, whole, fraction } = parts(text);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${negative ? '\u2212' : ''}${grouped}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Formats a difference for people: `+1,000.00`, `−20.00`, `0.00`. */
export function formatSigned(text: string): string {
  return `${compareDecimals(text, '0') > 0 ? '+' : ''}${formatDecimal(text)}`;
}

/**
 * Formats decimal text for a chart's label: rounded half up to three decimals, without trailing zeros.
 *
 * @returns `<0.001` for less than half a thousandth, so that something never reads as nothing.
 */
export function formatDecimalShort(text: string): string {
  if (!isDecimalText(text)) return text;
  const { negative, whole, fraction } = parts(text);
  const cut = BigInt(whole + fraction.slice(0, 3).padEnd(3, '0'));
  const thousandths = (fraction[3] ?? '0') >= '5' ? cut + 1n : cut;
  if (thousandths === 0n) return compareDecimals(text, '0') === 0 ? '0' : '<0.001';
  const rounded = fromScaled(negative ? -thousandths : thousandths, 3);
  return formatDecimal(rounded.replace(/\.?0+$/, ''));
}

/**
 * Adds plain decimals exactly. The sum has as many decimals as the longest of them, two at least.
 *
 * @throws {RangeError} If a text is no plain decimal.
 */
export function sumDecimals(texts: readonly string[]): string {
  const places = Math.max(2, ...texts.map((text) => parts(text).fraction.length));
  return fromScaled(
    texts.reduce((sum, text) => sum + toScaled(text, places), 0n),
    places,
  );
}

/**
 * Compares two plain decimals exactly.
 *
 * @returns Negative, 0 or positive if `left` is less than, equal to or more than `right`.
 * @throws {RangeError} If a text is no plain decimal.
 */
export function compareDecimals(left: string, right: string): number {
  const places = Math.max(parts(left).fraction.length, parts(right).fraction.length);
  const difference = toScaled(left, places) - toScaled(right, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Tells if a plain decimal is zero. */
export function isZero(text: string): boolean {
  return /^-?[0.]+$/.test(text);
}

/** Writes `units` × 10^−`places` with exactly that many decimals. */
export function fromScaled(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places);
  return `${units < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${fraction}`}`;
}

function toScaled(text: string, places: number): bigint {
  const { negative, whole, fraction } = parts(text);
  const units = BigInt(whole + fraction.padEnd(places, '0'));
  return negative ? -units : units;
}

function parts(text: string): { negative: boolean; whole: string; fraction: string } {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not a plain decimal, such as -1234.50.`);
  return { negative: match[1] === '-', whole: match[2] ?? '', fraction: match[3] ?? '' };
}
