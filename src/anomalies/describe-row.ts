import { isDecimalText } from '../money/decimal.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { trimZeros } from '../money/trim-zeros.ts';

/** Columns that are ids or times: their digits are not grouped. */
const plainColumns = ['app_id', 'subject', 'node', 'load_id', 'hour', 'day', 'month'];

/**
 * Puts the values of a row into the sentence of its kind. Numbers are grouped: `12,300.5`.
 *
 * @param message Sentence with names of columns in braces.
 * @param row Values as text; null shows as nothing.
 */
export function describeRow(message: string, row: Readonly<Record<string, string | null>>): string {
  return message.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = row[name];
    if (value === undefined) return whole;
    if (value === null) return '';
    if (plainColumns.includes(name) || !isDecimalText(value)) return value;
    return groupDigits(trimZeros(value));
  });
}

/** Lists the names in a sentence that no column of its rows has. */
export function unknownNames(message: string, columns: readonly string[]): string[] {
  const names = [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  return names.filter((name) => !columns.includes(name));
}
