import type { Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import type { DocumentState } from '../ledger/document-states.ts';
import { fileHashSql, fileText } from '../ledger/documents.ts';
import { unknownNumber } from '../ledger/unknown-number.ts';
import { groupDigits } from '../money/group-digits.ts';
import { type Output, printJson, printText } from './output.ts';
import { withSnapshot } from './snapshot.ts';
import { printable, textTable } from './text-table.ts';

interface InvoiceRow {
  [column: string]: string | null;
  number: string;
  kind: string;
  status: DocumentState;
  refers_to: string | null;
  month: string;
  customer_id: string;
  customer_name: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
  /** Of an invoice with its corrections; null for a correction. */
  net: string | null;
  issue_date: string;
  due_date: string;
  /** Of the file `NUMBER.json`, as sent. */
  json_file_sha256: string;
}

/** All issued invoices, or those of one month. */
export async function listInvoices(
  options: { workspace: string; json?: true; month?: Month },
  output: Output,
): Promise<void> {
  await withSnapshot(options.workspace, async (database) => {
    const rows = await database.rows<InvoiceRow>(
      `select number, kind, status, refers_to, month, customer_id, customer_name, currency,
        prepaid, postpaid, total, net, issue_date, due_date, ${fileHashSql} as json_file_sha256
       from invoices
       where $month is null or month = $month order by position`,
      { month: options.month ?? null },
    );
    if (options.json) {
      printJson(output, { invoices: rows });
      return;
    }
    if (rows.length === 0) {
      output.result('No invoices were issued.\n');
      return;
    }
    printText(
      output,
      textTable(
        [
          { title: 'number' },
          { title: 'month' },
          { title: 'customer' },
          { title: 'name' },
          { title: 'total', isNumber: true },
          { title: 'due' },
          { title: 'status' },
        ],
        rows.map((row) => [
          row.number,
          row.month,
          row.customer_id,
          row.customer_name,
          `${groupDigits(row.total)} ${row.currency}`,
          row.due_date,
          statusInWords(row),
        ]),
      ),
    );
  });
}

function statusInWords({ kind, status, refers_to, net, currency }: InvoiceRow): string {
  if (kind !== 'invoice') return `${kind.replace('_', ' ')} of ${refers_to}`;
  if (status === 'corrected') return `corrected, now ${groupDigits(net ?? '')} ${currency}`;
  const replaces = refers_to === null ? '' : `, replaces ${refers_to}`;
  return `${status}${replaces}`;
}

/**
 * One invoice; with `--json` its canonical document.
 *
 * @throws {UserError} (exit 2) If there is no such number.
 */
export async function showInvoice(
  number: string,
  options: { workspace: string; json?: true },
  output: Output,
): Promise<void> {
  await withSnapshot(options.workspace, async (database) => {
    const [row] = await database.rows<Record<'document' | 'file_sha256', string>>(
      `select document, ${fileHashSql} as file_sha256 from invoices where number = $number`,
      { number },
    );
    if (row === undefined) throw await unknownNumber(database, number, 'invoice');
    if (options.json) output.result(fileText(row.document));
    else {
      const life = await lifeInWords(database, number);
      printText(output, invoiceInWords(JSON.parse(row.document) as InvoiceDocument, life));
      printText(output, `SHA-256 of ${number}.json: ${row.file_sha256}\n`);
    }
  });
}

/** What became of a document after it was issued, a sentence each. */
async function lifeInWords(database: Database, number: string): Promise<string[]> {
  const corrections = await database.rows<Record<'number' | 'total' | 'currency', string>>(
    `select number, total, currency from invoices
     where refers_to = $number and kind <> 'invoice' order by position`,
    { number },
  );
  const [voided] = await database.rows<{ reason: string; replaced_by: string | null }>(
    'select reason, replaced_by from voids where number = $number',
    { number },
  );
  const made = corrections.map(
    (one) => `Corrected by ${one.number}: ${groupDigits(one.total)} ${one.currency}`,
  );
  if (voided === undefined) return made;
  const { reason, replaced_by } = voided;
  return [
    ...made,
    `Voided: ${printable(reason)}${replaced_by === null ? '' : `. Replaced by ${replaced_by}`}`,
  ];
}

const kindNames = { invoice: 'Invoice', credit_note: 'Credit note', debit_note: 'Debit note' };

/** A correction that names no cause takes a voided invoice back. */
function relationOf({ kind = 'invoice', causes = [] }: InvoiceDocument): string {
  if (kind === 'invoice') return 'Replaces';
  return causes.length > 0 ? 'Corrects' : 'Cancels';
}

function invoiceInWords(invoice: InvoiceDocument, life: readonly string[]): string {
  const { currency, kind = 'invoice', refers_to, reason } = invoice;
  return [
    `${kindNames[kind]} ${invoice.number} for ${invoice.month}, ${printable(invoice.customer_name)} (${printable(invoice.customer_id)})`,
    `Issued ${invoice.issue_date}, due ${invoice.due_date}`,
    ...(refers_to === undefined
      ? []
      : [
          printable(
            `${relationOf(invoice)} ${refers_to}${reason === undefined ? '' : `: ${reason}`}`,
          ),
        ]),
    ...life,
    '',
    textTable(
      [
        { title: 'app' },
        { title: 'charge' },
        { title: 'quantity', isNumber: true },
        { title: 'unit price', isNumber: true },
        { title: `amount ${currency}`, isNumber: true },
      ],
      invoice.lines.map(lineRow),
    ),
    ...invoice.lines.map(
      (line) => `${printable(`${line.app_id} ${line.sku}: ${line.explanation.en}`)}`,
    ),
    '',
    `Prepaid ${groupDigits(invoice.prepaid)} + postpaid ${groupDigits(invoice.postpaid)} = total ${groupDigits(invoice.total)} ${currency}`,
    ...invoice.findings.map(({ code, app_id, message }) =>
      printable(`! ${code} (${app_id}): ${message}`),
    ),
    '',
  ].join('\n');
}

function lineRow(line: InvoiceLine): string[] {
  return [
    line.app_id,
    line.sku,
    groupDigits(line.quantity),
    groupDigits(line.unit_price),
    groupDigits(line.amount),
  ];
}
