import { type Html, html } from '../text/html.ts';
import type { PageContext } from './page-context.ts';

/** A column of a table whose rows are sorted in the browser. */
export interface Column<Row> {
  title: string;
  cell(row: Row): Html;
  /** Returns the text to sort by; for a number, decimal text. */
  sortBy(row: Row): string;
  isNumber?: boolean;
  /** True if the column is left out on small screens. */
  isMinor?: boolean;
  /** Order in which the rows come; absent if the column has none. */
  sorted?: 'ascending' | 'descending';
  /** True if the cell names the row. */
  isHeading?: boolean;
}

/** Builds a table with a filter and a button a column. Without scripts it is a plain table. */
export function sortableTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { say }: PageContext,
): Html {
  return html`<div class="table-tools" hidden>
<label class="filter"><span>${say('筛选', 'Filter')}</span> <input type="search" data-filter autocomplete="off" spellcheck="false" placeholder="${say('按 / 键筛选', 'press / to filter')}"></label>
<output class="quiet" data-shown aria-live="polite" data-text="${say('{shown} / {all} 行', '{shown} of {all} rows')}"></output>
</div>
<div class="scroll"><table class="rows" data-sortable>
<thead><tr>${columns.map(headOf)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${columns.map((column) => cellOf(column, row))}</tr>
`,
  )}</tbody>
</table></div>`;
}

function headOf<Row>(column: Column<Row>): Html {
  const { title, isNumber, sorted } = column;
  return html`<th scope="col"${classOf(column)}${sorted !== undefined && html` aria-sort="${sorted}"`}><button type="button" data-kind="${isNumber ? 'number' : 'text'}" disabled>${title}</button></th>`;
}

function cellOf<Row>(column: Column<Row>, row: Row): Html {
  const content = html`data-sort="${column.sortBy(row)}">${column.cell(row)}`;
  if (column.isHeading) return html`<th scope="row" ${content}</th>`;
  return html`<td${classOf(column)} ${content}</td>`;
}

function classOf<Row>({ isNumber, isMinor }: Column<Row>): Html | false {
  const names = [isNumber && 'numeric', isMinor && 'minor'].filter(Boolean).join(' ');
  return names !== '' && html` class="${names}"`;
}
