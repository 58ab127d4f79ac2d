import stringWidth from 'string-width';
import { exitCodes, UserError } from '../errors.ts';
import type { Chunk, ResultColumn } from '../sql-engine/engine.ts';
import type { Plain } from '../sql-engine/plain-value.ts';
import { part } from './batches.ts';
import { isNumeric } from './exact-value.ts';
import { textCell, type XlsxCell, xlsxCells } from './xlsx-cell.ts';
import { partsOf, sheetHead, sheetPath, sheetTail } from './xlsx-parts.ts';
import { styles, stylesXml } from './xlsx-styles.ts';
import { mostCellCharacters } from './xlsx-text.ts';
import { ZipStream } from './zip-stream.ts';

/** Rows of a sheet, the header among them. */
const mostRows = 1_048_576;

interface Sheet {
  name: string;
  columns: readonly ResultColumn[];
  cells: ((value: Exclude<Plain, null>) => XlsxCell)[];
  widths: number[];
  /** How many sheets hold its rows by now. */
  sheets: number;
  /** Rows of the last of them, the header among them. */
  rows: number;
  rowsInAll: number;
}

/**
 * A workbook (XLSX) that is written row by row: a frozen header, one sheet a result, and more of
 * them where a result has more rows than a sheet can hold. The bytes depend on columns and rows alone.
 *
 * Each function gives the bytes that are to be written next.
 */
export class Workbook {
  readonly #zip = new ZipStream();
  readonly #names: string[] = [];
  readonly #rowsOfSheet: number;
  #sheet: Sheet | undefined;
  #longNumbers = 0;

  constructor(rowsOfSheet = mostRows) {
    this.#rowsOfSheet = rowsOfSheet;
  }

  /** Numbers that became text, as they have more than the 15 digits that a spreadsheet keeps. */
  get longNumbers(): number {
    return this.#longNumbers;
  }

  /**
   * Begins a sheet.
   *
   * @param name A plain word of at most 20 characters.
   * @param first Rows from which the widths of its columns are taken.
   */
  begin(name: string, columns: readonly ResultColumn[], first: Chunk | undefined): Uint8Array {
    const cells = columns.map(({ type }) => xlsxCells(type));
    const widths = columns.map((column, index) =>
      widthOf(column, cells[index]!, first?.columns[index] ?? []),
    );
    this.#sheet = { name, columns, cells, widths, sheets: 0, rows: 0, rowsInAll: 0 };
    this.#openSheet(this.#sheet);
    return this.#zip.taken();
  }

  /** @throws {UserError} (exit 2) If a text or all of it is longer than a workbook can hold. */
  rows(chunk: Chunk): Uint8Array {
    const sheet = this.#sheet!;
    for (let from = 0; from < chunk.rows; ) {
      if (sheet.rows === this.#rowsOfSheet) {
        this.#closeSheet();
        this.#openSheet(sheet);
      }
      const to = Math.min(chunk.rows, from + this.#rowsOfSheet - sheet.rows);
      this.#write(sheet, part(chunk, from, to));
      from = to;
    }
    return this.#zip.taken();
  }

  endSheet(): Uint8Array {
    this.#closeSheet();
    return this.#zip.taken();
  }

  end(): Uint8Array {
    for (const [path, text] of [['xl/styles.xml', stylesXml], ...partsOf(this.#names)]) {
      this.#zip.open(path!);
      this.#zip.write(text!);
      this.#zip.close();
    }
    this.#zip.finish();
    return this.#zip.taken();
  }

  #openSheet(sheet: Sheet): void {
    sheet.sheets++;
    sheet.rows = 1;
    this.#names.push(sheet.sheets === 1 ? sheet.name : `${sheet.name} (${sheet.sheets})`);
    const header = sheet.columns.map(({ name }, index) =>
      cellXml(textCell(name, styles.header), columnName(index), 1),
    );
    this.#zip.open(sheetPath(this.#names.length));
    this.#zip.write(
      `${sheetHead(sheet.widths, this.#names.length === 1)}<row r="1">${header.join('')}</row>`,
    );
  }

  #closeSheet(): void {
    this.#zip.write(sheetTail);
    this.#zip.close();
  }

  #write(sheet: Sheet, { rows, columns }: Chunk): void {
    const names = columns.map((_, index) => columnName(index));
    let xml = '';
    for (let row = 0; row < rows; row++) {
      sheet.rows++;
      sheet.rowsInAll++;
      xml += `<row r="${sheet.rows}">`;
      for (const [index, values] of columns.entries()) {
        const value = values[row] ?? null;
        if (value === null) continue;
        const cell = sheet.cells[index]!(value);
        if (cell.isLongNumber) this.#longNumbers++;
        if (cell.shown.length > mostCellCharacters) throw tooLong(sheet, index, cell.shown);
        xml += cellXml(cell, names[index]!, sheet.rows);
      }
      xml += '</row>';
    }
    this.#zip.write(xml);
  }
}

function cellXml({ attributes, content }: XlsxCell, column: string, row: number): string {
  return `<c r="${column}${row}"${attributes}>${content}</c>`;
}

/** `A` for 0, `AA` for 26. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** A text that is too long is cut by the next cell; a number would be shown as `####`. */
function widthOf(
  { name, type }: ResultColumn,
  cell: (value: Exclude<Plain, null>) => XlsxCell,
  values: readonly Plain[],
): number {
  const shown = values.flatMap((value) => (value === null ? [] : [stringWidth(cell(value).shown)]));
  const widest = shown.reduce((most, width) => Math.max(most, width), stringWidth(name) + 1);
  return isNumeric(type) ? Math.max(16, widest + 6) : Math.min(60, Math.max(12, widest + 2));
}

function tooLong({ name, columns, rowsInAll }: Sheet, index: number, text: string): UserError {
  return new UserError(
    `${name}, row ${rowsInAll}: ${columns[index]!.name} has ${text.length} characters; a cell of a workbook holds ${mostCellCharacters}.\nExport into --format parquet or csv.`,
    exitCodes.wrongUsage,
  );
}
