import type { SummaryFile } from '../src/invoice/summary.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { label, name } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Lists the delivered files with their lines; headers, accepted and rejected lines add up to all. */
export function filesTable(files: readonly SummaryFile[]): Html {
  return html`<section class="part files">
<header><h2>${label('已载入文件', 'Files loaded')}</h2><p class="quiet number">${files.length}</p></header>
${
  files.length === 0
    ? html`<p class="quiet">${label('本月无文件', 'No files for this month')}</p>`
    : html`<div class="scroll"><table class="plain">
<thead><tr><th scope="col">${label('文件', 'File')}</th><th scope="col">${label('行数', 'Lines')}</th><th scope="col">${label('表头', 'Headers')}</th><th scope="col">${label('接受', 'Accepted')}</th><th scope="col">${label('拒绝', 'Rejected')}</th></tr></thead>
<tbody>${files.map(fileRow)}</tbody>
<tfoot>${totalsRow(files)}</tfoot>
</table></div>`
}
</section>`;
}

function fileRow(file: SummaryFile): Html {
  return html`<tr>
<th scope="row" class="path">${name(file.path)}<br><span class="id">${file.source} · <code title="${file.sha256}">${file.sha256.slice(0, 12)}</code></span></th>
${count(file.lines)}${count(file.headers)}${count(file.accepted)}${count(file.rejected, file.rejected > 0)}
</tr>
`;
}

function totalsRow(files: readonly SummaryFile[]): Html {
  const sum = (column: 'lines' | 'headers' | 'accepted' | 'rejected') =>
    files.reduce((total, file) => total + file[column], 0);
  const rejected = sum('rejected');
  return html`<tr><th scope="row">${label('合计', 'Total')}</th>${count(sum('lines'))}${count(sum('headers'))}${count(sum('accepted'))}${count(rejected, rejected > 0)}</tr>`;
}

function count(value: number, isAlarming = false): Html {
  return html`<td class="number${isAlarming && ' alarm'}">${formatDecimal(String(value))}</td>`;
}
