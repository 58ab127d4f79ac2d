import type { Closing } from '../../src/ledger/closings.ts';
import type { MonthOverview } from '../../src/snapshot/read/month-overview.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { customersTable } from './customers-table.ts';
import { draftMonth } from './draft-parts.ts';
import { moment, money, movement, share } from './figures.ts';
import { issuedUnder } from './issued-under.ts';
import { renderLayout } from './layout.ts';
import { monthAnomalies } from './month-anomalies.ts';
import { monthData } from './month-data.ts';
import { monthFindings } from './month-findings.ts';
import { monthHeading } from './month-heading.ts';
import { monthMissing } from './month-missing.ts';
import { movers } from './movers.ts';
import type { PageContext } from './page-context.ts';
import { monthReceivables } from './receivables-part.ts';

/** Renders a month over all customers: totals, largest changes, customers, findings, data. */
export function renderMonthPage(overview: MonthOverview, page: PageContext): string {
  const { say } = page;
  const title = say(`${overview.month} 月度总览`, `${overview.month}, month overview`);
  const body = html`${monthHeading(say('月度总览', 'Month overview'), overview, page)}
${!overview.isIssued && overview.draft === undefined && notIssuedNote(overview, page)}
${overview.closing !== undefined && closedNote(overview.closing, page)}
${overview.isIssued && totalsStrip(overview, page)}
${overview.receivables !== undefined && monthReceivables(overview.month, overview.receivables, page)}
${movers(overview, page)}
${(overview.isIssued || overview.draft === undefined) && customersTable(overview, page)}
${overview.draft !== undefined && draftMonth(overview.draft, page)}
${issuedUnder(overview.issuedUnder, page)}
${monthMissing(overview, page)}${monthAnomalies(overview, page)}${monthFindings(overview, page)}
${overview.summary !== undefined && monthData(overview.summary, page)}`;
  return renderLayout({ title, body, scripts: ['tables.js'] }, page);
}

function notIssuedNote({ month }: MonthOverview, { say }: PageContext): Html {
  return html`<p class="notice">${say('本月尚未出账，仅有用量。', 'This month is not issued yet and has usage only.')} ${say('预览金额：', 'See the amounts with')} <code>imbill preview --month ${month}</code></p>`;
}

function closedNote({ month, closed_by, closed_at }: Closing, { say }: PageContext): Html {
  return html`<p class="notice">${say(`${month} 已结账，结账人`, `${month} was closed by`)} <strong>${name(closed_by)}</strong>, ${moment(closed_at)}</p>`;
}

function totalsStrip({ totals, before }: MonthOverview, { say }: PageContext): Html {
  return html`<section class="totals" aria-label="${say('合计', 'Totals')}">
${totals.map(
  (total) => html`<dl class="tiles">
<div class="tile main"><dt>${say('合计', 'Total')}</dt><dd>${money(total.total, total.currency)}</dd></div>
<div class="tile"><dt>${say('预付费', 'Prepaid')}</dt><dd>${money(total.prepaid, '')}</dd></div>
<div class="tile"><dt>${say('后付费', 'Postpaid')}</dt><dd>${money(total.postpaid, '')}</dd></div>
<div class="tile"><dt>${say('客户', 'Customers')}</dt><dd class="number">${total.customers}</dd></div>
${before !== undefined && html`<div class="tile"><dt>${say('较上月', `Change from ${before}`)}</dt><dd>${movement(total.change, total.total)} ${share(total.change, total.total)}</dd></div>`}
</dl>`,
)}
</section>`;
}
