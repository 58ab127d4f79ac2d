import type {
  Allowance,
  AppServices,
  InvoiceDocument,
  InvoiceLine,
  UsageSeries,
} from '../src/invoice/document.ts';
import { groupBy } from '../src/rating/group-by.ts';
import { name, type Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { inMetricOrder } from './usage-view.ts';

/** An app with its part of a document. */
export interface App {
  id: string;
  name: string;
  lines: InvoiceLine[];
  services: AppServices[];
  allowances: Allowance[];
  usage: UsageSeries[];
}

/** Collects the document's apps, and after them any that only a line or a series names. */
export function appsOf(invoice: InvoiceDocument): App[] {
  const names = new Map(invoice.apps.map((app) => [app.app_id, app.app_name]));
  for (const { app_id } of [...invoice.lines, ...invoice.usage]) {
    if (!names.has(app_id)) names.set(app_id, '');
  }
  const linesOf = byApp(invoice.lines);
  const usageOf = byApp(invoice.usage);
  const servicesOf = byApp(invoice.services ?? []);
  const allowancesOf = byApp(invoice.allowances ?? []);
  return [...names].map(([id, appName]) => ({
    id,
    name: appName,
    lines: linesOf.get(id) ?? [],
    services: servicesOf.get(id) ?? [],
    allowances: allowancesOf.get(id) ?? [],
    usage: inMetricOrder(usageOf.get(id) ?? []),
  }));
}

function byApp<Item extends { app_id: string }>(items: readonly Item[]): Map<string, Item[]> {
  return groupBy(items, ({ app_id }) => app_id);
}

/** Returns an app's name and id as text; the id alone if it has no name. */
export function appName({ id, name: appName }: App): string {
  return appName === '' ? id : `${appName}  ${id}`;
}

/** Shows an app's name and id; the id alone if it has no name. */
export function appTitle(app: App, { label }: Words): Html {
  if (app.name === '') return html`<span class="id">${label('应用', 'App')}</span> ${name(app.id)}`;
  return html`${name(app.name)} <span class="id">${name(app.id)}</span>`;
}
