import { renderInvoiceJson } from '../../reports/canonical-json.ts';
import { renderLinesCsv } from '../../reports/invoice-csv.ts';
import { reportFileName } from '../../reports/text/file-name.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { type Logos, logoOf } from '../../src/invoice/logo.ts';

/** A function that renders the files of a document, name → text. */
export type DocumentRenderer = (invoice: InvoiceDocument) => Map<string, string>;

/**
 * Returns a function that renders a document as JSON, CSV and HTML. The page's libraries are loaded
 * when the first one is rendered.
 *
 * @param logos Logos that the documents name.
 */
export async function documentRenderer(logos: Logos): Promise<DocumentRenderer> {
  const { renderInvoiceHtml } = await import('../../reports/invoice-html.ts');
  return (invoice) => {
    const html = renderInvoiceHtml(invoice, logoOf(invoice, logos));
    return renderTexts(invoice).set(`${reportFileName(invoice.number)}.html`, html);
  };
}

/** Renders a document as JSON and CSV, without the page, which takes longer. */
export function renderTexts(invoice: InvoiceDocument): Map<string, string> {
  const name = reportFileName(invoice.number);
  return new Map([
    [`${name}.json`, renderInvoiceJson(invoice)],
    [`${name}.csv`, renderLinesCsv([invoice])],
  ]);
}
