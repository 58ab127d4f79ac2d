import { renderLinesCsv } from '../../reports/invoice-csv.ts';
import { renderInvoiceHtml } from '../../reports/invoice-html.ts';
import {
  type DocumentFormat,
  documentFile,
  documentFormats,
} from '../../reports/web/page-context.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { logoOf } from '../../src/invoice/logo.ts';
import { fileText } from '../../src/ledger/documents.ts';
import { documentText } from '../../src/snapshot/read/customer-documents.ts';
import { publishedLogos } from '../../src/snapshot/read/published-logos.ts';
import { publishedRoot } from '../../src/snapshot/read/published-root.ts';
import type { Snapshot } from '../../src/snapshot/read/snapshot.ts';

/**
 * Returns an issued document as a file: its JSON with the issued bytes, or its lines as CSV or its page as
 * this version renders them.
 *
 * @param file A name such as `INV-2026-000001.json`.
 * @returns Undefined if there is no such document.
 */
export async function documentFileText(
  file: string,
  snapshot: Snapshot,
): Promise<string | undefined> {
  const format = documentFormats.find((one) => file.endsWith(`.${one}`));
  const number = format && decode(file.slice(0, -format.length - 1));
  if (number === undefined || documentFile(number, format!) !== file) return undefined;
  const text = await documentText(snapshot, number);
  if (text === undefined) return undefined;
  if (format === 'json' || format === 'csv') return convertDocument(text, format);
  const document = JSON.parse(text) as InvoiceDocument;
  const logo = logoOf(document, await publishedLogos(snapshot));
  const documentsRoot = await publishedRoot(snapshot, number);
  return renderInvoiceHtml(document, { logo, documentsRoot });
}

/** Converts an issued document to its JSON file, or to its CSV file as this version renders it. */
export function convertDocument(text: string, format: Exclude<DocumentFormat, 'html'>): string {
  return format === 'json' ? fileText(text) : renderLinesCsv([JSON.parse(text)]);
}

function decode(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
