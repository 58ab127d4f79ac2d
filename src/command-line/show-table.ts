import { groupDigits } from '../money/group-digits.ts';
import type { Chunk, QueryResult } from '../sql-engine/engine.ts';
import { textOf } from '../sql-output/exact-value.ts';
import { fittedTable } from '../sql-output/fitted-table.ts';
import { rowsOf } from '../sql-output/format.ts';
import { nullMark, visibleText } from '../sql-output/visible-text.ts';

/** A table and what is said below it. */
export interface ShownTable {
  text: string;
  notes: string[];
  rows: number;
}

/**
 * The first rows of a result as a table; the rest is not computed.
 *
 * @param mostRows How many rows are shown.
 * @param width Of the terminal, or Infinity.
 */
export async function showTable(
  { columns, chunks }: QueryResult,
  mostRows: number,
  width: number,
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
  const notes = [countNote(rows.length, hasMore), ...leftNote(left, columns.length)];
  return { text, notes, rows: rows.length };
}

function countNote(count: number, hasMore: boolean): string {
  const number = groupDigits(String(count));
  if (hasMore) return `The first ${number} rows of more; --rows N shows more.`;
  return `${number} ${count === 1 ? 'row' : 'rows'}`;
}

function leftNote(left: readonly string[], all: number): string[] {
  if (left.length === 0) return [];
  return [
    `${left.length} of ${all} columns do not fit: ${left.join(', ')}. --format csv shows all.`,
  ];
}
