import type { MonthOverview } from '../../src/snapshot/read/month-overview.ts';
import type { OverviewCustomer } from '../../src/snapshot/read/overview-customers.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { dash, money, movement, number, stateLabel } from './figures.ts';
import type { PageContext } from './page-context.ts';
import { type SortableColumn, sortableTable } from './table.ts';

/** Lists all customers of a month, a row each. `static/tables.js` sorts and filters them. */
export function customersTable(overview: MonthOverview, page: PageContext): Html {
  const { say } = page;
  return html`<section class="part" aria-labelledby="customers">
<h2 id="customers">${say('客户', 'Customers')}</h2>
${sortableTable(columnsOf(overview, page), overview.customers, page)}
</section>`;
}

function columnsOf(overview: MonthOverview, page: PageContext): SortableColumn<OverviewCustomer>[] {
  const { say } = page;
  const columns: (SortableColumn<OverviewCustomer> | false)[] = [
    {
      title: say('客户', 'Customer'),
      cell: (row) => customerCell(row, overview.month, page),
      sortBy: (row) => row.name || row.customerId,
      isHeading: true,
    },
    {
      title: say('应用', 'Apps'),
      cell: ({ apps }) => html`${apps}`,
      sortBy: ({ apps }) => String(apps),
      isNumber: true,
      isMinor: true,
    },
    {
      title: say('日活峰值', 'Peak users'),
      cell: ({ peakUsers }) => (peakUsers === undefined ? dash : number(peakUsers)),
      sortBy: ({ peakUsers }) => peakUsers ?? '',
      isNumber: true,
      isMinor: overview.isIssued,
    },
    { ...amount(say('预付费', 'Prepaid'), 'prepaid'), isMinor: true },
    { ...amount(say('后付费', 'Postpaid'), 'postpaid'), isMinor: true },
    {
      ...amount(say('合计', 'Total'), 'total'),
      sorted: 'descending',
      isMain: true,
      cell: ({ total, currency }) => html`<strong>${money(total, currency)}</strong>`,
    },
    overview.before !== undefined && {
      title: say('较上月', 'Change'),
      cell: (row) => html`${movement(row.change, row.total)}${movedText(row, overview, page)}`,
      sortBy: (row) => row.change ?? '',
      isNumber: true,
    },
    {
      title: say('提示', 'Findings'),
      cell: ({ findings }) => (findings === 0 ? dash : html`<b class="alert">${findings}</b>`),
      sortBy: ({ findings }) => String(findings),
      isNumber: true,
    },
    {
      title: say('状态', 'Status'),
      cell: ({ state }) => stateLabel(state, say),
      sortBy: ({ state }) => state,
    },
  ];
  const isShown = (column: SortableColumn<OverviewCustomer>) =>
    overview.isIssued || !('amountOf' in column);
  return columns.filter((column) => column !== false).filter(isShown);
}

type Amount = 'prepaid' | 'postpaid' | 'total';

function amount(
  title: string,
  of: Amount,
): SortableColumn<OverviewCustomer> & { amountOf: Amount } {
  return {
    title,
    cell: (row) => number(row[of]),
    sortBy: (row) => row[of],
    isNumber: true,
    amountOf: of,
  };
}

function customerCell(row: OverviewCustomer, month: string, { say, link }: PageContext): Html {
  if (row.customerId === '')
    return html`<span class="quiet">${say('不属于任何客户', 'No customer')}</span>`;
  const customer = row.customerId;
  const to = link(
    row.state === 'none'
      ? { page: 'customer-history', customer }
      : { page: 'customer', month, customer },
  );
  return html`<a href="${to}">${name(row.name || row.customerId)}</a> <span class="id">${name(row.customerId)}</span>`;
}

/** Names the charge that made most of a change. */
function movedText(
  { moved }: OverviewCustomer,
  { titles }: MonthOverview,
  { say }: PageContext,
): Html | false {
  if (moved === undefined) return false;
  const title = titles.get(moved.sku);
  return html`<span class="why">${title === undefined ? moved.sku : say(title.zh, title.en)}</span>`;
}
