import { queryText } from '../../duckdb/query-text.ts';
import type { InvoiceDocument } from '../../invoice/document.ts';
import type { Snapshot } from './snapshot.ts';

/** A document of a customer's month. */
export interface PublishedDocument {
  document: InvoiceDocument;
  isVoided: boolean;
  /** Why it was voided. */
  voidReason?: string;
}

/** A customer's documents of a month, in the order in which they were issued. */
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

/** A document's canonical JSON, byte for byte as issued; undefined where there is no such number. */
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

/** Numbers of all documents, in the order in which they were issued. */
export async function documentNumbers({ database }: Snapshot): Promise<string[]> {
  const rows = await database.rows<{ number: string }>(
    'select number from invoices order by position',
  );
  return rows.map(({ number }) => number);
}
