import type { ColumnType } from '../sandbox/column-type.ts';
import type { Plain } from '../sandbox/plain-value.ts';
import { isNumeric } from './exact-value.ts';
import { beginsLikeFormula } from './harmless-text.ts';
import { shortTextOf } from './short-decimal.ts';
import { mostStyledDecimals, styles } from './xlsx-styles.ts';
import { xlsxText } from './xlsx-text.ts';

/** A cell: `<c r="A1"${attributes}>${content}</c>`. */
export interface XlsxCell {
  attributes: string;
  content: string;
  /** Text that is shown, about. */
  shown: string;
  /** True for a number with more digits than a spreadsheet keeps; it is text. */
  isLongNumber?: true;
}

/** Digits that a spreadsheet keeps of a number. */
const mostDigits = 15;

const microsecondsOfDay = 86_400_000_000;

/** Days from 1899-12-30 to 1970-01-01. Valid from 1900-03-01 on: in a spreadsheet 1900 is a leap year. */
const daysBefore1970 = 25_569;
const firstRightDay = 61;
const lastDay = 2_958_465;

/**
 * Returns a function that makes the cells of a column. Dates and instants (UTC) are days since 1899-12-30. Values that
 * a spreadsheet would change are text: more than 15 digits, parts of a millisecond, days before 1900-03-01 or after
 * 9999.
 */
export function xlsxCells(type: ColumnType): (value: Exclude<Plain, null>) => XlsxCell {
  const text = shortTextOf(type);
  if (type.kind === 'BOOLEAN')
    return (value) => ({ ...valueCell('b', value ? '1' : '0'), shown: 'FALSE' });
  if (type.kind === 'DATE') return (value) => dayCell(value as number, styles.date, text(value));
  if (type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_TZ')
    return (value) => momentCell(value as bigint, text(value));
  if (!isNumeric(type)) return (value) => textCell(text(value));
  const isMoney = type.kind === 'DECIMAL' && type.scale === 2;
  return (value) => numberCell(text(value), isMoney ? styles.money : undefined);
}

export function textCell(text: string, style?: number): XlsxCell {
  const chosen = style ?? (beginsLikeFormula(text) ? styles.quotedText : styles.text);
  return {
    attributes: ` s="${chosen}" t="inlineStr"`,
    content: `<is><t xml:space="preserve">${xlsxText(text)}</t></is>`,
    shown: text,
  };
}

/** Makes the cell of a number, with separators of thousands and all of its decimals. */
export function numberCell(text: string, style = styleOf(text)): XlsxCell {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return textCell(text);
  const significant = text.replaceAll(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  if (significant.length > mostDigits)
    return { ...textCell(text, styles.longNumber), isLongNumber: true };
  return { attributes: ` s="${style}"`, content: `<v>${text}</v>`, shown: text };
}

function styleOf(text: string): number {
  const decimals = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  return decimals > mostStyledDecimals ? styles.plain : styles.whole + decimals;
}

/** Makes the cell of an instant; a spreadsheet keeps milliseconds. */
function momentCell(microseconds: bigint, text: string): XlsxCell {
  if (microseconds % 1000n !== 0n) return textCell(text);
  return dayCell(Number(microseconds) / microsecondsOfDay, styles.moment, text);
}

function dayCell(days: number, style: number, text: string): XlsxCell {
  const serial = days + daysBefore1970;
  if (!(serial >= firstRightDay && serial < lastDay + 1)) return textCell(text);
  return { attributes: ` s="${style}"`, content: `<v>${serial}</v>`, shown: text };
}

function valueCell(kind: string, value: string): Omit<XlsxCell, 'shown'> {
  return { attributes: ` t="${kind}"`, content: `<v>${value}</v>` };
}
