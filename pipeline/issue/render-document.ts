import { renderInvoiceJson } from '../../reports/canonical-json.ts';
import { renderLinesCsv } from '../../reports/invoice-csv.ts';
import { reportFileName } from '../../reports/text/file-name.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';

/** File name → text: one document as it is sent. */
export type DocumentRenderer = (invoice: InvoiceDocument) => Map<string, string>;

/**
 * Renders a document as JSON, CSV and HTML. The page brings the libraries of its charts along, which
 * are loaded when the first one is asked for.
 */
export async function documentRenderer(): Promise<DocumentRenderer> {
  const { renderInvoiceHtml } = await import('../../reports/invoice-html.ts');
  return (invoice) =>
    renderTexts(invoice).set(`${reportFileName(invoice.number)}.html`, renderInvoiceHtml(invoice));
}

/** The same without the page, whose charts take their time. */
export function renderTexts(invoice: InvoiceDocument): Map<string, string> {
  const name = reportFileName(invoice.number);
  return new Map([
    [`${name}.json`, renderInvoiceJson(invoice)],
    [`${name}.csv`, renderLinesCsv([invoice])],
  ]);
}
