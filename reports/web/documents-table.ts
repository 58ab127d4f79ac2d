import { amountDue } from '../../src/invoice/amount-due.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { PublishedDocument } from '../../src/snapshot/read/customer-documents.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { dash, money } from './figures.ts';
import type { PageContext } from './page-context.ts';
import { type Column, plainTable } from './table.ts';

/** Lists a month's documents in the order of their issue, each with its files. */
export function documentsTable(documents: readonly PublishedDocument[], page: PageContext): Html {
  const { say, isServed, documentLink } = page;
  const columns: Column<PublishedDocument>[] = [
    {
      title: say('编号', 'Number'),
      isHeading: true,
      cell: (published) => {
        const { number } = published.document;
        const text = name(number);
        return html`<span class="number">${isServed ? html`<a href="${documentLink(number, 'html')}">${text}</a>` : text}</span>${reasons(published, page)}`;
      },
    },
    {
      title: say('种类', 'Kind'),
      cell: ({ document, isVoided }) =>
        html`${kindText(document, page)}${isVoided && html` <span class="chip voided">${say('已作废', 'voided')}</span>`}`,
    },
    {
      title: say('出账日', 'Issued'),
      classes: 'number',
      cell: ({ document }) => document.issue_date,
    },
    {
      title: say('到期日', 'Due'),
      classes: 'number',
      cell: ({ document: { kind, due_date } }) => (kind === 'credit_note' ? dash : due_date),
    },
    {
      title: say('合计', 'Total'),
      isNumber: true,
      isMain: true,
      cell: ({ document }) => money(amountDue(document), document.currency),
    },
    {
      title: say('文件', 'Files'),
      classes: 'files minor-on-paper',
      cell: ({ document: { number } }) =>
        html`<a href="${documentLink(number, 'json')}" download>JSON</a> <a href="${documentLink(number, 'csv')}" download>CSV</a>`,
    },
  ];
  return html`<section class="part" aria-labelledby="documents"><h2 id="documents">${say('单据', 'Documents')}</h2>
${plainTable(columns, documents)}</section>`;
}

function kindText({ kind, refers_to }: InvoiceDocument, { say }: PageContext): Html {
  const of = refers_to !== undefined && html` <span class="id">${name(refers_to)}</span>`;
  if (kind === 'credit_note') return html`${say('贷项通知单', 'credit note')}${of}`;
  if (kind === 'debit_note') return html`${say('借项通知单', 'debit note')}${of}`;
  if (of) return html`${say('账单，替代', 'invoice, replaces')}${of}`;
  return html`${say('账单', 'invoice')}`;
}

function reasons({ document, voidReason }: PublishedDocument, { say }: PageContext): Html {
  const causes = (document.causes ?? []).map(({ text }) => say(text.zh, text.en));
  const texts = [...causes, voidReason, document.reason].filter(
    (text) => text !== undefined && text !== '',
  );
  return html`${[...new Set(texts)].map((text) => html`<span class="why">${name(text ?? '')}</span>`)}`;
}
