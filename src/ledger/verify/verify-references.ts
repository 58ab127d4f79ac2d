import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { comparison, type Difference } from '../difference.ts';

interface Named {
  [column: string]: string | bigint | null;
  number: string;
  kind: string;
  refers_to: string | null;
  customer_id: string;
  month: string;
  /** Reason of a credit or debit note. */
  reason: string | null;
  /** Number of causes of a credit or debit note. One that voids an invoice has none. */
  causes: bigint | null;
}

interface VoidRow {
  [column: string]: string | null;
  number: string;
  reason: string;
  credit_note: string;
  replaced_by: string | null;
}

/** Checks that every document that another one names exists and is of the right kind. */
export async function verifyReferences(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const rows = await database.rows<Named>(queryText('ledger/document_references'));
  const documents = new Map(rows.map((row) => [row.number, row]));
  for (const { number, kind, refers_to, customer_id } of rows) {
    const compare = comparison('references', number, differences);
    if (kind !== 'invoice' && refers_to === null)
      compare('refers_to', 'the number of a document', undefined);
    if (refers_to === null) continue;
    const original = documents.get(refers_to);
    compare('refers_to', `${refers_to} of ${customer_id}`, describeDocument(original));
  }
  const voids = await database.rows<VoidRow>(
    'select number, reason, credit_note, replaced_by from voids order by number',
  );
  compareVoids(voids, documents, differences);
  compareNotes(voids, rows, differences);
  return differences;
}

function compareVoids(
  voids: readonly VoidRow[],
  documents: ReadonlyMap<string, Named>,
  differences: Difference[],
): void {
  for (const { number, credit_note, replaced_by } of voids) {
    const compare = comparison('references', number, differences);
    compare('voided', 'invoice', documents.get(number)?.kind);
    const credit = documents.get(credit_note);
    compare(
      `voided with ${credit_note}`,
      `a credit or debit note for ${number}`,
      credit && `${describeNote(credit)} for ${credit.refers_to}`,
    );
    if (replaced_by !== null)
      compare(`replaced by ${replaced_by}`, 'invoice', documents.get(replaced_by)?.kind);
  }
}

/** Compares the voids with the documents: notes that void, and invoices that replace. */
function compareNotes(
  voids: readonly VoidRow[],
  documents: readonly Named[],
  differences: Difference[],
): void {
  const byNote = new Map(voids.map((row) => [row.credit_note, row]));
  const byReplacement = new Map(voids.map((row) => [row.replaced_by, row.number]));
  for (const { number, kind, refers_to, reason, causes } of documents) {
    const compare = comparison('references', number, differences);
    const row = byNote.get(number);
    if (kind !== 'invoice' && causes === 0n)
      compare('voids', `${refers_to}: ${reason}`, row && `${row.number}: ${row.reason}`);
    if (kind === 'invoice' && refers_to !== null)
      compare('replaces', refers_to, byReplacement.get(number));
  }
}

/** Describes the kind of a note. The void of a negative invoice is a debit note. */
function describeNote({ kind }: Named): string {
  return kind === 'invoice' ? kind : 'a credit or debit note';
}

function describeDocument(document: Named | undefined): string | undefined {
  return document && `${document.number} of ${document.customer_id}`;
}

/**
 * Checks that no charge and no order is billed twice by valid invoices. Needs the views of sql/checks.
 */
export async function verifyCharges(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const rows = await database.rows<Record<string, string>>(
    queryText('ledger/charges_on_several_invoices'),
  );
  for (const { app_id, sku, billed_for, numbers } of rows)
    comparison('charges', `app ${app_id}`, differences)(
      `${sku} of ${billed_for}`,
      'on one invoice',
      `on ${numbers}`,
    );
  return differences;
}
