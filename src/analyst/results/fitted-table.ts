import stringWidth from 'string-width';
import type { ResultColumn } from '../sandbox/sql-sandbox.ts';
import { isNumeric } from './exact-value.ts';
import { visibleText } from './visible-text.ts';

/** A table, and the columns that did not fit. */
export interface FittedTable {
  text: string;
  left: string[];
}

const gap = 2;
const narrowestText = 8;

/**
 * Lays out rows under their titles within `width`. Numbers are at the right and never cut. Texts are cut with `…` if
 * the table would be too wide; columns that still do not fit are left out and named.
 *
 * @param rows Visible texts; null is `NULL`.
 * @param width Characters of a terminal, wide ones counted as two; Infinity for all.
 */
export function fittedTable(
  columns: readonly ResultColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): FittedTable {
  const titles = columns.map(({ name }) => visibleText(name));
  const widest = titles.map((title, index) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[index] ?? '')), stringWidth(title)),
  );
  const isNumber = columns.map(({ type }) => isNumeric(type));
  const widths = fittedWidths(widest, isNumber, width);
  const lineOf = (cells: readonly string[]) =>
    widths
      .map((size, index) => pad(cut(cells[index] ?? '', size), size, isNumber[index]!))
      .join(' '.repeat(gap))
      .trimEnd();
  const rule = widths.map((size) => '─'.repeat(size)).join(' '.repeat(gap));
  return {
    text: `${[lineOf(titles), rule, ...rows.map(lineOf)].join('\n')}\n`,
    left: titles.slice(widths.length),
  };
}

/** Selects as many columns as fit at their narrowest, then shortens the widest text until all fits. */
function fittedWidths(
  widest: readonly number[],
  isNumber: readonly boolean[],
  width: number,
): number[] {
  const narrowest = widest.map((size, index) =>
    isNumber[index] ? size : Math.min(size, narrowestText),
  );
  while (narrowest.length > 1 && total(narrowest) > width) narrowest.pop();
  const widths = narrowest.map((size, index) =>
    isNumber[index] ? size : Math.min(widest[index]!, Math.max(size, width)),
  );
  while (total(widths) > width) {
    const ofTexts = widths.map((size, index) => (size > narrowest[index]! ? size : 0));
    const most = Math.max(...ofTexts);
    if (most === 0) break;
    widths[ofTexts.lastIndexOf(most)] = most - 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, size) => sum + size + gap, -gap);
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function cut(text: string, size: number): string {
  if (stringWidth(text) <= size) return text;
  let start = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > size - 1) break;
    start += segment;
  }
  return `${start}…`;
}

function pad(text: string, size: number, toTheRight: boolean): string {
  const space = ' '.repeat(Math.max(0, size - stringWidth(text)));
  return toTheRight ? space + text : text + space;
}
