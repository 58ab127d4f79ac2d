import { sumMoney } from '../../src/money/round-money.ts';
import type { CustomerApp } from '../../src/snapshot/read/customer-apps.ts';
import { servicesFigure } from '../services-figure.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { usageFigure } from '../usage-figure.ts';
import { inMetricOrder } from '../usage-view.ts';
import { allowancesTable } from './allowances.ts';
import { money } from './figures.ts';
import { correctionsTable, linesTable } from './lines-table.ts';
import type { PageContext } from './page-context.ts';
import { pageStyle } from './page-style.ts';

/** Shows one app's month: charges with their explanations, plan and packs, daily values. */
export function appSection(app: CustomerApp, page: PageContext): Html {
  const isIssued = app.currency !== '';
  return html`<section class="app sheet" data-app-id="${app.appId}">
<header><h2>${appTitle(app, page)}</h2>${isIssued && html`<p class="app-total">${money(appTotal(app), app.currency)}</p>`}</header>
${isIssued && linesTable(app.lines, page)}
${correctionsTable(app.corrections, page)}
${app.services.map((services) => servicesFigure(services, pageStyle(page)))}
${allowancesTable(app.allowances, app.currency, page)}
${isIssued && app.isUsageOfNow && html`<p class="quiet note">${page.say('以下为当前统计的每日用量，可能与出账时不同。', 'These daily values are measured today. The invoice may be based on others.')}</p>`}
${app.usage.length > 0 && html`<div class="charts">${inMetricOrder(app.usage).map((series) => usageFigure(series, app.lines, pageStyle(page)))}</div>`}
</section>
`;
}

export function appTitle({ appId, appName }: CustomerApp, { say }: PageContext): Html {
  if (appName === '') return html`<span class="id">${say('应用', 'App')}</span> ${name(appId)}`;
  return html`${name(appName)} <span class="id">${name(appId)}</span>`;
}

/** Adds the charges as issued and their corrections; two decimals. */
export function appTotal({ lines, corrections }: CustomerApp): string {
  return sumMoney([...lines, ...corrections].map(({ amount }) => amount));
}
