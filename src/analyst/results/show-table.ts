import { groupDigits } from '../../money/format-decimal.ts';
import type { Chunk, QueryResult } from '../sandbox/sql-sandbox.ts';
import { textOf } from './exact-value.ts';
import { fittedTable } from './fitted-table.ts';
import { rowsOf } from './format.ts';
import { nullMark, visibleText } from './visible-text.ts';

/** A table and the remarks below it. */
export interface ShownTable {
  text: string;
  notes: string[];
  rows: number;
}

/**
 * Renders the first rows of a result as a table; the other rows are not computed.
 *
 * @param mostRows Most rows to show.
 * @param width Columns of the terminal, or Infinity.
 * @param where Decides which options the notes name: those of the command or of its prompt.
 */
export async function showTable(
  { columns, chunks }: QueryResult,
  mostRows: number,
  width: number,
  where: 'command' | 'prompt' = 'command',
): Promise<ShownTable> {
  const cells = columns.map(({ type }) => {
    const text = textOf(type);
    return (value: Chunk['columns'][number][number]) =>
      value === null ? nullMark : visibleText(text(value));
  });
  const rows: string[][] = [];
  let hasMore = false;
  for await (const chunk of chunks) {
    for (const row of rowsOf(chunk, cells)) {
      hasMore = rows.length === mostRows;
      if (hasMore) break;
      rows.push(row);
    }
    if (hasMore) break;
  }
  const { text, left } = fittedTable(columns, rows, width);
  const notes = [
    countNote(rows.length, hasMore, options[where].rows),
    ...leftNote(left, columns.length, options[where].format),
  ];
  return { text, notes, rows: rows.length };
}

/** Options that show more, of the command and of its prompt. */
const options = {
  command: { rows: '--rows N', format: '--format csv' },
  prompt: { rows: '.rows N', format: '.mode csv' },
};

function countNote(count: number, hasMore: boolean, option: string): string {
  const number = groupDigits(String(count));
  if (hasMore) return `The first ${number} rows of more; ${option} shows more.`;
  return `${number} ${count === 1 ? 'row' : 'rows'}`;
}

function leftNote(left: readonly string[], all: number, option: string): string[] {
  if (left.length === 0) return [];
  return [`${left.length} of ${all} columns do not fit: ${left.join(', ')}. ${option} shows all.`];
}
