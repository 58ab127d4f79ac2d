import type { CustomerDetail } from '../../src/snapshot/read/customer-detail.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { appSection } from './app-section.ts';
import { appsTable } from './apps-table.ts';
import { documentsTable } from './documents-table.ts';
import { customerDraft } from './draft-parts.ts';
import { money, movement, share, stateLabel } from './figures.ts';
import { findingsList } from './findings-list.ts';
import { renderLayout } from './layout.ts';
import { monthSteps } from './month-heading.ts';
import type { PageContext } from './page-context.ts';
import { customerReceivables } from './receivables-part.ts';

/** Most apps that are shown on the page itself; more of them have a page each. */
const mostAppsOnPage = 6;

/** Tells if each of the customer's apps has a page of its own. */
export function hasAppPages({ apps }: CustomerDetail): boolean {
  return apps.length > mostAppsOnPage;
}

/** Renders one customer's month: total, documents, and each app's charges, plans and days. */
export function renderCustomerPage(detail: CustomerDetail, page: PageContext): string {
  const { apps, documents, draft, month, receivables } = detail;
  const body = html`${customerHeading(detail, page)}
${documents.length === 0 && draft === undefined && notIssuedNote(month, page)}
${draft !== undefined && customerDraft(draft, page)}
${totalsTiles(detail, page)}
${findingsList(detail.findings, page)}
${documents.length > 0 && documentsTable(documents, page)}
${receivables !== undefined && customerReceivables(receivables, page)}
${hasAppPages(detail) ? appsTable(detail, page) : apps.map((app) => appSection(app, page))}`;
  const title = `${detail.name} · ${month}`;
  return renderLayout({ title, body, scripts: ['tables.js'] }, page);
}

/** Shows the customer, with links to the customer's other months. */
function customerHeading(detail: CustomerDetail, page: PageContext): Html {
  const { customerId, month } = detail;
  const { link, say } = page;
  return html`<header class="heading">
<div><p class="kicker"><a href="${link({ page: 'month', month })}">${say(`${month} 月度总览`, `${month}, all customers`)}</a></p>
<h1>${name(detail.name)} <span class="id">${name(customerId)}</span></h1></div>
${monthSteps(detail, (other) => ({ page: 'customer', month: other, customer: customerId }), page, html`<a href="${link({ page: 'customer-history', customer: customerId })}">${say('全部月份', 'All months')}</a>`)}
</header>`;
}

function notIssuedNote(month: string, { say }: PageContext): Html {
  return html`<p class="notice">${say('本月尚未出账，仅有用量。预览金额：', 'This month is not issued yet and has usage only. See the amounts with')} <code>imbill preview --month ${month}</code></p>`;
}

function totalsTiles({ totals }: CustomerDetail, { say }: PageContext): Html[] {
  return totals.map(
    (total) => html`<dl class="tiles">
<div class="tile main"><dt>${say('合计', 'Total')}</dt><dd>${money(total.total, total.currency)}</dd></div>
<div class="tile"><dt>${say('预付费', 'Prepaid')}</dt><dd>${money(total.prepaid, '')}</dd></div>
<div class="tile"><dt>${say('后付费', 'Postpaid')}</dt><dd>${money(total.postpaid, '')}</dd></div>
${total.change !== undefined && html`<div class="tile"><dt>${say('较上月', 'Change from the month before')}</dt><dd>${movement(total.change, total.total)} ${share(total.change, total.total)}</dd></div>`}
<div class="tile"><dt>${say('状态', 'Status')}</dt><dd>${stateLabel(total.state, say)}</dd></div>
</dl>`,
  );
}
