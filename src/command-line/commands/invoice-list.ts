import type { Command } from 'commander';
import type { Month } from '../../calendar/month.ts';
import type { ListedInvoice } from '../../jobs/invoices.ts';
import { isZero } from '../../money/decimal.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import type { Table } from '../../terminal/table.ts';
import { printJson, printText } from '../print/output.ts';
import { monthOption } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill invoice list`. */
export function addInvoiceList(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'list', 'List issued invoices', ['imbill invoice list --month 2026-09'])
    .addOption(monthOption('--month', 'only one billing month'))
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & { month?: Month }>();
      const context = contextOf(options, output, 'imbill invoice list');
      const invoices = await jobs.listInvoices(context, { month: options.month });
      if (options.json) printJson(output, { invoices });
      else if (invoices.length === 0) output.result('No invoices were issued.\n');
      else printText(output, [invoiceTable(invoices)]);
    });
}

function invoiceTable(invoices: readonly ListedInvoice[]): Table {
  const arePaid = invoices.some(({ payment_status }) => payment_status !== null);
  return {
    columns: [
      { title: 'number' },
      { title: 'month' },
      { title: 'customer' },
      { title: 'name', fit: 'cut' },
      { title: 'total', isNumber: true },
      { title: 'due' },
      { title: 'status', fit: 'wrap' },
      ...(arePaid ? [{ title: 'payment', fit: 'wrap' as const }] : []),
    ],
    rows: invoices.map((row) => [
      row.number,
      row.month,
      row.customer_id,
      row.customer_name,
      `${groupDigits(row.gross_total)} ${row.currency}`,
      row.due_date,
      describeState(row),
      ...(arePaid ? [describePayment(row)] : []),
    ]),
  };
}

function describePayment({ payment_status, paid, open }: ListedInvoice): string {
  if (payment_status === null) return '';
  const left = isZero(open ?? '0') ? '' : `, ${groupDigits(open ?? '')} open`;
  const already = left === '' || isZero(paid ?? '0') ? '' : `, ${groupDigits(paid ?? '')} paid`;
  return `${payment_status}${already}${left}`;
}

function describeState({ kind, status, refers_to, net, currency }: ListedInvoice): string {
  if (kind !== 'invoice') return `${kind.replace('_', ' ')} of ${refers_to}`;
  if (status === 'corrected') return `corrected, now ${groupDigits(net ?? '')} ${currency}`;
  const replaces = refers_to === null ? '' : `, replaces ${refers_to}`;
  return `${status}${replaces}`;
}
