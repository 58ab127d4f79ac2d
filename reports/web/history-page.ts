import type {
  CurrencyHistory,
  CustomerHistoryRow,
  History,
} from '../../src/snapshot/read/history.ts';
import type { MonthTotal } from '../../src/snapshot/read/month-totals.ts';
import { sparkline } from '../charts/sparkline.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { corrections, movement, number } from './figures.ts';
import { renderLayout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { plainTable, type SortableColumn, sortableTable } from './table.ts';
import { totalsChart, totalsKey } from './totals-chart.ts';

/** Renders all months over all customers: the total of each month and of each customer. */
export function renderHistoryPage({ currencies, months }: History, page: PageContext): string {
  const { say, link } = page;
  const title = say('历史', 'History');
  const open = months.filter(({ isIssued }) => !isIssued);
  const body = html`<header class="heading"><h1>${title}</h1></header>
${currencies.length === 0 && html`<p class="notice">${say('尚未开出任何单据。', 'Nothing is issued yet.')}</p>`}
${currencies.map((currency) => currencySection(currency, page))}
${open.length > 0 && html`<section class="part"><h2>${say('有用量但未出账的月份', 'Months with usage, not issued')}</h2><ul class="links">${open.map(({ month }) => html`<li><a class="number" href="${link({ page: 'month', month })}">${month}</a></li>`)}</ul></section>`}`;
  return renderLayout({ title, body, scripts: ['tables.js'] }, page);
}

function currencySection(currency: CurrencyHistory, page: PageContext): Html {
  const { say } = page;
  return html`<section class="part"><h2>${say('各月合计', 'Total by month')} <span class="currency">${currency.currency}</span></h2>
<div class="sheet">${totalsKey(page)}
${totalsChart(currency.calendar, currency.totals, { currency: currency.currency, size: 'whole' }, page)}</div>
${monthsTable(currency, page)}</section>
<section class="part"><h2>${say('客户', 'Customers')} <span class="currency">${currency.currency}</span></h2>
${sortableTable(customerColumns(page), currency.customers, page)}</section>`;
}

/** Lists the months, latest first. */
function monthsTable({ totals }: CurrencyHistory, { say, link }: PageContext): Html {
  const amount = (title: string, cell: (total: MonthTotal) => Html) => ({
    title,
    cell,
    isNumber: true,
  });
  return plainTable<MonthTotal>(
    [
      {
        title: say('月份', 'Month'),
        isHeading: true,
        cell: ({ month }) =>
          html`<a class="number" href="${link({ page: 'month', month })}">${month}</a>`,
      },
      amount(say('客户', 'Customers'), ({ customers }) => html`${customers}`),
      amount(say('预付费', 'Prepaid'), ({ prepaid }) => number(prepaid)),
      amount(say('后付费', 'Postpaid'), ({ postpaid }) => number(postpaid)),
      amount(say('其中更正', 'Corrections included'), (total) => corrections(total.corrections)),
      {
        ...amount(say('合计', 'Total'), ({ total }) => html`<strong>${number(total)}</strong>`),
        isMain: true,
      },
      amount(say('较上月', 'Change'), ({ change, total }) => movement(change, total)),
    ],
    totals.toReversed(),
  );
}

function customerColumns({ say, link }: PageContext): SortableColumn<CustomerHistoryRow>[] {
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
      title: say('最近月份', 'Last month'),
      cell: ({ last, customerId }) =>
        html`<a class="number" href="${link({ page: 'customer', month: last, customer: customerId })}">${last}</a>`,
      sortBy: ({ last }) => last,
    },
    {
      title: say('最近一月合计', 'Last total'),
      cell: ({ lastTotal }) => number(lastTotal),
      sortBy: ({ lastTotal }) => lastTotal,
      isNumber: true,
      isMinor: true,
    },
    {
      title: say('合计', 'Total'),
      cell: ({ total }) => html`<strong>${number(total)}</strong>`,
      sortBy: ({ total }) => total,
      isNumber: true,
      sorted: 'descending',
      isMain: true,
    },
  ];
}
