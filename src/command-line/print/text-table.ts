import stringWidth from 'string-width';
import { visibleCharacters } from '../../base/visible-characters.ts';

/** A column of a table on a terminal. */
export interface TextColumn {
  title: string;
  isNumber?: boolean;
}

/**
 * Rows under their titles, aligned by what a terminal shows (Chinese characters are two wide);
 * numbers to the right. Ends with a newline.
 */
export function textTable(columns: readonly TextColumn[], rows: readonly string[][]): string {
  const titles = columns.map(({ title }) => title);
  const cells = [titles, ...rows].map((row) => row.map(printable));
  const widths = columns.map((_, index) =>
    cells.reduce((widest, row) => Math.max(widest, stringWidth(row[index] ?? '')), 0),
  );
  const lineOf = (row: readonly string[]) =>
    columns
      .map(({ isNumber }, index) => pad(row[index] ?? '', widths[index] ?? 0, isNumber === true))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = cells;
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[lineOf(head), rule, ...body.map(lineOf)].join('\n')}\n`;
}

function pad(text: string, width: number, toTheRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return toTheRight ? space + text : text + space;
}

/** Text of logs on a terminal: control characters could do anything there. */
export const printable = visibleCharacters;
