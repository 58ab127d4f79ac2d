import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { Logo } from '../../src/invoice/logo.ts';
import type { MonthSummary } from '../../src/invoice/summary.ts';
import { invoicePage } from './invoice-page.ts';
import { summaryPage } from './summary-page.ts';
import { loadTypst } from './typst.ts';
import { escapeUnknown, refuseUnknown } from './unknown-characters.ts';

/**
 * Returns a function that renders a document as PDF/A-2u. The same document is the same bytes, on every
 * machine.
 *
 * The function throws a UserError (exit 3) for a character that the font does not have.
 */
export async function invoicePdfRenderer(): Promise<
  (invoice: InvoiceDocument, logo?: Logo) => Uint8Array
> {
  const typeset = await loadTypst();
  return (invoice, logo) => {
    const page = invoicePage(invoice, logo && logoName(logo));
    refuseUnknown(page, invoice);
    const files = logo ? [[logoName(logo), Buffer.from(logo.base64, 'base64')] as const] : [];
    return typeset(page, new Map(files));
  };
}

/** Renders a month's summary as PDF/A-2u. A character that the font does not have is shown by its number. */
export async function renderSummaryPdf(summary: MonthSummary): Promise<Uint8Array> {
  const typeset = await loadTypst();
  return typeset(escapeUnknown(summaryPage(summary)));
}

/** Names the file of a logo; the typesetter looks at its ending. */
function logoName({ media_type }: Logo): string {
  return media_type === 'image/png' ? 'logo.png' : 'logo.jpg';
}
