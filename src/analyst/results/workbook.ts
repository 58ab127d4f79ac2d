import type { Chunk, ResultColumn } from '../sandbox/sql-sandbox.ts';
import { part } from './batches.ts';
import { partsOf, sheetPath, sheetTail, type WrittenSheet } from './xlsx-parts.ts';
import { type SheetTexts, XlsxSheet } from './xlsx-sheet.ts';
import { stylesXml } from './xlsx-styles.ts';
import { ZipStream } from './zip-stream.ts';

/** Most rows of a sheet with its header. */
const mostRows = 1_048_576;

/**
 * Writes a workbook (XLSX) row by row: a sheet a result, with a frozen header that filters; more sheets if a result is
 * too long for one. A sheet is printed across, as wide as the page, with the header on each page. The bytes depend on columns and rows alone.
 *
 * Each function returns the bytes to write next.
 */
export class Workbook {
  readonly #zip = new ZipStream();
  readonly #written: WrittenSheet[] = [];
  readonly #mostRows: number;
  readonly #sheets: XlsxSheet[] = [];
  /** Number of sheets of the result so far, and the rows of the last one. */
  #parts = 0;
  #rows = 0;

  constructor(rowsOfSheet = mostRows) {
    this.#mostRows = rowsOfSheet;
  }

  /** Number of values that became text: a spreadsheet keeps only 15 digits. */
  get longNumbers(): number {
    return this.#sheets.reduce((sum, { longNumbers }) => sum + longNumbers, 0);
  }

  /**
   * Begins a result.
   *
   * @param name Name of its sheet: a plain word of at most 20 characters.
   * @param first Rows that decide the widths of its columns.
   * @param texts Titles of the columns, and those that are added up below the rows.
   */
  begin(
    name: string,
    columns: readonly ResultColumn[],
    first: Chunk | undefined,
    texts: SheetTexts = {},
  ): Uint8Array {
    this.#sheets.push(new XlsxSheet(name, columns, first, texts));
    this.#parts = 0;
    this.#open();
    return this.#zip.take();
  }

  /**
   * Writes rows.
   *
   * @throws {UserError} (exit 2) If a text or all of it is longer than a workbook can hold.
   */
  rows(chunk: Chunk): Uint8Array {
    for (let from = 0; from < chunk.rows; ) {
      if (this.#rows === this.#mostRows) {
        this.#close();
        this.#open();
      }
      const to = Math.min(chunk.rows, from + this.#mostRows - this.#rows);
      this.#zip.write(this.#sheet.rows(part(chunk, from, to), this.#rows + 1));
      this.#rows += to - from;
      from = to;
    }
    return this.#zip.take();
  }

  /** Ends the result. */
  endSheet(): Uint8Array {
    if (this.#rows + this.#sheet.totalRows > this.#mostRows) {
      this.#close();
      this.#open();
    }
    this.#close(this.#sheet.totals(this.#rows + 1));
    return this.#zip.take();
  }

  end(): Uint8Array {
    for (const [path, text] of [['xl/styles.xml', stylesXml] as const, ...partsOf(this.#written)]) {
      this.#zip.open(path);
      this.#zip.write(text);
      this.#zip.close();
    }
    this.#zip.finish();
    return this.#zip.take();
  }

  get #sheet(): XlsxSheet {
    return this.#sheets.at(-1)!;
  }

  #open(): void {
    this.#parts++;
    this.#rows = 1;
    const { name } = this.#sheet;
    this.#written.push({ name: this.#parts === 1 ? name : `${name} (${this.#parts})`, cells: '' });
    this.#zip.open(sheetPath(this.#written.length));
    this.#zip.write(this.#sheet.head(this.#written.length === 1));
  }

  #close(totals = ''): void {
    const cells = this.#sheet.cells(this.#rows);
    this.#written.at(-1)!.cells = cells;
    this.#zip.write(totals + sheetTail(cells));
    this.#zip.close();
  }
}
