import { harmlessText } from '../../src/analyst/results/harmless-text.ts';
import { byteOrderMark, csvField } from '../../src/base/csv.ts';
import { isDecimalText } from '../../src/money/decimal.ts';

/** A column of a CSV file: its header, its kind, and a row's value. */
export interface CsvColumn<Row> {
  name: string;
  /** Kind of the cells. A `text` never works as a formula in a spreadsheet. */
  holds: 'text' | 'number';
  value: (row: Row) => string | undefined;
}

/**
 * Renders rows as CSV for people: quoting of RFC 4180, UTF-8 with a byte order mark, a header, `\n` after every record.
 * An absent value is an empty cell.
 *
 * A text that begins like a formula gets a leading `'`. So does a number's cell that is no plain decimal.
 */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const header = columns.map((column) => csvField(column.name));
  const records = rows.map((row) => columns.map((column) => cell(column, column.value(row) ?? '')));
  return byteOrderMark + [header, ...records].map((record) => `${record.join(',')}\n`).join('');
}

function cell<Row>(column: CsvColumn<Row>, value: string): string {
  if (column.holds === 'number' && isDecimalText(value)) return value;
  return csvField(harmlessText(value));
}
