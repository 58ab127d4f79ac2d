import { harmlessText } from '../../src/analyst/results/harmless-text.ts';
import { isDecimalText } from './decimal-text.ts';

/** A column of a CSV file: its header, what it holds, and a record's value in it. */
export interface CsvColumn<Row> {
  name: string;
  /** A `text` cell never works as a formula in a spreadsheet; a `number` cell is kept as it is. */
  holds: 'text' | 'number';
  value: (row: Row) => string | undefined;
}

/**
 * Rows as CSV text: RFC 4180 quoting, UTF-8 without a byte order mark, a header always, `\n` after
 * every record. An absent value is an empty cell.
 *
 * A text cell that begins like a formula gets a leading `'`. A number column's cell that is no
 * plain decimal is treated as text.
 */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const header = columns.map((column) => quoted(column.name));
  const records = rows.map((row) => columns.map((column) => cell(column, column.value(row) ?? '')));
  return [header, ...records].map((record) => `${record.join(',')}\n`).join('');
}

function cell<Row>(column: CsvColumn<Row>, value: string): string {
  if (column.holds === 'number' && isDecimalText(value)) return value;
  return quoted(harmlessText(value));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
