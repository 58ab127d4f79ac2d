import { csvCell } from './csv-cell.ts';
import { textOf } from './exact-value.ts';
import { type Format, rowsOf } from './format.ts';

/**
 * RFC 4180, a line end of CRLF aside: lines end with LF, as everything does that is piped here.
 * Null is an empty cell, an empty text a quoted one. Cells are the data as they are: text that
 * begins like a formula is not changed, for other programs read this; open it as text in a
 * spreadsheet.
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
