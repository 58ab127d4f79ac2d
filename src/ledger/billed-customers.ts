import type { Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import { groupBy } from '../rating/group-by.ts';
import { amountOfLines } from '../rating/line-tax.ts';
import { type LedgerDocument, ledgerDocuments } from './documents.ts';

/** A customer's documents of one month, and their sum. */
export interface BilledCustomer {
  customerId: string;
  /** Invoices (voided ones too) and their corrections, by position. */
  documents: LedgerDocument[];
  /** The invoice that was not voided. */
  live: LedgerDocument | undefined;
  /** Number of the last invoice that was voided and not replaced. */
  unreplaced: string | undefined;
  currency: string;
  /** Lines of all documents: their sum is what is owed. */
  lines: InvoiceLine[];
  /** Amount of all documents, with tax. */
  total: string;
}

/** Reads the customers with documents of a month, in the order of their first documents. */
export async function readBilledCustomers(
  database: Database,
  month: Month,
): Promise<Map<string, BilledCustomer>> {
  const documents = await ledgerDocuments(database, { month });
  const voids = await database.rows<{ number: string; replaced_by: string | null }>(
    'select number, replaced_by from voids',
  );
  const replacedBy = new Map(voids.map((row) => [row.number, row.replaced_by]));
  const byCustomer = groupBy(documents, ({ document }) => document.customer_id);
  return new Map(
    [...byCustomer].map(([customerId, own]) => [
      customerId,
      standingOf(customerId, own, replacedBy),
    ]),
  );
}

/** Reads the lines of the customer's documents of the month that were issued before a document. */
export async function linesBefore(
  database: Database,
  { number, month, customer_id }: Pick<InvoiceDocument, 'number' | 'month' | 'customer_id'>,
): Promise<InvoiceLine[]> {
  const rows = await database.rows<{ document: string }>(queryText('ledger/documents_before'), {
    number,
    month,
    customer_id,
  });
  return rows.flatMap(({ document }) => (JSON.parse(document) as InvoiceDocument).lines);
}

function standingOf(
  customerId: string,
  documents: LedgerDocument[],
  replacedBy: ReadonlyMap<string, string | null>,
): BilledCustomer {
  const invoices = documents.filter(({ kind }) => kind === 'invoice');
  const lines = documents.flatMap(({ document }) => document.lines);
  return {
    customerId,
    documents,
    live: invoices.find(({ number }) => !replacedBy.has(number)),
    unreplaced: invoices.findLast(({ number }) => replacedBy.get(number) === null)?.number,
    currency: invoices.at(-1)!.document.currency,
    lines,
    total: amountOfLines(lines),
  };
}
