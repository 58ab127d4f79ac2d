import stringWidth from 'string-width';
import { visibleCharacters } from '../base/visible-characters.ts';
import { type Paint, type Tone, unpainted } from './paint.ts';
import { startOf, widestPiece, wrapLine } from './wrap.ts';

/** A column of a table. */
export interface Column {
  title: string;
  /** True if the cells are at the right. */
  isNumber?: boolean;
  /**
   * How its cells get narrower: names are cut with `…`, sentences wrap. Absent = they never do, as amounts, dates
   * and ids must be read whole.
   */
  fit?: 'cut' | 'wrap';
}

/** A table that is laid out where it is shown. */
export interface Table {
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
  /** Returns the tone of a row, such as that of a total; absent = none has one. */
  toneOf?: (row: readonly string[]) => Tone | undefined;
}

/** Place where a table is shown. */
export interface Room {
  /** Columns of the terminal; Infinity where there is none. */
  width: number;
  paint: Paint;
}

/** Room for a whole table, as in a file. */
export const wholeRoom: Room = { width: Number.POSITIVE_INFINITY, paint: unpainted };

const gap = '  ';
/** Narrowest cells that still say something. */
const narrowest = { cut: 8, wrap: 16 };

/**
 * Lays out rows under their titles, aligned by what a terminal shows: wide characters count two. A table that cannot
 * fit becomes a card a row.
 *
 * @returns Lines, each with a line feed.
 */
export function renderTable(table: Table, room: Room = wholeRoom): string {
  return fittedTable(table, room) ?? cards(table, room);
}

/** Lays out rows within the room; undefined if that cannot be done without leaving something out. */
export function fittedTable(table: Table, { width, paint }: Room): string | undefined {
  const visible = visibleTable(table);
  const widths = fittedWidths(visible, width);
  if (widths === undefined) return undefined;
  const { columns, rows, toneOf } = visible;
  const lay = (row: readonly string[], tone: Tone | undefined) =>
    linesOf(row, columns, widths).map((line) => (tone === undefined ? line : paint(tone, line)));
  const titles = columns.map(({ title }) => title);
  const asWrapped = columns.map((column) => ({ ...column, fit: 'wrap' as const }));
  return [
    ...linesOf(titles, asWrapped, widths).map((line) => paint('strong', line)),
    paint('quiet', widths.map((size) => '─'.repeat(size)).join(gap)),
    ...rows.flatMap((row) => lay(row, toneOf?.(row))),
    '',
  ].join('\n');
}

/** Renders each row as a card: a line a column, empty cells left out. */
export function cards(table: Table, { width, paint }: Room): string {
  const { columns, rows, toneOf } = visibleTable(table);
  const titleWidth = Math.max(0, ...columns.map(({ title }) => stringWidth(title)));
  const hang = titleWidth + gap.length;
  return rows
    .map((row) => {
      const tone = toneOf?.(row);
      const lines = columns.flatMap(({ title }, index) => {
        const cell = row[index] ?? '';
        if (cell === '') return [];
        const text = wrapLine(cell, {
          width: Math.max(20, width - hang),
          hang: 0,
          breaksWords: true,
        })
          .map((line) => (tone === undefined ? line : paint(tone, line)))
          .join(`\n${' '.repeat(hang)}`);
        return [`${paint('quiet', pad(title, titleWidth, false))}${gap}${text}\n`];
      });
      return lines.join('');
    })
    .join('\n');
}

function visibleTable(table: Table): Table {
  const columns = table.columns.map((column) => ({
    ...column,
    title: visibleCharacters(column.title),
  }));
  return { ...table, columns, rows: table.rows.map((row) => row.map(visibleCharacters)) };
}

/**
 * Chooses the widths of columns: first titles wrap, then sentences, then names are cut.
 *
 * @returns Undefined if the narrowest widths are still too wide.
 */
function fittedWidths({ columns, rows }: Table, width: number): number[] | undefined {
  const cells = columns.map((_, index) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[index] ?? '')), 0),
  );
  const widths = columns.map(({ title }, index) => Math.max(cells[index]!, stringWidth(title)));
  const least = columns.map(({ title, fit }, index) => {
    const content = fit === undefined ? cells[index]! : Math.min(cells[index]!, narrowest[fit]);
    return Math.max(content, widestPiece(title));
  });
  const titled = columns.map((_, index) => Math.max(cells[index]!, least[index]!));
  for (const steps of [
    titled,
    columns.map(({ fit }, index) => (fit === 'wrap' ? least[index]! : titled[index]!)),
    least,
  ]) {
    narrow(widths, steps, width);
    if (total(widths) <= width) return widths;
  }
  return undefined;
}

/** Takes one column after the other from the widest, until all fit or have their least width. */
function narrow(widths: number[], least: readonly number[], width: number): void {
  while (total(widths) > width) {
    const shrinking = widths.map((size, index) => (size > least[index]! ? size : 0));
    const most = Math.max(0, ...shrinking);
    if (most === 0) return;
    widths[shrinking.lastIndexOf(most)] = most - 1;
  }
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, size) => sum + size + gap.length, -gap.length);
}

/** Lays out one row; wrapped cells make it several lines. */
function linesOf(
  row: readonly string[],
  columns: readonly Column[],
  widths: readonly number[],
): string[] {
  const cells = widths.map((width, index) => {
    const text = row[index] ?? '';
    if (columns[index]!.fit === 'wrap')
      return wrapLine(text, { width, hang: 0, breaksWords: true });
    return [cut(text, width)];
  });
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => pad(lines[line] ?? '', widths[index]!, columns[index]!.isNumber))
      .join(gap)
      .trimEnd(),
  );
}

function cut(text: string, width: number): string {
  return stringWidth(text) <= width ? text : `${startOf(text, width - 1)}…`;
}

function pad(text: string, width: number, toTheRight = false): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return toTheRight ? space + text : text + space;
}
