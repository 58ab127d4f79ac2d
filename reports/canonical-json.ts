import { canonicalJson } from '../src/base/json.ts';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import type { MonthSummary } from '../src/invoice/summary.ts';

/**
 * An invoice as canonical JSON (RFC 8785: sorted keys, no white space) and one final newline:
 * equal documents are equal bytes.
 *
 * @throws {Error} If a text holds half of a surrogate pair, which JSON cannot carry.
 */
export function renderInvoiceJson(invoice: InvoiceDocument): string {
  return canonicalLine(invoice);
}

/**
 * A month's summary as canonical JSON, like `renderInvoiceJson`. What was loaded stands in it by
 * source: the same lines delivered under other file names are the same month.
 */
export function renderSummaryJson(summary: MonthSummary): string {
  const { files: _, ...withoutFiles } = summary;
  return canonicalLine(withoutFiles);
}

function canonicalLine(document: InvoiceDocument | Omit<MonthSummary, 'files'>): string {
  return `${canonicalJson(document)}\n`;
}
