import type { InvoiceDocument, InvoiceLine } from '../src/invoice/document.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { bothLanguages, label, name } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Names a document by its kind. */
export function documentTitle({ kind = 'invoice' }: Pick<InvoiceDocument, 'kind'>): Html {
  if (kind === 'credit_note') return label('贷项通知单', 'Credit note');
  return kind === 'debit_note' ? label('借项通知单', 'Debit note') : label('发票', 'Invoice');
}

/** Names the total of a document. */
export function totalLabel({ kind }: Pick<InvoiceDocument, 'kind'>): Html {
  return kind === 'credit_note'
    ? label('贷记总额', 'Total credited')
    : label('应付总额', 'Total due');
}

/** Shows what a document corrects, cancels or replaces, and why; `false` for an ordinary invoice. */
export function correctionBox(document: InvoiceDocument): Html | false {
  const { refers_to, corrects, causes = [], reason, currency } = document;
  if (refers_to === undefined) return false;
  if (corrects === undefined)
    return html`<section class="findings corrects"><p>${label('替代已作废的发票', 'Replaces the voided invoice')} ${name(refers_to)}</p></section>`;
  const figures = [
    [label('已开', 'Issued so far'), corrects.issued],
    [
      causes.length > 0 ? label('现为', 'As known now') : label('余额', 'What is left'),
      corrects.now,
    ],
    [label('差额', 'Difference'), document.total],
  ] as const;
  return html`<section class="findings corrects">
<h2>${causes.length > 0 ? label('更正', 'Corrects') : label('作废', 'Cancels')} ${name(refers_to)}</h2>
<dl class="facts-of-invoice">${figures.map(
    ([title, amount]) =>
      html`<div><dt>${title}</dt><dd class="number"><span class="currency">${currency}</span> ${formatDecimal(amount)}</dd></div>`,
  )}</dl>
<p>${label('原因', 'Why')}</p>
<ul>${
    causes.length > 0
      ? causes.map(({ text }) => html`<li>${bothLanguages(text)}</li>`)
      : html`<li>${name(reason ?? '')}</li>`
  }</ul>
</section>`;
}

/** Shows one app's corrected charges: issued so far, recalculated, and the difference that is billed. */
export function correctionTable(lines: readonly InvoiceLine[]): Html {
  return html`<table class="charges corrections">
<thead><tr>
<th scope="col">${label('项目', 'Item')}</th>
<th scope="col">${label('原用量', 'Usage issued')}</th>
<th scope="col">${label('现用量', 'Usage now')}</th>
<th scope="col">${label('已开', 'Issued')}</th>
<th scope="col">${label('现为', 'Now')}</th>
<th scope="col">${label('差额', 'Difference')}</th>
</tr></thead>
${lines.map(correctionRows)}
</table>`;
}

function correctionRows(line: InvoiceLine): Html {
  const { issued, now, usage_issued, usage_now } = line.corrects ?? {};
  return html`<tbody class="line" data-sku="${line.sku}">
<tr class="figures">
<th scope="row">${bothLanguages(line.title)}</th>
${figure('原用量', 'Usage issued', usage_issued)}
${figure('现用量', 'Usage now', usage_now)}
${figure('已开', 'Issued', issued)}
${figure('现为', 'Now', now)}
${figure('差额', 'Difference', line.amount)}
</tr>
<tr class="reasons"><td colspan="6">
${line.order_id !== undefined && html`<p class="facts"><span>${label('订单', 'Order')} ${name(line.order_id)}</span></p>`}
<p class="zh" lang="zh-Hans">${line.explanation.zh}</p>
<p class="en" lang="en">${line.explanation.en}</p>
</td></tr>
</tbody>
`;
}

/** Builds a cell. Its label is for narrow screens, which do not show the head. */
function figure(zh: string, en: string, value: string | undefined): Html {
  if (value === undefined) return html`<td class="empty"></td>`;
  return html`<td class="number" data-label="${zh} ${en}"><span>${formatDecimal(value)}</span></td>`;
}
