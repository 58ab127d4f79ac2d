import type { Month } from '../../src/calendar/month.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { ListedInvoice, ShownInvoice } from '../../src/jobs/invoices.ts';
import { fileHashSql, fileText } from '../../src/ledger/documents.ts';
import { unknownNumber } from '../../src/ledger/unknown-number.ts';
import { setToday } from '../../src/snapshot/read/due.ts';
import type { SnapshotEffects } from '../effects/effects.ts';
import { type Clock, todayIn } from '../effects/today.ts';

/** Lists the issued documents of a month, or all of them, in the order of their issue, with what is paid today. */
export async function listInvoices(
  { month }: { month: Month | undefined },
  { workspace, snapshot, now }: SnapshotEffects & Clock,
): Promise<ListedInvoice[]> {
  await setToday(snapshot, await todayIn({ workspace, now }, snapshot));
  return snapshot.rows<ListedInvoice>(
    `select invoices.number, invoices.document_kind as kind, invoices.status, refers_to, invoices.month, invoices.customer_id,
      invoices.customer_name, invoices.currency, prepaid, postpaid, total, net_total, tax_total, gross_total, net,
      invoices.issue_date, invoices.due_date, receivables.status as payment_status, receivables.paid,
      receivables.open, ${fileHashSql} as json_file_sha256
     from invoices
     left join (from receivables where exists (from payments)) as receivables
       on invoices.number = receivables.number
     where $month is null or invoices.month = $month order by invoices.position`,
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
  const corrections = await snapshot.rows<
    Record<'number' | 'total' | 'gross_total' | 'currency', string>
  >(
    `select number, total, gross_total, currency from invoices
     where refers_to = $number and document_kind <> 'invoice' order by position`,
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
