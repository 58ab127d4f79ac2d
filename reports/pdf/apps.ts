import type { InvoiceDocument, InvoiceLine, UsageSeries } from '../../src/invoice/document.ts';
import { inMetricOrder } from '../usage-view.ts';

/** An app of a document, with its lines and daily values. */
export interface PdfApp {
  id: string;
  title: string;
  lines: InvoiceLine[];
  usage: UsageSeries[];
}

/** Lists the document's apps, and after them any that only a line or a series names. */
export function appsOf(invoice: InvoiceDocument): PdfApp[] {
  const names = new Map(invoice.apps.map(({ app_id, app_name }) => [app_id, app_name]));
  for (const { app_id } of [...invoice.lines, ...invoice.usage])
    if (!names.has(app_id)) names.set(app_id, '');
  return [...names].map(([id, name]) => ({
    id,
    title: name === '' ? id : `${name}  ${id}`,
    lines: invoice.lines.filter(({ app_id }) => app_id === id),
    usage: inMetricOrder(invoice.usage.filter(({ app_id }) => app_id === id)),
  }));
}
