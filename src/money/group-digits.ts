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

/** Writes a quantity exactly, for people: `152,340.5`; as a fraction where no decimal holds it: `2/3`. */
export function formatFraction(quantity: Quantity): string {
  const text = exactFraction(quantity) ?? formatQuantity(quantity);
  return text.split('/').map(groupDigits).join('/');
}
