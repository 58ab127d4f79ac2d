import { groupDigits } from '../../money/format-decimal.ts';
import { type Column, fittedTable, type Room, renderTable } from '../../terminal/table.ts';
import type { Chunk, QueryResult, ResultColumn } from '../sandbox/sql-sandbox.ts';
import { isNumeric } from './exact-value.ts';
import { rowsOf } from './format.ts';
import { shortTextOf } from './short-decimal.ts';
import { nullMark, visibleText } from './visible-text.ts';

/** A table and the remarks below it. */
export interface ShownTable {
  text: string;
  notes: string[];
  rows: number;
}

/**
 * Renders the first rows of a result as a table; the other rows are not computed. Decimals lose zeros at their end, and
 * stand below each other at the point. Only texts that are no keys are cut; columns that still do not fit are left out
 * and named.
 *
 * @param mostRows Most rows to show.
 * @param where Decides which options the notes name: those of the command or of its prompt.
 */
export async function showTable(
  { columns, chunks }: QueryResult,
  mostRows: number,
  room: Room,
  where: 'command' | 'prompt' = 'command',
): Promise<ShownTable> {
  const cells = columns.map(({ type }) => {
    const text = shortTextOf(type);
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
  alignPoints(columns, rows);
  const { text, left } = withFittingColumns(columns.map(tableColumn), rows, room);
  const notes = [
    countNote(rows.length, hasMore, options[where].rows),
    ...leftNote(left, columns.length, options[where].format),
  ];
  return { text, notes, rows: rows.length };
}

/** Leaves out the last columns until the others fit. */
function withFittingColumns(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  room: Room,
): { text: string; left: string[] } {
  for (let count = columns.length; count > 0; count--) {
    const text = fittedTable({ columns: columns.slice(0, count), rows }, room);
    if (text !== undefined)
      return { text, left: columns.slice(count).map(({ title }) => visibleText(title)) };
  }
  return { text: renderTable({ columns, rows }, room), left: [] };
}

/** Names of columns that identify a row. They are never cut. */
const keyName =
  /(^|_)(id|ids|number|sku|metric|code|kind|key|currency|month|sha256|hash|order|list)$/i;

function tableColumn({ name, type }: ResultColumn): Column {
  const title = visibleText(name);
  if (isNumeric(type)) return { title, isNumber: true };
  const isWhole = keyName.test(name) || /^(DATE|TIME|BOOLEAN|UUID|INTERVAL)/.test(type.kind);
  return isWhole ? { title } : { title, fit: 'cut' };
}

/** Adds spaces to the decimals of a column, so that their points stand below each other. */
function alignPoints(columns: readonly ResultColumn[], rows: string[][]): void {
  const placesOf = (text: string) => {
    const point = text.indexOf('.');
    return point < 0 ? 0 : text.length - point;
  };
  for (const [index, { type }] of columns.entries()) {
    if (type.kind !== 'DECIMAL') continue;
    const most = Math.max(0, ...rows.map((row) => placesOf(row[index]!)));
    for (const row of rows) row[index] += ' '.repeat(most - placesOf(row[index]!));
  }
}

/** Options that show more, of the command and of its prompt. */
const options = {
  command: { rows: '--rows N', format: '--format line' },
  prompt: { rows: '.rows N', format: '.mode line' },
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
