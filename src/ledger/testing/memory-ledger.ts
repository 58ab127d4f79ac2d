import { emptyInvoice } from '../../../reports/testing/sample-invoice.ts';
import { Database } from '../../duckdb/duckdb.ts';
import type { InvoiceDocument, InvoiceLine } from '../../invoice/document.ts';
import { sumMoney } from '../../money/round-money.ts';
import type { CheckedBatch } from '../../warehouse/load-records.ts';
import { createTables } from '../../warehouse/schema.ts';
import { issueDocuments, type UnnumberedDocument } from '../ledger.ts';

/** Opens an empty warehouse in memory. */
export async function memoryLedger(): Promise<Database> {
  const database = await Database.open();
  await createTables(database);
  return database;
}

/** Issues documents without facts and reports. */
export function issueAll(
  database: Database,
  documents: readonly UnnumberedDocument[],
): Promise<InvoiceDocument[]> {
  const hashes = { contentSha256: 'content', evidenceSha256: 'evidence' };
  return issueDocuments(
    database,
    documents.map((document) => ({ document, ...hashes })),
    () => new Map(),
  );
}

/** A document to issue, over nothing but what `changes` say. */
export function draft(changes: Partial<InvoiceDocument> = {}): UnnumberedDocument {
  const { number: _, ...rest } = emptyInvoice(changes);
  return rest;
}

/** A document to issue over some lines, with their sums. */
export function draftOver(
  lines: InvoiceLine[],
  changes: Partial<InvoiceDocument> = {},
): UnnumberedDocument {
  const sumOf = (kind?: string) =>
    sumMoney(lines.filter((line) => (kind ?? line.kind) === line.kind).map((line) => line.amount));
  const sums = { prepaid: sumOf('prepaid'), postpaid: sumOf('postpaid'), total: sumOf() };
  return draft({ lines, ...sums, ...changes });
}

/** A batch of one file with one row a day. */
export function batchOf(
  path: string,
  days: readonly string[],
  changes: Partial<CheckedBatch> = {},
): CheckedBatch {
  const rows = days.length;
  return {
    source: 'logins',
    path,
    fingerprint: 'seen',
    sha256: `hash of ${path}`,
    entry: 'e',
    bytes: 10,
    counts: { lines: rows + 1, headers: 1, accepted: rows, ignored: 0, rejected: 0 },
    segments: days.map((usageDate) => ({
      usageDate,
      path: `lake/${path}/${usageDate}.parquet`,
      sha256: `h ${usageDate}`,
      lines: 1,
      rows: 1,
    })),
    ...changes,
  };
}
