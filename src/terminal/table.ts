import stringWidth from 'string-width';
import { visibleCharacters } from '../base/visible-characters.ts';
import { type Paint, type Tone, unpainted } from './paint.ts';
import { cutText, padText, widestPiece, wrapLine } from './wrap.ts';

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
  /** True if the column is left out before the table becomes cards, as its cells are said elsewhere, too. */
  isSpare?: boolean;
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
const narrowest = { cut: 6, wrap: 13 };

/** Parts of a table in the order in which they get narrower. */
const stages = ['titles', 'sentences', 'names'] as const;
type Stage = (typeof stages)[number];

/**
 * Lays out rows under their titles, aligned by what a terminal shows: wide characters count two. Where the table is too
 * wide, titles wrap, empty columns are left out, sentences wrap, spare columns are left out, and names are cut. A table
 * that still cannot fit becomes a card a row.
 *
 * @returns Lines, each with a line feed.
 */
export function renderTable(table: Table, room: Room = wholeRoom): string {
  const { rows } = table;
  const isUsed = (_: Column, index: number) => rows.some((row) => (row[index] ?? '') !== '');
  const withCells = () => (rows.length === 0 ? table : withColumns(table, isUsed));
  const withoutSpare = () => withColumns(withCells(), ({ isSpare = false }) => !isSpare);
  return (
    fittedTable(table, room, 'titles') ??
    fittedTable(withCells(), room, 'sentences') ??
    fittedTable(withoutSpare(), room, 'names') ??
    cards(table, room)
  );
}

/** Returns a table with some of its columns. Tones are still chosen by the whole row. */
function withColumns(
  { columns, rows, toneOf }: Table,
  isKept: (column: Column, index: number) => boolean,
): Table {
  const kept = columns.flatMap((column, index) => (isKept(column, index) ? [index] : []));
  const tones = new Map<readonly string[], Tone | undefined>();
  const shortRows = rows.map((row) => {
    const short = kept.map((index) => row[index] ?? '');
    tones.set(short, toneOf?.(row));
    return short;
  });
  return {
    columns: kept.map((index) => columns[index]!),
    rows: shortRows,
    toneOf: (row) => tones.get(row),
  };
}

/**
 * Lays out rows within the room; undefined if that cannot be done without leaving something out.
 *
 * @param last Last part of the table that may get narrower.
 */
export function fittedTable(
  table: Table,
  { width, paint }: Room,
  last: Stage = 'names',
): string | undefined {
  const visible = visibleTable(table);
  const widths = fittedWidths(visible, width, last);
  if (widths === undefined) return undefined;
  const { columns, rows, toneOf } = visible;
  const lay = (row: readonly string[], tone: Tone | undefined) =>
    linesOf(row, columns, widths).map((line) => (tone === undefined ? line : paint(tone, line)));
  const titles = columns.map(({ title }) => title);
  return [
    ...titleLines(titles, columns, widths).map((line) => paint('strong', line)),
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
        return [`${paint('quiet', padText(title, titleWidth, false))}${gap}${text}\n`];
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
  const tones = new Map<readonly string[], Tone | undefined>();
  const rows = table.rows.map((row) => {
    const visible = row.map(visibleCharacters);
    tones.set(visible, table.toneOf?.(row));
    return visible;
  });
  return { columns, rows, toneOf: (row) => tones.get(row) };
}

/**
 * Chooses the widths of columns: first titles wrap, then sentences, then names are cut.
 *
 * @returns Undefined if the narrowest widths are still too wide.
 */
function fittedWidths({ columns, rows }: Table, width: number, last: Stage): number[] | undefined {
  const cells = columns.map((_, index) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[index] ?? '')), 0),
  );
  const widths = columns.map(({ title }, index) => Math.max(cells[index]!, stringWidth(title)));
  const least = columns.map(({ title, fit }, index) => {
    const content = fit === undefined ? cells[index]! : Math.min(cells[index]!, narrowest[fit]);
    return Math.max(content, widestPiece(title));
  });
  const titled = columns.map((_, index) => Math.max(cells[index]!, least[index]!));
  const leastOf = {
    titles: titled,
    sentences: columns.map(({ fit }, index) => (fit === 'wrap' ? least[index]! : titled[index]!)),
    names: least,
  };
  for (const stage of stages.slice(0, stages.indexOf(last) + 1)) {
    narrow(widths, leastOf[stage], width);
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
    return [cutText(text, width)];
  });
  return joined(cells, columns, widths);
}

/** Lays out titles. They wrap at words, and names of columns at underscores. */
function titleLines(
  titles: readonly string[],
  columns: readonly Column[],
  widths: readonly number[],
): string[] {
  const cells = widths.map((width, index) =>
    wrapLine(titles[index]!, { width, hang: 0, breaksWords: true, atUnderscores: true }),
  );
  return joined(cells, columns, widths);
}

function joined(
  cells: readonly (readonly string[])[],
  columns: readonly Column[],
  widths: readonly number[],
): string[] {
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => padText(lines[line] ?? '', widths[index]!, columns[index]!.isNumber))
      .join(gap)
      .trimEnd(),
  );
}
