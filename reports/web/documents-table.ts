import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { PublishedDocument } from '../../src/snapshot/read/customer-documents.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { money } from './figures.ts';
import type { PageContext } from './page-context.ts';

/** Lists a month's documents in the order of their issue, each with its files. */
export function documentsTable(documents: readonly PublishedDocument[], page: PageContext): Html {
  const { say } = page;
  return html`<section class="part" aria-labelledby="documents"><h2 id="documents">${say('单据', 'Documents')}</h2>
<div class="scroll"><table class="rows plain"><thead><tr><th scope="col">${say('编号', 'Number')}</th><th scope="col">${say('种类', 'Kind')}</th><th scope="col">${say('开票日', 'Issued')}</th><th scope="col">${say('到期日', 'Due')}</th><th scope="col" class="numeric">${say('合计', 'Total')}</th><th scope="col" class="minor-on-paper">${say('文件', 'Files')}</th></tr></thead>
<tbody>${documents.map((published) => documentRow(published, page))}</tbody></table></div></section>`;
}

function documentRow(published: PublishedDocument, page: PageContext): Html {
  const { document, isVoided } = published;
  const { number, kind, issue_date, due_date, total, currency } = document;
  const { say, isServed } = page;
  return html`<tr><th scope="row"><span class="number">${isServed ? html`<a href="${page.documentLink(number, 'html')}">${name(number)}</a>` : name(number)}</span>${reasons(published, page)}</th>
<td>${kindText(document, page)}${isVoided && html` <span class="chip voided">${say('已作废', 'voided')}</span>`}</td>
<td class="number">${issue_date}</td><td class="number">${kind === 'credit_note' ? html`<span class="quiet">–</span>` : due_date}</td>
<td class="numeric">${money(total, currency)}</td>
<td class="files minor-on-paper"><a href="${page.documentLink(number, 'json')}" download>JSON</a> <a href="${page.documentLink(number, 'csv')}" download>CSV</a></td></tr>
`;
}

function kindText({ kind, refers_to }: InvoiceDocument, { say }: PageContext): Html {
  const of = refers_to !== undefined && html` <span class="id">${name(refers_to)}</span>`;
  if (kind === 'credit_note') return html`${say('贷项通知单', 'credit note')}${of}`;
  if (kind === 'debit_note') return html`${say('借项通知单', 'debit note')}${of}`;
  if (of) return html`${say('发票，替代', 'invoice, replaces')}${of}`;
  return html`${say('发票', 'invoice')}`;
}

function reasons({ document, voidReason }: PublishedDocument, { say }: PageContext): Html {
  const causes = (document.causes ?? []).map(({ text }) => say(text.zh, text.en));
  const texts = [...causes, voidReason, document.reason].filter(
    (text) => text !== undefined && text !== '',
  );
  return html`${texts.map((text) => html`<span class="why">${name(text ?? '')}</span>`)}`;
}
