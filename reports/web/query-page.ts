import type { PageAnswer } from '../../src/analyst/pages/answer-page.ts';
import type { FoundPages } from '../../src/analyst/pages/read-saved-pages.ts';
import type { SavedPage } from '../../src/analyst/pages/saved-page.ts';
import type { SqlAnswer } from '../../src/analyst/results/sql-answer.ts';
import { valuesChart } from '../charts/values-chart.ts';
import { type Html, html } from '../text/html.ts';
import { bothPictures } from './both-pictures.ts';
import { renderLayout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { type SortableColumn, sortableTable } from './table.ts';

/** A saved query with its rows. */
export interface AnsweredPage {
  query: SavedPage;
  /** Values of its parameters. */
  values: Readonly<Record<string, string>>;
  answer: PageAnswer;
}

/** Renders the list of the saved queries. */
export function renderQueriesPage({ pages, problems }: FoundPages, page: PageContext): string {
  const { say, link } = page;
  const title = say('报表', 'Reports');
  const body = html`<div class="heading"><div>
<p class="kicker">${say('保存的查询', 'Saved queries')}</p>
<h1>${title}</h1>
</div></div>
${pages.length === 0 && html`<p class="notice">${say('imbill.yaml 中 pages: 没有匹配任何 .sql 文件。', 'The globs of pages: in imbill.yaml match no .sql file.')}</p>`}
<ul class="queries">${pages.map(
    ({ name, title: text, description }) =>
      html`<li><a href="${link({ page: 'query', name })}">${text}</a>${description !== '' && html`<p class="quiet">${description}</p>`}</li>
`,
  )}</ul>
${problems.map(
  ({ path, line, message }) =>
    html`<pre class="sql-problem" role="alert">${path}${line !== null && `, line ${line}`}: ${message}</pre>
`,
)}`;
  return renderLayout({ title, body, styles: ['queries.css'] }, page);
}

/** Renders the page of a saved query: its parameters, its chart and its rows. */
export function renderQueryPage(
  { query, values, answer }: AnsweredPage,
  page: PageContext,
): string {
  const { say, link } = page;
  const { title, description, path, name } = query;
  const isAnswered = !('problem' in answer);
  const body = html`<div class="heading"><div>
<p class="kicker"><a href="${link({ page: 'queries' })}">${say('报表', 'Reports')}</a></p>
<h1>${title}</h1>
${description !== '' && html`<p class="quiet">${description}</p>`}
</div>${isAnswered && html`<p><a href="${csvLink(query, values, page)}" download>${say('下载 CSV', 'Download CSV')}</a></p>`}</div>
${parameters(query, values, page)}
${isAnswered ? [chartOf(query, answer, page), rowsOf(answer, page)] : problem(answer.problem)}
<details class="part"><summary>${say('查询', 'Query')} <code>${path}</code></summary>
<pre><code>${query.sql}</code></pre></details>`;
  return renderLayout(
    { title: title === name ? name : title, body, scripts: ['tables.js'], styles: ['queries.css'] },
    page,
  );
}

function problem(text: string): Html {
  return html`<pre class="sql-problem" role="alert">${text}</pre>`;
}

function csvLink(
  { name, parameters: named }: SavedPage,
  values: Readonly<Record<string, string>>,
  { queryCsvLink, isServed }: PageContext,
): string {
  if (!isServed || named.length === 0) return queryCsvLink(name);
  return `${queryCsvLink(name)}?${new URLSearchParams({ ...values })}`;
}

/** Shows the parameters: as a form where a server can answer, else as text. */
function parameters(
  { parameters: named }: SavedPage,
  values: Readonly<Record<string, string>>,
  { say, isServed }: PageContext,
): Html | false {
  if (named.length === 0) return false;
  if (!isServed)
    return html`<dl class="query-values">${named.map(
      ({ name }) => html`<div><dt>${name}</dt><dd>${values[name]}</dd></div>
`,
    )}</dl>`;
  return html`<form class="query-form" method="get">${named.map(
    ({ name, meaning }) =>
      html`<label><span>${name}</span> <input name="${name}" value="${values[name]}" autocomplete="off" spellcheck="false"${meaning !== '' && html` title="${meaning}"`}></label>
`,
  )}<button type="submit" class="primary">${say('显示', 'Show')}</button></form>`;
}

/** Draws the chart that the file asks for, or says why there is none. */
function chartOf(
  { chart, path, title }: SavedPage,
  { columns, rows }: SqlAnswer,
  { say }: PageContext,
): Html | false {
  if (chart === undefined || rows.length === 0) return false;
  if ('problem' in chart) return problem(chart.problem);
  const index = (name: string) => columns.findIndex((column) => column.name === name);
  const [x, y] = [index(chart.x), index(chart.y)];
  const wrong = x === -1 ? chart.x : y === -1 || !columns[y]!.isNumeric ? chart.y : undefined;
  if (wrong !== undefined)
    return problem(
      `${path}, line ${chart.line}: the chart needs the ${wrong === chart.x && x === -1 ? 'column' : 'numeric column'} ${wrong}, which the result does not have.\nAccepted: ${columns.map(({ name }) => name).join(', ')}; y must be a number.`,
    );
  const values = rows.map((row) => ({ label: row[x] ?? say('（空）', '(null)'), value: row[y]! }));
  const caption = say(`${chart.y}（按 ${chart.x}）`, `${chart.y} by ${chart.x}`);
  const name = `${title}: ${caption}`;
  return html`<figure class="sheet query-chart"><figcaption class="quiet">${caption}</figcaption>
${bothPictures('whole', (size) => valuesChart({ name, size, kind: chart.kind, values }))}</figure>`;
}

function rowsOf({ columns, rows, hasMore, hasCutValues }: SqlAnswer, page: PageContext): Html {
  const { say } = page;
  if (rows.length === 0) return html`<p class="notice">${say('没有行。', 'No rows.')}</p>`;
  const shown = columns.map(
    ({ name, isNumeric }, index): SortableColumn<(string | null)[]> => ({
      title: name,
      isNumber: isNumeric,
      cell: (row) =>
        isNumeric ? grouped(row[index]!) : (row[index] ?? html`<span class="quiet">NULL</span>`),
      sortBy: (row) => row[index] ?? '',
    }),
  );
  return html`<section class="part">
${sortableTable(shown, rows, page)}
${hasMore && html`<p class="quiet">${say(`仅显示前 ${rows.length} 行；CSV 含全部行。`, `These are the first ${rows.length} rows. The CSV has all of them.`)}</p>`}
${hasCutValues && html`<p class="quiet">${say('过长的值已截断；CSV 含完整的值。', 'Long values are cut. The CSV has them whole.')}</p>`}
</section>`;
}

/** Writes a number with separators of thousands; every digit stays. */
function grouped(value: string | null): Html | string {
  if (value === null) return html`<span class="quiet">NULL</span>`;
  return value.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}
