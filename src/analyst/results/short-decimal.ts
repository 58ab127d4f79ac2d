import type { ColumnType } from '../sandbox/column-type.ts';
import type { Plain } from '../sandbox/plain-value.ts';
import { textOf } from './exact-value.ts';

/**
 * The values of a column as text, null aside: decimals with more than two places without the zeros
 * at their end, all others as `textOf` gives them. Money keeps its two places.
 */
export function shortTextOf(type: ColumnType): (value: Plain) => string {
  const text = textOf(type);
  if (type.kind !== 'DECIMAL' || type.scale! <= 2) return text;
  return (value) => text(value).replace(/\.?0+$/, '');
}
