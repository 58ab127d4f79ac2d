import { renderInvoiceJson } from '../../reports/canonical-json.ts';
import { renderLinesCsv } from '../../reports/invoice-csv.ts';
import { reportFileName } from '../../reports/text/file-name.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { type Logos, logoOf } from '../../src/invoice/logo.ts';
import type { RenderReports, ReportContent } from '../../src/ledger/stored-reports.ts';

/**
 * Returns a function that renders a document as JSON, CSV and HTML, and as PDF if that is asked for. The
 * libraries of pages are loaded when the first one is rendered.
 *
 * @param logos Logos that the documents name.
 */
export async function documentRenderer(
  logos: Logos,
  { pdf = false }: { pdf?: boolean | undefined } = {},
): Promise<RenderReports> {
  const { renderInvoiceHtml } = await import('../../reports/invoice-html.ts');
  const renderPdf = pdf ? await loadInvoicePdf() : undefined;
  return (invoice, documentsRoot) => {
    const name = reportFileName(invoice.number);
    const inputs = { logo: logoOf(invoice, logos), documentsRoot };
    const reports = new Map<string, ReportContent>(renderTexts(invoice));
    reports.set(`${name}.html`, renderInvoiceHtml(invoice, inputs));
    if (renderPdf !== undefined) reports.set(`${name}.pdf`, renderPdf(invoice, inputs));
    return reports;
  };
}

async function loadInvoicePdf() {
  const { invoicePdfRenderer } = await import('../../reports/pdf/render-pdf.ts');
  return invoicePdfRenderer();
}

/** Tells whether a document or month has a PDF, by the names of its files. */
export function hasPdf(reports: Iterable<{ name: string }>): boolean {
  return [...reports].some(({ name }) => name.endsWith('.pdf'));
}

/** Renders a document as JSON and CSV, without the pages, which take longer. */
export function renderTexts(invoice: InvoiceDocument): Map<string, string> {
  const name = reportFileName(invoice.number);
  return new Map([
    [`${name}.json`, renderInvoiceJson(invoice)],
    [`${name}.csv`, renderLinesCsv([invoice])],
  ]);
}
