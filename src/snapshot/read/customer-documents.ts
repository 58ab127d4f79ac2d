import { queryText } from '../../duckdb/query-text.ts';
import type { InvoiceDocument } from '../../invoice/document.ts';
import type { Snapshot } from './snapshot.ts';

/** A document of a customer's month. */
export interface PublishedDocument {
  document: InvoiceDocument;
  isVoided: boolean;
  /** Reason of the void. */
  voidReason?: string;
}

/** Reads a customer's documents of a month, in the order of their issue. */
export async function customerDocuments(
  { database }: Snapshot,
  month: string,
  customerId: string,
): Promise<PublishedDocument[]> {
  const rows = await database.rows<{ document: string; reason: string | null }>(
    queryText('snapshot/documents_of_customer'),
    { month, customer: customerId },
  );
  return rows.map(({ document, reason }) => ({
    document: JSON.parse(document) as InvoiceDocument,
    isVoided: reason !== null,
    ...(reason !== null && { voidReason: reason }),
  }));
}

/** Reads a document's canonical JSON, byte for byte as issued; undefined for an unknown number. */
export async function documentText(
  { database }: Snapshot,
  number: string,
): Promise<string | undefined> {
  const [row] = await database.rows<{ document: string }>(
    'select document from invoices where number = $number',
    { number },
  );
  return row?.document;
}

/** Reads the numbers of all documents, in the order of their issue. */
export async function documentNumbers({ database }: Snapshot): Promise<string[]> {
  const rows = await database.rows<{ number: string }>(
    'select number from invoices order by position',
  );
  return rows.map(({ number }) => number);
}
