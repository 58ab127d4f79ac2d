import stringWidth from 'string-width';
import { exitCodes, UserError } from '../../base/errors.ts';
import type { Plain } from '../sandbox/plain-value.ts';
import type { Chunk, ResultColumn } from '../sandbox/sql-sandbox.ts';
import { isNumeric, textOf } from './exact-value.ts';
import { numberCell, textCell, type XlsxCell, xlsxCells } from './xlsx-cell.ts';
import { sheetHead } from './xlsx-parts.ts';
import { styles } from './xlsx-styles.ts';
import { mostCellCharacters } from './xlsx-text.ts';
import { type Totals, XlsxTotals } from './xlsx-totals.ts';

/** Texts of a sheet for people. */
export interface SheetTexts {
  /** Second line of a header, by the name of the column. */
  titles?: Readonly<Record<string, string>>;
  totals?: Totals;
}

type CellOf = (value: Exclude<Plain, null>) => XlsxCell;

/** Writes a result as the XML of sheets. */
export class XlsxSheet {
  readonly name: string;
  readonly #columns: {
    name: string;
    title: string;
    letters: string;
    cell: CellOf;
    text: (value: Exclude<Plain, null>) => string;
    width: number;
  }[];
  readonly #totals: XlsxTotals | undefined;
  #rows = 0;
  /** Number of values that became text so far. */
  longNumbers = 0;

  /** @param first Rows that decide the widths of the columns. */
  constructor(
    name: string,
    columns: readonly ResultColumn[],
    first: Chunk | undefined,
    { titles = {}, totals }: SheetTexts = {},
  ) {
    this.name = name;
    this.#totals = totals && new XlsxTotals(columns, totals);
    this.#columns = columns.map((column, index) => {
      const cell = xlsxCells(column.type);
      const title = titles[column.name] ?? '';
      const width = Math.max(
        widthOf(column, cell, first?.columns[index] ?? []),
        stringWidth(title) + 3,
      );
      const text = textOf(column.type);
      return { name: column.name, title, letters: lettersOf(index), cell, text, width };
    });
  }

  /** Writes a sheet up to its first row of values. */
  head(isFirst: boolean): string {
    const hasTitles = this.#columns.some(({ title }) => title !== '');
    const cells = this.#columns.map(({ name, title, letters }) =>
      cellXml(textCell(title === '' ? name : `${name}\n${title}`, styles.header), `${letters}1`),
    );
    const widths = this.#columns.map(({ width }) => width);
    return `${sheetHead(widths, isFirst)}<row r="1"${hasTitles ? ' ht="32" customHeight="1"' : ''}>${cells.join('')}</row>`;
  }

  /**
   * Writes rows.
   *
   * @param place Row of the sheet for the first of these.
   * @throws {UserError} (exit 2) If a text is longer than a cell can hold.
   */
  rows(chunk: Chunk, place: number): string {
    this.#totals?.add(chunk);
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

  /** Names the cells of the header and of the rows up to `last`. */
  cells(last: number): string {
    return `A1:${lettersOf(this.#columns.length - 1)}${last}`;
  }

  /**
   * Writes a row of totals for each currency.
   *
   * @param place Row of the sheet for the first of them.
   */
  totals(place: number): string {
    const rows = this.#totals?.rows() ?? [];
    return rows.map((row, index) => this.#totalRow(row, place + index)).join('');
  }

  /** Number of rows of totals. */
  get totalRows(): number {
    return this.#totals?.rows().length ?? 0;
  }

  #totalRow(
    { currency, currencyColumn, sums }: ReturnType<XlsxTotals['rows']>[number],
    row: number,
  ): string {
    const cells = this.#columns.map(({ letters, text }, index) => {
      const sum = sums.get(index);
      const words = index === 0 ? 'Total 合计' : index === currencyColumn ? currency : '';
      const made =
        sum === undefined
          ? textCell(words, styles.totalText)
          : numberCell(text(sum), styles.totalMoney);
      if (made.isLongNumber) this.longNumbers++;
      return cellXml(made, `${letters}${row}`);
    });
    return `<row r="${row}">${cells.join('')}</row>`;
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
