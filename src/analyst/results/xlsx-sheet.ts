import stringWidth from 'string-width';
import { exitCodes, UserError } from '../../base/errors.ts';
import type { Plain } from '../sandbox/plain-value.ts';
import type { Chunk, ResultColumn } from '../sandbox/sql-sandbox.ts';
import { isNumeric } from './exact-value.ts';
import { textCell, type XlsxCell, xlsxCells } from './xlsx-cell.ts';
import { sheetHead } from './xlsx-parts.ts';
import { styles } from './xlsx-styles.ts';
import { mostCellCharacters } from './xlsx-text.ts';

type CellOf = (value: Exclude<Plain, null>) => XlsxCell;

/** Writes a result as the XML of sheets. */
export class XlsxSheet {
  readonly name: string;
  readonly #columns: { name: string; letters: string; cell: CellOf; width: number }[];
  #rows = 0;
  /** Number of values that became text so far. */
  longNumbers = 0;

  /** @param first Rows that decide the widths of the columns. */
  constructor(name: string, columns: readonly ResultColumn[], first: Chunk | undefined) {
    this.name = name;
    this.#columns = columns.map((column, index) => {
      const cell = xlsxCells(column.type);
      const width = widthOf(column, cell, first?.columns[index] ?? []);
      return { name: column.name, letters: lettersOf(index), cell, width };
    });
  }

  /** Writes a sheet up to its first row of values. */
  head(isFirst: boolean): string {
    const cells = this.#columns.map(({ name, letters }) =>
      cellXml(textCell(name, styles.header), `${letters}1`),
    );
    const widths = this.#columns.map(({ width }) => width);
    return `${sheetHead(widths, isFirst)}<row r="1">${cells.join('')}</row>`;
  }

  /**
   * Writes rows.
   *
   * @param place Row of the sheet for the first of these.
   * @throws {UserError} (exit 2) If a text is longer than a cell can hold.
   */
  rows(chunk: Chunk, place: number): string {
    let xml = '';
    for (let row = 0; row < chunk.rows; row++) {
      this.#rows++;
      xml += `<row r="${place + row}">`;
      for (const [index, values] of chunk.columns.entries())
        xml += this.#cell(index, values[row] ?? null, place + row);
      xml += '</row>';
    }
    return xml;
  }

  #cell(index: number, value: Plain, row: number): string {
    if (value === null) return '';
    const { name, letters, cell } = this.#columns[index]!;
    const made = cell(value);
    if (made.isLongNumber) this.longNumbers++;
    if (made.shown.length > mostCellCharacters)
      throw new UserError(
        `${this.name}, row ${this.#rows}: ${name} has ${made.shown.length} characters; a cell of a workbook holds ${mostCellCharacters}.\nUse --format parquet or csv.`,
        exitCodes.wrongUsage,
      );
    return cellXml(made, `${letters}${row}`);
  }
}

function cellXml({ attributes, content }: XlsxCell, place: string): string {
  return `<c r="${place}"${attributes}>${content}</c>`;
}

/** Names a column: `A` for 0, `AA` for 26. */
function lettersOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : lettersOf(Math.floor(index / 26) - 1) + letter;
}

/** Returns the width of a column. The next cell may hide the end of a long text; a number would be shown as `####`. */
function widthOf({ name, type }: ResultColumn, cell: CellOf, values: readonly Plain[]): number {
  const shown = values.flatMap((value) => (value === null ? [] : [stringWidth(cell(value).shown)]));
  const widest = shown.reduce((most, width) => Math.max(most, width), stringWidth(name) + 1);
  return isNumeric(type) ? Math.max(16, widest + 6) : Math.min(60, Math.max(12, widest + 2));
}
