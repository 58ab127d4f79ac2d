import { compareDecimals, type Exact, isDecimalText } from './decimal.ts';
import { exactFraction, formatQuantity, type Quantity } from './quantity.ts';

/** Groups the whole part of decimal text: `152340.5` → `152,340.5`. */
export function groupDigits(text: string): string {
  const point = text.indexOf('.');
  const first = text.startsWith('-') ? 1 : 0;
  let start = point < 0 ? text.length : point;
  let grouped = text.slice(start);
  for (; start - first > 3; start -= 3) grouped = `,${text.slice(start - 3, start)}${grouped}`;
  return text.slice(0, start) + grouped;
}

/**
 * Groups decimal text, with a true minus sign; no digit is lost.
 *
 * @returns `−1,234.50` for `-1234.50`; text that is no plain decimal as it came.
 */
export function formatDecimal(text: string): string {
  return isDecimalText(text) ? groupDigits(text).replace('-', '−') : text;
}

/** Formats a difference for people: `+1,000.00`, `−20.00`, `0.00`. */
export function formatSigned(text: string): string {
  return `${compareDecimals(text, '0') > 0 ? '+' : ''}${formatDecimal(text)}`;
}

/** Writes a quantity exactly: `152,340.5`; as a fraction if no decimal holds it: `2/3`. */
export function formatFraction(quantity: Quantity): string {
  const text = exactFraction(quantity) ?? formatQuantity(quantity);
  return text.split('/').map(groupDigits).join('/');
}

/** Writes money exactly, grouped: two decimals, more if it has more, a fraction if it has no end. */
export function formatExactMoney(money: Quantity): string {
  if (!money.isDecimal()) return formatFraction(money);
  return groupDigits(exactMoneyText(money.numerator.dividedBy(money.denominator)));
}

/** Writes money exactly as plain text: two decimals, more if it has more. */
export function exactMoneyText(money: Exact): string {
  return money.isZero() ? '0.00' : money.toFixed(Math.max(2, money.decimalPlaces()));
}
