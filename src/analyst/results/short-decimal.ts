import type { ColumnType } from '../sandbox/column-type.ts';
import type { Plain } from '../sandbox/plain-value.ts';
import { textOf } from './exact-value.ts';

/**
 * Returns a function that turns a column's values, but null, into text. Decimals with more than two places lose their
 * trailing zeros; money has two places.
 */
export function shortTextOf(type: ColumnType): (value: Plain) => string {
  const text = textOf(type);
  if (type.kind !== 'DECIMAL' || type.scale! <= 2) return text;
  return (value) => text(value).replace(/\.?0+$/, '');
}
