import { csvCell } from './csv-cell.ts';
import { textOf } from './exact-value.ts';
import { type Format, rowsOf } from './format.ts';

/**
 * Creates CSV of RFC 4180 whose lines end with LF. Null is an empty cell, an empty text a quoted one.
 *
 * Cells are exact: text that begins like a formula is not changed, because other programs read this. In a spreadsheet,
 * open it as text.
 */
export function csvFormat(): Format {
  let cells: ReturnType<typeof textOf>[] = [];
  return {
    begin(columns) {
      cells = columns.map(({ type }) => {
        const text = textOf(type);
        return (value) => (value === null ? '' : csvCell(text(value)));
      });
      return `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
    },
    rows(chunk) {
      let lines = '';
      for (const row of rowsOf(chunk, cells)) lines += `${row.join(',')}\n`;
      return lines;
    },
    end: () => '',
  };
}
