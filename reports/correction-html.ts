import { amountDue } from '../src/invoice/amount-due.ts';
import type { BilingualText, InvoiceDocument, InvoiceLine } from '../src/invoice/document.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { explanation } from './invoice-lines.ts';
import { taxTitle } from './sent-parts.ts';
import { name, type Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { moneyText } from './text/money.ts';

/** Shows what a document corrects, cancels or replaces, and why; `false` for an ordinary invoice. */
export function correctionBox(document: InvoiceDocument, words: Words): Html | false {
  const { label } = words;
  const { refers_to, corrects, causes = [], reason } = document;
  if (refers_to === undefined) return false;
  if (corrects === undefined)
    return html`<section class="corrects"><p>${label('替代已作废的账单', 'Replaces the voided invoice')} ${name(refers_to)}</p></section>`;
  const figures = [
    [label('已开', 'Issued so far'), corrects.issued],
    [
      causes.length > 0 ? label('现为', 'As known now') : label('余额', 'What is left'),
      corrects.now,
    ],
    [label('差额', 'Difference'), amountDue(document)],
  ] as const;
  return html`<section class="corrects">
<h2>${causes.length > 0 ? label('更正', 'Corrects') : label('作废', 'Cancels')} ${name(refers_to)}</h2>
<dl class="amounts">${figures.map(
    ([title, amount]) =>
      html`<div><dt>${title}</dt><dd class="number">${moneyText(amount, document)}</dd></div>`,
  )}</dl>
<h3>${label('原因', 'Why')}</h3>
<blockquote><ul>${
    causes.length > 0
      ? causes.map(({ text }) => html`<li>${words.text(text)}</li>`)
      : html`<li>${name(reason ?? '')}</li>`
  }</ul></blockquote>
</section>`;
}

/** Shows one app's corrected charges: issued so far, recalculated, and the difference that is billed. */
export function correctionTable(lines: readonly InvoiceLine[], words: Words): Html {
  const { label } = words;
  return html`<table class="charges corrections">
<thead><tr>
<th scope="col">${label('项目', 'Item')}</th>
<th scope="col">${label('原用量', 'Usage issued')}</th>
<th scope="col">${label('现用量', 'Usage now')}</th>
<th scope="col">${label('已开', 'Issued')}</th>
<th scope="col">${label('现为', 'Now')}</th>
<th scope="col">${label('差额', 'Difference')}</th>
</tr></thead>
${lines.map((line) => correctionRows(line, words))}
</table>`;
}

function correctionRows(line: InvoiceLine, words: Words): Html {
  const { issued, now, usage_issued, usage_now } = line.corrects ?? {};
  return html`<tbody class="line">
<tr class="figures">
<th scope="row">${words.text(line.title)}</th>
${figure({ zh: '原用量', en: 'Usage issued' }, usage_issued, words)}
${figure({ zh: '现用量', en: 'Usage now' }, usage_now, words)}
${figure({ zh: '已开', en: 'Issued' }, issued, words)}
${figure({ zh: '现为', en: 'Now' }, now, words)}
${figure({ zh: '差额', en: 'Difference' }, line.amount, words)}
</tr>
<tr class="reasons"><td colspan="6">
${explanation(line.explanation, words, facts(line, words))}
</td></tr>
</tbody>
`;
}

/** Lists the order of a line and its tax rate: lines of two rates are otherwise alike. */
function facts({ order_id, tax_percent, tax_included }: InvoiceLine, { label, text }: Words) {
  return [
    order_id !== undefined &&
      html`\u2003<span class="fact">${label('订单', 'Order')} ${name(order_id)}</span>`,
    tax_percent !== undefined &&
      html`\u2003<span class="fact">${label('税率', 'Tax rate')} <span class="number">${formatDecimal(tax_percent)}%</span>${tax_percent !== '0' && html` ${text(taxTitle({ percent: tax_percent, included: tax_included === true }))}`}</span>`,
  ];
}

/** Builds a cell. Its label is for narrow screens, which do not show the head. */
function figure(title: BilingualText, value: string | undefined, { plain }: Words): Html {
  if (value === undefined) return html`<td class="empty"></td>`;
  return html`<td class="number" data-label="${plain(title)}"><span>${formatDecimal(value)}</span></td>`;
}
