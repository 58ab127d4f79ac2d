import type {
  CurrencyHistory,
  CustomerHistoryRow,
  History,
} from '../../src/snapshot/read/history.ts';
import type { MonthTotal } from '../../src/snapshot/read/month-totals.ts';
import { sparkline } from '../charts/sparkline.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { corrections, difference, number } from './figures.ts';
import { renderLayout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { type Column, sortableTable } from './sortable-table.ts';
import { totalsChart, totalsKey } from './totals-chart.ts';

/** Renders all months over all customers: the total of each month and of each customer. */
export function renderHistoryPage({ currencies, months }: History, page: PageContext): string {
  const { say, link } = page;
  const title = say('历史', 'History');
  const open = months.filter(({ isIssued }) => !isIssued);
  const body = html`<header class="heading"><h1>${title}</h1></header>
${currencies.length === 0 && html`<p class="notice">${say('尚未开出任何单据。', 'Nothing is issued yet.')}</p>`}
${currencies.map((currency) => currencySection(currency, page))}
${open.length > 0 && html`<section class="part"><h2>${say('有用量但未开票的月份', 'Months with usage, not issued')}</h2><ul class="links">${open.map(({ month }) => html`<li><a class="number" href="${link({ page: 'month', month })}">${month}</a></li>`)}</ul></section>`}`;
  return renderLayout({ title, body, scripts: ['tables.js'] }, page);
}

function currencySection(currency: CurrencyHistory, page: PageContext): Html {
  const { say } = page;
  return html`<section class="part"><h2>${say('各月合计', 'Total by month')} <span class="currency">${currency.currency}</span></h2>
<div class="sheet"><div class="scroll wide-chart">${totalsChart(currency.calendar, currency.totals, { currency: currency.currency, size: 'whole' }, page)}</div>
${totalsKey(page)}</div>
${monthsTable(currency, page)}</section>
<section class="part"><h2>${say('客户', 'Customers')} <span class="currency">${currency.currency}</span></h2>
${sortableTable(customerColumns(page), currency.customers, page)}</section>`;
}

/** Lists the months, latest first. */
function monthsTable({ totals }: CurrencyHistory, page: PageContext): Html {
  const { say } = page;
  return html`<div class="scroll"><table class="rows plain"><thead><tr><th scope="col">${say('月份', 'Month')}</th><th scope="col" class="numeric">${say('客户', 'Customers')}</th><th scope="col" class="numeric">${say('预付费', 'Prepaid')}</th><th scope="col" class="numeric">${say('后付费', 'Postpaid')}</th><th scope="col" class="numeric">${say('其中更正', 'Corrections included')}</th><th scope="col" class="numeric">${say('合计', 'Total')}</th><th scope="col" class="numeric">${say('较上月', 'Change')}</th></tr></thead>
<tbody>${totals.toReversed().map((total) => monthRow(total, page))}</tbody></table></div>`;
}

function monthRow(total: MonthTotal, { link }: PageContext): Html {
  return html`<tr><th scope="row"><a class="number" href="${link({ page: 'month', month: total.month })}">${total.month}</a></th>
<td class="numeric">${total.customers}</td><td class="numeric">${number(total.prepaid)}</td><td class="numeric">${number(total.postpaid)}</td><td class="numeric">${corrections(total.corrections)}</td><td class="numeric"><strong>${number(total.total)}</strong></td><td class="numeric">${difference(total.change)}</td></tr>
`;
}

function customerColumns({ say, link }: PageContext): Column<CustomerHistoryRow>[] {
  return [
    {
      title: say('客户', 'Customer'),
      cell: (row) =>
        html`<a href="${link({ page: 'customer-history', customer: row.customerId })}">${name(row.name)}</a> <span class="id">${name(row.customerId)}</span>`,
      sortBy: (row) => row.name,
      isHeading: true,
    },
    {
      title: say('走势', 'Trend'),
      cell: ({ totals }) =>
        sparkline(totals.map((total) => (total === undefined ? undefined : Number(total)))),
      sortBy: ({ last }) => last,
    },
    {
      title: say('月数', 'Months'),
      cell: ({ months }) => html`${months}`,
      sortBy: ({ months }) => String(months),
      isNumber: true,
      isMinor: true,
    },
    {
      title: say('最近月份', 'Latest month'),
      cell: ({ last, customerId }) =>
        html`<a class="number" href="${link({ page: 'customer', month: last, customer: customerId })}">${last}</a>`,
      sortBy: ({ last }) => last,
    },
    {
      title: say('最近月份合计', 'Its total'),
      cell: ({ lastTotal }) => number(lastTotal),
      sortBy: ({ lastTotal }) => lastTotal,
      isNumber: true,
      isMinor: true,
    },
    {
      title: say('全部月份合计', 'Total of all months'),
      cell: ({ total }) => html`<strong>${number(total)}</strong>`,
      sortBy: ({ total }) => total,
      isNumber: true,
      sorted: 'descending',
    },
  ];
}
