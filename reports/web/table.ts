import { type Html, type HtmlValue, html } from '../text/html.ts';
import type { PageContext } from './page-context.ts';

/** A column of a table. */
export interface Column<Row> {
  title: string;
  cell(row: Row): HtmlValue;
  /** True if the column is aligned to the right. */
  isNumber?: boolean;
  /** True if the cell names the row. */
  isHeading?: boolean;
  /** Classes of its head and cells. */
  classes?: string;
  /** True if a phone shows the value beside the row's name, and not below it with the others. */
  isMain?: boolean;
}

/** A column by which the browser can sort the rows. */
export interface SortableColumn<Row> extends Column<Row> {
  /** Returns the text to sort by; for a number, decimal text. */
  sortBy(row: Row): string;
  /** True if the column is left out on small screens. */
  isMinor?: boolean;
  /** Order in which the rows come; absent if the column has none. */
  sorted?: 'ascending' | 'descending';
}

/**
 * Builds a table. Where it is too wide it can be scrolled; a phone shows a card a row. Cells have their column's title
 * for that.
 */
export function plainTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  foot: Html | false = false,
): Html {
  const heads = columns.map((column) => {
    const classes = classOf(column.isNumber && 'numeric', column.classes);
    return html`<th scope="col"${classes}>${column.title}</th>`;
  });
  return html`<div class="scroll framed"><table class="rows plain"><thead><tr>${heads}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${columns.map((column) => plainCell(column, row))}</tr>
`,
  )}</tbody>${foot && html`<tfoot>${foot}</tfoot>`}</table></div>`;
}

function plainCell<Row>(column: Column<Row>, row: Row): Html {
  const { isHeading, isNumber, classes, isMain, title } = column;
  if (isHeading) return html`<th scope="row"${classOf(classes)}>${column.cell(row)}</th>`;
  const names = classOf(isNumber && 'numeric', classes, isMain && 'main');
  return html`<td${names} data-label="${title}">${column.cell(row)}</td>`;
}

/** Builds a table with a filter and a button a column. Without scripts it is a plain table. */
export function sortableTable<Row>(
  columns: readonly SortableColumn<Row>[],
  rows: readonly Row[],
  { say }: PageContext,
): Html {
  return html`<div class="table-tools" hidden>
<label class="filter"><span>${say('筛选', 'Filter')}</span> <input type="search" data-filter autocomplete="off" spellcheck="false" placeholder="${say('按 / 键筛选', 'press / to filter')}"></label>
<output class="quiet" data-shown aria-live="polite" data-text="${say('{shown} / {all} 行', '{shown} of {all} rows')}"></output>
</div>
<div class="scroll framed"><table class="rows" data-sortable>
<thead><tr>${columns.map(sortableHead)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${columns.map((column) => sortableCell(column, row))}</tr>
`,
  )}</tbody>
</table></div>`;
}

function sortableHead<Row>({ title, isNumber, isMinor, sorted }: SortableColumn<Row>): Html {
  return html`<th scope="col"${classOf(isNumber && 'numeric', isMinor && 'minor')}${sorted !== undefined && html` aria-sort="${sorted}"`}><button type="button" data-kind="${isNumber ? 'number' : 'text'}" disabled>${title}</button></th>`;
}

function sortableCell<Row>(column: SortableColumn<Row>, row: Row): Html {
  const { isHeading, isNumber, isMinor, isMain, title } = column;
  const content = html`data-sort="${column.sortBy(row)}" data-label="${title}">${column.cell(row)}`;
  if (isHeading) return html`<th scope="row" ${content}</th>`;
  const names = classOf(isNumber && 'numeric', isMinor && 'minor', isMain && 'main');
  return html`<td${names} ${content}</td>`;
}

function classOf(...names: (string | false | undefined)[]): Html | false {
  const text = names.filter(Boolean).join(' ');
  return text !== '' && html` class="${text}"`;
}
