import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { countedDestination } from '../../src/exports/counted-destination.ts';
import { commitAfter, openDestination } from '../../src/exports/destination.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { ExportJournalOptions, JournalExport } from '../../src/jobs/exports.ts';
import { hledgerText } from '../../src/journal/hledger-text.ts';
import { type JournalFacts, journalOf } from '../../src/journal/journal.ts';
import { journalCsv } from '../../src/journal/journal-csv.ts';
import type { BookedPayment } from '../../src/journal/payment-transactions.ts';
import { closingOf } from '../../src/ledger/closings.ts';
import { readJournalAccounts } from '../../src/workspace/settings.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { readOrderEvents } from './order-events.ts';

const renderers = { csv: journalCsv, hledger: hledgerText };

/**
 * Writes the journal of a month, to a file or to standard output.
 *
 * @throws {UserError} (exit 2) If the file cannot be written. (exit 3) If the accounts in imbill.yaml
 *   are wrong. (exit 4) If the month has nothing to book.
 */
export async function exportJournal(
  { month, format, target }: ExportJournalOptions,
  { workspace, warehouse }: ReadEffects,
): Promise<JournalExport> {
  const accounts = await readJournalAccounts(workspace.settings);
  const transactions = journalOf(await readJournalFacts(warehouse, month), accounts);
  if (transactions.length === 0) throw nothingToBook(month);
  const destination = countedDestination(await openDestination(target));
  await commitAfter(destination, () => destination.write(renderers[format](transactions)));
  return {
    month,
    isClosed: (await closingOf(warehouse, month)) !== undefined,
    transactions: transactions.length,
    postings: transactions.flatMap(({ postings }) => postings).length,
    ...destination.contents(),
  };
}

/** Reads everything that a month's journal is made of. */
export async function readJournalFacts(database: Database, month: Month): Promise<JournalFacts> {
  const documents = await database.rows<{ document: string }>(
    'select document from booked_documents where booked_in = $month order by position',
    { month },
  );
  return {
    month,
    documents: documents.map(({ document }) => JSON.parse(document) as InvoiceDocument),
    orders: await readOrderEvents(database, month),
    payments: await readPayments(database, month),
  };
}

async function readPayments(database: Database, month: Month): Promise<BookedPayment[]> {
  const rows = await database.rows<Record<string, string>>(queryText('journal/booked_payments'), {
    month,
  });
  return rows.map((row) => ({
    paymentId: row['payment_id']!,
    customerId: row['customer_id']!,
    receivedOn: row['received_on']!,
    bookedOn: row['booked_on']!,
    amount: row['amount']!,
    currency: row['currency']!,
    kind: row['kind'] as BookedPayment['kind'],
    documentNumber: row['document_number'] ?? null,
    reverses: row['reverses'] ?? null,
    reversedKind: (row['reversed_kind'] ?? null) as BookedPayment['reversedKind'],
  }));
}

function nothingToBook(month: Month): UserError {
  return new UserError(
    `There is nothing to book in ${month}: no document is dated in it, no payment came, and nothing is released.\nimbill invoice list shows the documents; each is booked in the month before its issue date.`,
    exitCodes.nothingToDo,
  );
}
