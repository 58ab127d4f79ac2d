import type { SummaryFile } from '../src/invoice/summary.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { compareText } from '../src/rating/compare-text.ts';
import { groupBy } from '../src/rating/group-by.ts';
import { label, name } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Most files with rejected lines that the page names. */
const mostNamed = 50;

/**
 * Shows the delivered files by source, and folded below them by day: a month may have thousands. Headers, accepted and
 * rejected lines add up to all.
 */
export function filesTable(files: readonly SummaryFile[]): Html {
  const sources = [...groupBy(files, ({ source }) => source)];
  return html`<section class="part files">
<header><h2>${label('已载入文件', 'Files loaded')}</h2><p class="quiet number">${formatDecimal(String(files.length))}</p></header>
${
  files.length === 0
    ? html`<p class="quiet">${label('本月无文件', 'No files for this month')}</p>`
    : html`<div class="scroll"><table class="plain counts">
<thead><tr><th scope="col">${label('来源', 'Source')}</th>${countHeads}</tr></thead>
<tbody>${sources.map(([source, own]) => countRow(html`${source}`, own))}</tbody>
<tfoot>${countRow(label('合计', 'Total'), files)}</tfoot>
</table></div>
${sources.map(([source, own]) => daysOfSource(source, own))}
${rejectedFiles(files)}`
}
</section>`;
}

const countHeads = html`<th scope="col">${label('文件', 'Files')}</th><th scope="col">${label('行数', 'Lines')}</th><th scope="col">${label('表头', 'Headers')}</th><th scope="col">${label('接受', 'Accepted')}</th><th scope="col">${label('拒绝', 'Rejected')}</th>`;

/** Shows a source's files by the day that their paths name. */
function daysOfSource(source: string, files: readonly SummaryFile[]): Html {
  const days = [...groupBy(files, ({ path }) => dayIn(path))].toSorted(([a], [b]) =>
    compareText(a, b),
  );
  return html`<details class="days-of-source"><summary>${source} · ${label('按日', 'by day')}</summary>
<div class="scroll"><table class="plain counts">
<thead><tr><th scope="col">${label('路径中的日期', 'Day in the path')}</th>${countHeads}</tr></thead>
<tbody>${days.map(([day, own]) => countRow(day === noDay ? label('无日期', 'None') : html`<span class="number">${day}</span>`, own))}</tbody>
</table></div></details>
`;
}

/** Sorts behind all days. */
const noDay = '~';

function dayIn(path: string): string {
  const found = /(20\d\d)(-?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)/.exec(path);
  return found === null ? noDay : `${found[1]}-${found[3]}-${found[4]}`;
}

function rejectedFiles(files: readonly SummaryFile[]): Html | false {
  const rejected = files.filter((file) => file.rejected > 0);
  if (rejected.length === 0) return false;
  const more = rejected.length - mostNamed;
  return html`<h3>${label('有被拒绝行的文件', 'Files with rejected lines')}</h3>
<ul class="rejected-files">${rejected.slice(0, mostNamed).map(
    (
      file,
    ) => html`<li><span>${name(file.path)} <code title="${file.sha256}">${file.sha256.slice(0, 12)}</code></span> <span class="number alarm">${formatDecimal(String(file.rejected))}</span></li>
`,
  )}</ul>
${more > 0 && html`<p class="quiet">${label('另有', 'And more:')} <span class="number">${more}</span></p>`}`;
}

function countRow(title: Html, files: readonly SummaryFile[]): Html {
  const sum = (column: 'lines' | 'headers' | 'accepted' | 'rejected') =>
    files.reduce((total, file) => total + file[column], 0);
  const rejected = sum('rejected');
  return html`<tr><th scope="row">${title}</th>${count(files.length)}${count(sum('lines'))}${count(sum('headers'))}${count(sum('accepted'))}${count(rejected, rejected > 0)}</tr>
`;
}

function count(value: number, isAlarming = false): Html {
  return html`<td class="number${isAlarming && ' alarm'}">${formatDecimal(String(value))}</td>`;
}
