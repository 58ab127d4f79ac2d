import { canonicalJson } from '../src/base/json.ts';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import type { MonthSummary } from '../src/invoice/summary.ts';

/**
 * Renders an invoice as canonical JSON (RFC 8785: sorted keys, no white space) and one final newline. Equal documents
 * are equal bytes.
 *
 * @throws {Error} If a text holds half of a surrogate pair, which JSON cannot carry.
 */
export function renderInvoiceJson(invoice: InvoiceDocument): string {
  return canonicalLine(invoice);
}

/**
 * Renders a month's summary as canonical JSON. Loaded lines are counted by source and not by file: equal lines under
 * other file names give equal bytes.
 */
export function renderSummaryJson(summary: MonthSummary): string {
  const { files: _, ...withoutFiles } = summary;
  return canonicalLine(withoutFiles);
}

function canonicalLine(document: InvoiceDocument | Omit<MonthSummary, 'files'>): string {
  return `${canonicalJson(document)}\n`;
}
