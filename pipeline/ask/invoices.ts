import type { Month } from '../../src/calendar/month.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { ListedInvoice, ShownInvoice } from '../../src/jobs/invoices.ts';
import { fileHashSql, fileText } from '../../src/ledger/documents.ts';
import { unknownNumber } from '../../src/ledger/unknown-number.ts';
import type { SnapshotEffects } from '../effects/effects.ts';

/** Lists the issued documents of a month, or all of them, in the order of their issue. */
export function listInvoices(
  { month }: { month: Month | undefined },
  { snapshot }: SnapshotEffects,
): Promise<ListedInvoice[]> {
  return snapshot.rows<ListedInvoice>(
    `select number, kind, status, refers_to, month, customer_id, customer_name, currency,
      prepaid, postpaid, total, net, issue_date, due_date, ${fileHashSql} as json_file_sha256
     from invoices
     where $month is null or month = $month order by position`,
    { month: month ?? null },
  );
}

/**
 * Reads an issued document, and what became of it later.
 *
 * @throws {UserError} (exit 2) If there is no such number.
 */
export async function showInvoice(
  number: string,
  { snapshot }: SnapshotEffects,
): Promise<ShownInvoice> {
  const [row] = await snapshot.rows<{ document: string }>(
    'select document from invoices where number = $number',
    { number },
  );
  if (row === undefined) throw await unknownNumber(snapshot, number, 'invoice');
  const corrections = await snapshot.rows<Record<'number' | 'total' | 'currency', string>>(
    `select number, total, currency from invoices
     where refers_to = $number and kind <> 'invoice' order by position`,
    { number },
  );
  const files = await snapshot.rows<Record<'name' | 'sha256', string>>(
    'select name, sha256 from sent_files where number = $number order by name',
    { number },
  );
  const [voided] = await snapshot.rows<{ reason: string; replaced_by: string | null }>(
    'select reason, replaced_by from voids where number = $number',
    { number },
  );
  return {
    document: JSON.parse(row.document) as InvoiceDocument,
    json: fileText(row.document),
    files,
    corrections,
    voided,
  };
}
