import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { Logo } from '../../src/invoice/logo.ts';
import type { MonthSummary } from '../../src/invoice/summary.ts';
import type { PageInputs } from '../page-inputs.ts';
import { invoicePage } from './invoice-page.ts';
import { summaryPage } from './summary-page.ts';
import { loadTypst, UntypesetPage } from './typst.ts';
import { escapeUnknown, refuseUnknown } from './unknown-characters.ts';

/**
 * Returns a function that renders a document as PDF/A-2u. The same document is the same bytes, on every
 * machine.
 *
 * The function throws a UserError (exit 3) for a character that the font does not have.
 */
export async function invoicePdfRenderer(): Promise<
  (invoice: InvoiceDocument, inputs?: PageInputs) => Uint8Array
> {
  const typeset = await loadTypst();
  return (invoice, { logo, documentsRoot } = {}) => {
    const page = invoicePage(invoice, { logo: logo && logoName(logo), documentsRoot });
    refuseUnknown(page, invoice);
    if (logo === undefined) return typeset(page);
    try {
      return typeset(page, new Map([[logoName(logo), Buffer.from(logo.base64, 'base64')]]));
    } catch (cause) {
      throw unreadableLogo(cause);
    }
  };
}

/** Explains an error of a page with a logo: a picture can be damaged although its beginning and end are whole. */
function unreadableLogo(cause: unknown): unknown {
  const [, why] = /failed to decode image \((.*)\)/.exec((cause as Error).message) ?? [];
  if (!(cause instanceof UntypesetPage) || why === undefined) return cause;
  return new UserError(
    `issuer.logo cannot be drawn in a PDF: ${why}\nSave the picture again as PNG or JPEG, or set documents: { pdf: false } in imbill.yaml. Nothing was issued.`,
    exitCodes.badInput,
    { cause },
  );
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
