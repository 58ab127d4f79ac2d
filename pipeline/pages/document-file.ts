import { renderLinesCsv } from '../../reports/invoice-csv.ts';
import { renderInvoiceHtml } from '../../reports/invoice-html.ts';
import {
  type DocumentFormat,
  documentFile,
  documentFormats,
} from '../../reports/web/page-context.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { fileText } from '../../src/ledger/documents.ts';
import { documentText } from '../../src/snapshot/read/customer-documents.ts';
import type { Snapshot } from '../../src/snapshot/read/snapshot.ts';

/**
 * An issued document as a file: its canonical JSON byte for byte as issued, its lines as CSV, or the
 * page as this version draws it.
 *
 * @param file Its name, such as `INV-2026-000001.json`; undefined is given for any that is none.
 */
export async function documentFileText(
  file: string,
  snapshot: Snapshot,
): Promise<string | undefined> {
  const format = documentFormats.find((one) => file.endsWith(`.${one}`));
  const number = format && decoded(file.slice(0, -format.length - 1));
  if (number === undefined || documentFile(number, format!) !== file) return undefined;
  const text = await documentText(snapshot, number);
  return text && inFormat(text, format!);
}

/** The document as issued in a format; the same bytes as JSON and CSV as the month's reports. */
export function inFormat(text: string, format: DocumentFormat): string {
  if (format === 'json') return fileText(text);
  const document = JSON.parse(text) as InvoiceDocument;
  return format === 'csv' ? renderLinesCsv([document]) : renderInvoiceHtml(document);
}

function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
