import { monthsBetween } from '../../src/calendar/month.ts';
import type {
  CustomerHistory,
  CustomerHistoryMonth,
} from '../../src/snapshot/read/customer-history.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { chargesMatrix } from './charges-matrix.ts';
import { corrections, dash, money, movement, number, stateLabel } from './figures.ts';
import { renderLayout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { quantityFigure } from './quantity-figure.ts';
import { type Column, plainTable } from './table.ts';
import { totalsChart, totalsKey } from './totals-chart.ts';

/** Renders one customer over all months: totals, billed quantities, and the amount of each charge. */
export function renderCustomerHistoryPage(history: CustomerHistory, page: PageContext): string {
  const { say, link } = page;
  const { customerId, months } = history;
  const currencies = [...new Set(months.flatMap(({ billed }) => billed?.currency ?? []))].sort();
  const body = html`<header class="heading"><div><p class="kicker"><a href="${link({ page: 'history' })}">${say('历史', 'History')}</a></p>
<h1>${name(history.name)} <span class="id">${name(customerId)}</span></h1></div></header>
<section class="part"><h2>${say('走势', 'Trend')}</h2><div class="sheet courses">
${currencies.map((currency) => totalsFigure(currency, months, page))}
${history.quantities.map((one) => quantityFigure(one, calendarOf(months), page))}</div></section>
${monthsTable(history, page)}
${currencies.map((currency) => chargesMatrix(currency, history, page))}`;
  const title = `${history.name} · ${say('历史', 'History')}`;
  return renderLayout({ title, body }, page);
}

function calendarOf(months: readonly CustomerHistoryMonth[]): string[] {
  return monthsBetween(months[0]!.month, months.at(-1)!.month);
}

function totalsFigure(
  currency: string,
  months: readonly CustomerHistoryMonth[],
  page: PageContext,
): Html {
  const totals = months.flatMap(({ billed }) => (billed?.currency === currency ? [billed] : []));
  const title = page.say(`各月合计（${currency}）`, `Total by month, ${currency}`);
  return html`<figure class="usage"><figcaption><h4>${title}</h4>${totalsKey(page)}</figcaption>
${totalsChart(calendarOf(months), totals, { currency, size: 'half' }, page)}</figure>`;
}

/** Lists the months, latest first. */
function monthsTable({ months, customerId }: CustomerHistory, { say, link }: PageContext): Html {
  type Billed = NonNullable<CustomerHistoryMonth['billed']>;
  const peak = (title: string, metric: string): Column<CustomerHistoryMonth> => ({
    title,
    isNumber: true,
    cell: ({ peaks }) => {
      const value = peaks.get(metric);
      return value === undefined ? dash : number(value);
    },
  });
  const amount = (title: string, cell: (billed: Billed) => Html): Column<CustomerHistoryMonth> => ({
    title,
    isNumber: true,
    cell: ({ billed }) => (billed ? cell(billed) : dash),
  });
  const columns: Column<CustomerHistoryMonth>[] = [
    {
      title: say('月份', 'Month'),
      isHeading: true,
      cell: ({ month }) =>
        html`<a class="number" href="${link({ page: 'customer', month, customer: customerId })}">${month}</a>`,
    },
    peak(say('日活峰值', 'Peak users'), 'dau'),
    peak(say('带宽峰值 (Mbps)', 'Peak Mbps'), 'bandwidth_domestic_mbps'),
    amount(say('预付费', 'Prepaid'), ({ prepaid }) => number(prepaid)),
    amount(say('后付费', 'Postpaid'), ({ postpaid }) => number(postpaid)),
    amount(say('其中更正', 'Corrections included'), (billed) => corrections(billed.corrections)),
    {
      ...amount(
        say('合计', 'Total'),
        ({ total, currency }) => html`<strong>${money(total, currency)}</strong>`,
      ),
      isMain: true,
    },
    amount(say('较上月', 'Change'), ({ change, total }) => movement(change, total)),
    amount(say('提示', 'Findings'), ({ findings }) =>
      findings === 0 ? dash : html`<b class="alert">${findings}</b>`,
    ),
    {
      title: say('状态', 'Status'),
      cell: ({ billed }) => stateLabel(billed?.state ?? 'open', say),
    },
  ];
  return html`<section class="part"><h2>${say('月份', 'Months')}</h2>
${plainTable(columns, months.toReversed())}</section>`;
}
