import type { CustomerApp } from '../../src/snapshot/read/customer-apps.ts';
import type { CustomerDetail } from '../../src/snapshot/read/customer-detail.ts';
import type { Html } from '../text/html.ts';
import { html } from '../text/html.ts';
import { usageView } from '../usage-view.ts';
import { appTitle, appTotal } from './app-section.ts';
import { dash, money, number } from './figures.ts';
import type { PageContext } from './page-context.ts';
import { type SortableColumn, sortableTable } from './table.ts';

/** Lists a customer's apps, a row each, linked to their pages. */
export function appsTable(detail: CustomerDetail, page: PageContext): Html {
  const { say } = page;
  return html`<section class="part" aria-labelledby="apps"><h2 id="apps">${say('应用', 'Apps')}</h2>
${sortableTable(columnsOf(detail, page), detail.apps, page)}</section>`;
}

function columnsOf(
  { month, customerId, documents }: CustomerDetail,
  page: PageContext,
): SortableColumn<CustomerApp>[] {
  const { say, link } = page;
  const linkOf = ({ appId }: CustomerApp) =>
    link({ page: 'app', month, customer: customerId, app: appId });
  const highest = (app: CustomerApp, metric: string) => {
    const series = app.usage.find((one) => one.metric === metric);
    return series && usageView(series, []).highest?.quantity;
  };
  const peak = (title: string, metric: string): SortableColumn<CustomerApp> => ({
    title,
    cell: (app) => {
      const value = highest(app, metric);
      return value === undefined ? dash : number(value);
    },
    sortBy: (app) => highest(app, metric) ?? '',
    isNumber: true,
  });
  return [
    {
      title: say('应用', 'App'),
      cell: (app) => html`<a href="${linkOf(app)}">${appTitle(app, page)}</a>`,
      sortBy: ({ appName, appId }) => appName || appId,
      isHeading: true,
    },
    peak(say('日活峰值', 'Peak users'), 'dau'),
    peak(say('国内带宽峰值 (Mbps)', 'Peak Mbps, domestic'), 'bandwidth_domestic_mbps'),
    ...(documents.length === 0
      ? []
      : [
          {
            title: say('合计', 'Total'),
            cell: (app: CustomerApp) =>
              html`<strong>${money(appTotal(app), app.currency)}</strong>`,
            sortBy: appTotal,
            isNumber: true,
            isMain: true,
          },
        ]),
    {
      title: say('提示', 'Findings'),
      cell: ({ findings }) =>
        findings.length === 0 ? dash : html`<b class="alert">${findings.length}</b>`,
      sortBy: ({ findings }) => String(findings.length),
      isNumber: true,
    },
  ];
}
