import type { Month } from '../calendar/month.ts';
import { exitCodes, UserError } from '../errors.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import { groupDigits } from '../money/group-digits.ts';
import { nearestName } from '../yaml/read-yaml.ts';
import { type Output, printJson } from './output.ts';
import { withSnapshot } from './snapshot.ts';
import { printable, textTable } from './text-table.ts';

interface InvoiceRow {
  [column: string]: string;
  number: string;
  month: string;
  customer_id: string;
  customer_name: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
  issue_date: string;
  due_date: string;
}

/** All issued invoices, or those of one month. */
export async function listInvoices(
  options: { workspace: string; json?: true; month?: Month },
  output: Output,
): Promise<void> {
  await withSnapshot(options.workspace, async (database) => {
    const rows = await database.rows<InvoiceRow>(
      `select number, month, customer_id, customer_name, currency, prepaid, postpaid, total, issue_date, due_date
       from invoices where $month is null or month = $month order by issue_year, sequence`,
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
    output.result(
      textTable(
        [
          { title: 'number' },
          { title: 'month' },
          { title: 'customer' },
          { title: 'name' },
          { title: 'total', isNumber: true },
          { title: 'due' },
        ],
        rows.map((row) => [
          row.number,
          row.month,
          row.customer_id,
          row.customer_name,
          `${groupDigits(row.total)} ${row.currency}`,
          row.due_date,
        ]),
      ),
    );
  });
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
    const [row] = await database.rows<{ document: string }>(
      'select document from invoices where number = $number',
      { number },
    );
    if (row === undefined) {
      const all = await database.rows<{ number: string }>('select number from invoices');
      throw unknownNumber(
        number,
        all.map((other) => other.number),
      );
    }
    if (options.json) output.result(`${row.document}\n`);
    else output.result(invoiceInWords(JSON.parse(row.document) as InvoiceDocument));
  });
}

function unknownNumber(number: string, known: string[]): UserError {
  const nearest = nearestName(number, known);
  return new UserError(
    `There is no invoice ${JSON.stringify(number)}${nearest === undefined ? '' : `; did you mean ${nearest}?`}\nimbill invoice list shows all numbers.`,
    exitCodes.wrongUsage,
  );
}

function invoiceInWords(invoice: InvoiceDocument): string {
  const { currency } = invoice;
  return [
    `Invoice ${invoice.number} for ${invoice.month}, ${printable(invoice.customer_name)} (${printable(invoice.customer_id)})`,
    `Issued ${invoice.issue_date}, due ${invoice.due_date}`,
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
