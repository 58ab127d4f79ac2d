import { sumMoney } from '../../src/money/round-money.ts';
import { groupBy } from '../../src/rating/group-by.ts';
import type { CustomerDraft, DraftMonth, DraftRow } from '../../src/snapshot/read/draft-months.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { dash, moment, money, number } from './figures.ts';
import { findingsList } from './findings-list.ts';
import { linesTable } from './lines-table.ts';
import type { PageContext } from './page-context.ts';
import { type SortableColumn, sortableTable } from './table.ts';

/** Shows the drafts of a month: a mark that they are no invoices, totals, hash, approvals, customers. */
export function draftMonth(draft: DraftMonth, page: PageContext): Html {
  const { say } = page;
  return html`${draftMark(draft, draft.month, page)}
<section class="totals" aria-label="${say('草稿合计', 'Totals of the drafts')}">${draft.totals.map((total) => draftTiles(total, page))}</section>
${contentHash(draft, page)}
<section class="part" aria-labelledby="drafts"><h2 id="drafts">${say('草稿', 'Drafts')} <span class="id number">${draft.rows.length}</span></h2>
${sortableTable(draftColumns(draft.month, page), draft.rows, page)}</section>`;
}

/** Shows a customer's draft: a mark that it is no invoice, totals, findings and the lines of each app. */
export function customerDraft(draft: CustomerDraft, page: PageContext): Html {
  const { document } = draft;
  const lines = groupBy(document.lines, ({ app_id }) => app_id);
  return html`${draftMark(draft, document.month, page)}
${draftTiles(document, page)}
${findingsList(document.findings, page)}
${document.apps
  .filter(({ app_id }) => lines.has(app_id))
  .map(({ app_id, app_name }) => {
    const own = lines.get(app_id)!;
    const total = sumMoney(own.map(({ amount }) => amount));
    return html`<section class="app sheet draft"><header><h2>${name(app_name || app_id)} <span class="id">${name(app_id)}</span></h2><p class="app-total">${money(total, document.currency)}</p></header>
${linesTable(own, page)}</section>
`;
  })}`;
}

/** Says that what follows is a draft, when it was made, and if files came since. */
function draftMark(
  { madeAt, isCurrent }: Pick<DraftMonth, 'madeAt' | 'isCurrent'>,
  month: string,
  { say }: PageContext,
): Html {
  return html`<div class="notice draft"><p><strong>${say('草稿，不是账单。', 'DRAFT – not an invoice.')}</strong> ${say('尚未出账。计算于', 'Nothing of it is issued yet. Calculated at')} ${moment(madeAt)}${say('。', '.')}</p></div>
${!isCurrent && html`<p class="notice alarm">${say('此后本月的文件有变化（新载入、撤回或恢复），金额可能不同。重新计算：', 'Files of this month were loaded, withdrawn or restored since. The amounts may differ now. To calculate again:')} <code>imbill preview --month ${month}</code></p>`}`;
}

function draftTiles(
  { currency, total, prepaid, postpaid }: DraftMonth['totals'][number],
  { say }: PageContext,
): Html {
  return html`<dl class="tiles draft">
<div class="tile main"><dt>${say('草稿合计', 'Draft total')}</dt><dd>${money(total, currency)}</dd></div>
<div class="tile"><dt>${say('预付费', 'Prepaid')}</dt><dd>${money(prepaid, '')}</dd></div>
<div class="tile"><dt>${say('后付费', 'Postpaid')}</dt><dd>${money(postpaid, '')}</dd></div>
</dl>`;
}

/** Shows the content hash of the drafts, and who approved it. */
function contentHash({ month, sha256, approvals }: DraftMonth, { say }: PageContext): Html {
  const command = `imbill approve --month ${month} --hash ${sha256.slice(0, 12)} --by NAME`;
  return html`<section class="part" aria-labelledby="approval"><h2 id="approval">${say('审批', 'Approval')}</h2>
<p>${say('内容哈希', 'Content hash')} <code class="hash">${sha256}</code></p>
${
  approvals.length === 0
    ? html`<p class="quiet">${say('尚无人审批。', 'Nobody approved it yet.')} <code>${command}</code></p>`
    : html`<ul class="links">${approvals.map(
        ({ approved_by, approved_at, reason }) =>
          html`<li>${say('审批人', 'Approved by')} <strong>${name(approved_by)}</strong> ${moment(approved_at)}${reason !== '' && html` <span class="quiet">${name(reason)}</span>`}</li>`,
      )}</ul>`
}</section>`;
}

function draftColumns(month: string, { say, link }: PageContext): SortableColumn<DraftRow>[] {
  return [
    {
      title: say('客户', 'Customer'),
      cell: (row) =>
        html`<a href="${link({ page: 'customer', month, customer: row.customer_id })}">${name(row.customer_name || row.customer_id)}</a> <span class="id">${name(row.customer_id)}</span>`,
      sortBy: (row) => row.customer_name || row.customer_id,
      isHeading: true,
    },
    {
      title: say('预付费', 'Prepaid'),
      cell: ({ prepaid }) => number(prepaid),
      sortBy: ({ prepaid }) => prepaid,
      isNumber: true,
      isMinor: true,
    },
    {
      title: say('后付费', 'Postpaid'),
      cell: ({ postpaid }) => number(postpaid),
      sortBy: ({ postpaid }) => postpaid,
      isNumber: true,
      isMinor: true,
    },
    {
      title: say('草稿合计', 'Draft total'),
      cell: ({ total, currency }) => html`<strong>${money(total, currency)}</strong>`,
      sortBy: ({ total }) => total,
      isNumber: true,
      sorted: 'descending',
      isMain: true,
    },
    {
      title: say('提示', 'Findings'),
      cell: ({ findings }) =>
        findings === 0n ? dash : html`<b class="alert">${String(findings)}</b>`,
      sortBy: ({ findings }) => String(findings),
      isNumber: true,
    },
  ];
}
