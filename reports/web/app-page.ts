import type { CustomerApp } from '../../src/snapshot/read/customer-apps.ts';
import type { CustomerDetail } from '../../src/snapshot/read/customer-detail.ts';
import { name } from '../text/bilingual.ts';
import { html } from '../text/html.ts';
import { appSection } from './app-section.ts';
import { findingsList } from './findings-list.ts';
import { renderLayout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** Renders one app of a customer's month, if the customer has too many apps for one page. */
export function renderAppPage(
  { customerId, month, name: customerName }: CustomerDetail,
  app: CustomerApp,
  page: PageContext,
): string {
  const { link, say } = page;
  const title = `${app.appName || app.appId} · ${customerName} · ${month}`;
  const body = html`<header class="heading"><div>
<p class="kicker"><a href="${link({ page: 'month', month })}">${month}</a> / <a href="${link({ page: 'customer', month, customer: customerId })}">${name(customerName)}</a></p>
<h1>${name(app.appName || app.appId)} <span class="id">${say('应用', 'App')} ${name(app.appId)}</span></h1></div></header>
${findingsList(app.findings, page)}
${appSection(app, page)}`;
  return renderLayout({ title, body }, page);
}
