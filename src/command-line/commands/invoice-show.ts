import type { Command } from 'commander';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type { InvoiceDocument, InvoiceLine } from '../../invoice/document.ts';
import type { ShownInvoice } from '../../jobs/invoices.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { type Part, quiet } from '../../terminal/layout.ts';
import type { Table } from '../../terminal/table.ts';
import { documentKinds } from '../print/document-kinds.ts';
import { printText } from '../print/output.ts';
import { describeTax } from '../print/tax.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill invoice show`. */
export function addInvoiceShow(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'show <number>', 'Show one invoice', [
    'imbill invoice show INV-2026-000001 --json',
  ]).action(async (number: string, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<GlobalOptions>();
    const shown = await jobs.showInvoice(contextOf(options, output, 'imbill invoice show'), number);
    if (options.json) output.result(shown.json);
    else printText(output, describeInvoice(shown));
  });
}

function describeInvoice(shown: ShownInvoice): Part[] {
  const invoice = shown.document;
  const { number, currency, kind = 'invoice' } = invoice;
  return [
    `${documentKinds[kind]} ${number} for ${invoice.month}, ${visibleCharacters(invoice.customer_name)} (${visibleCharacters(invoice.customer_id)})`,
    `Issued ${invoice.issue_date}, due ${invoice.due_date}`,
    ...describeReference(invoice),
    ...describeLaterDocuments(shown),
    '',
    lineTable(invoice),
    '',
    ...invoice.lines.map((line) =>
      visibleCharacters(`${line.app_id} ${line.sku}: ${line.explanation.en}`),
    ),
    '',
    `Prepaid ${groupDigits(invoice.prepaid)} + postpaid ${groupDigits(invoice.postpaid)} = total ${groupDigits(invoice.total)} ${currency}`,
    ...describeTax(invoice.tax, currency),
    ...invoice.findings.map(({ code, app_id, message }) =>
      visibleCharacters(`! ${code} (${app_id}): ${message}`),
    ),
    ...shown.files.map(({ name, sha256 }) => quiet(`SHA-256 of ${name}: ${sha256}`)),
  ];
}

function describeReference(invoice: InvoiceDocument): string[] {
  const { refers_to, reason } = invoice;
  if (refers_to === undefined) return [];
  const why = reason === undefined ? '' : `: ${reason}`;
  return [visibleCharacters(`${relationOf(invoice)} ${refers_to}${why}`)];
}

/** A correction without causes cancels a voided invoice. */
function relationOf({ kind = 'invoice', causes = [] }: InvoiceDocument): string {
  if (kind === 'invoice') return 'Replaces';
  return causes.length > 0 ? 'Corrects' : 'Cancels';
}

function describeLaterDocuments({ corrections, voided }: ShownInvoice): string[] {
  const notes = corrections.map(
    ({ number, gross_total, currency }) =>
      `Corrected by ${number}: ${groupDigits(gross_total)} ${currency}`,
  );
  if (voided === undefined) return notes;
  const { reason, replaced_by } = voided;
  const next = replaced_by === null ? '' : `. Replaced by ${replaced_by}`;
  return [...notes, `Voided: ${visibleCharacters(reason)}${next}`];
}

function lineTable({ lines, currency }: InvoiceDocument): Table {
  return {
    columns: [
      { title: 'app' },
      { title: 'charge' },
      { title: 'quantity', isNumber: true },
      { title: 'unit price', isNumber: true },
      { title: `amount ${currency}`, isNumber: true },
    ],
    rows: lines.map(({ app_id, sku, quantity, unit_price, amount }: InvoiceLine) => [
      app_id,
      sku,
      ...[quantity, unit_price, amount].map(groupDigits),
    ]),
  };
}
