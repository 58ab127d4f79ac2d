import type { Compared, SimulationDocument } from '../invoice/simulation.ts';
import type { SimulateOptions, Simulation } from '../jobs/jobs.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { groupBy } from '../rating/group-by.ts';
import { type Output, printJson, printText } from './output.ts';
import { printable, textTable } from './text-table.ts';

/** Options of `imbill simulate` as they are parsed. */
export interface SimulateCommand {
  prices: string;
  from: string;
  to: string;
  list?: string;
  asDated?: true;
  detail?: true;
  out?: string;
  csv?: true;
  json?: true;
}

export function simulateOptions(options: SimulateCommand): SimulateOptions {
  const { prices: file, from, to, list, asDated, out } = options;
  return { file, from, to, list, asDated: asDated === true, out };
}

/** Shows a simulation as tables, or as the one document or table that is asked for. */
export function showSimulation(
  { document, csv, reports }: Simulation,
  { json, csv: isCsv, detail }: SimulateCommand,
  output: Output,
): void {
  if (json) printJson(output, { ...document, reports });
  else if (isCsv) output.result(csv);
  else printText(output, inWords(document, reports, detail === true));
}

function inWords(
  document: SimulationDocument,
  reports: readonly string[],
  detail: boolean,
): string {
  const { book, from, to, price_list, in_force_from, months_without_invoices } = document;
  const parts = [
    printable(
      `${book.file} (${book.list} from ${book.from}) for the customers of ${price_list}, ${from} to ${to}, in force from ${in_force_from} on.`,
    ),
    '',
    detail ? chargesTable(document) : invoicesTable(document),
    byMonth(document),
    bySku(document),
    ...document.skipped.map(
      ({ number, month }) =>
        `${number} of ${month} keeps no usage (it was issued by imbill 0.1) and is left out.`,
    ),
    ...(months_without_invoices.length > 0
      ? [`No invoice was issued for ${months_without_invoices.join(', ')}.`]
      : []),
    ...document.findings.map(({ customer_id, month, app_id, code, message }) =>
      printable(`! ${customer_id} ${month}, app ${app_id}: ${message} (${code})`),
    ),
    `Reports: ${reports.join(', ')}`,
    '',
  ];
  return parts.join('\n');
}

/** By customer, each with its months and its total. */
function invoicesTable({ customers, invoices, total }: SimulationDocument): string {
  const byCustomer = groupBy(invoices, ({ customer_id }) => customer_id);
  const rows = customers.flatMap((customer) => [
    ...(byCustomer.get(customer.customer_id) ?? []).map((invoice) => [
      invoice.customer_id,
      invoice.month,
      ...amounts(invoice),
    ]),
    [customer.customer_id, 'total', ...amounts(customer)],
  ]);
  return table(['customer', 'month'], [...rows, ['all', 'total', ...amounts(total)]]);
}

function chargesTable({ charges, total }: SimulationDocument): string {
  const rows = charges.map((charge) => [
    ...[charge.customer_id, charge.month, charge.app_id, charge.sku],
    ...amounts(charge),
  ]);
  return table(
    ['customer', 'month', 'app', 'charge'],
    [...rows, ['all', 'total', '', '', ...amounts(total)]],
  );
}

function byMonth({ months }: SimulationDocument): string {
  return table(
    ['month'],
    months.map((one) => [one.month, ...amounts(one)]),
  );
}

function bySku({ skus }: SimulationDocument): string {
  return table(
    ['charge'],
    skus.map((one) => [one.sku, ...amounts(one)]),
  );
}

function table(titles: readonly string[], rows: string[][]): string {
  const numbers = ['issued', 'simulated', 'difference'];
  return textTable(
    [...titles.map((title) => ({ title })), ...numbers.map((title) => ({ title, isNumber: true }))],
    rows,
  );
}

function amounts({ issued, simulated, difference }: Compared): string[] {
  const sign = difference.startsWith('-') || difference === '0.00' ? '' : '+';
  return [groupDigits(issued), groupDigits(simulated), `${sign}${groupDigits(difference)}`];
}
