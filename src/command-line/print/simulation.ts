import { visibleCharacters } from '../../base/visible-characters.ts';
import type { Compared, SimulationDocument } from '../../invoice/simulation.ts';
import type { Simulation } from '../../jobs/simulate.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { Part } from '../../terminal/layout.ts';
import type { Table } from '../../terminal/table.ts';

/**
 * Describes a simulation with its totals.
 *
 * @param withCharges Lists every charge instead of customers and months.
 */
export function describeSimulation(
  { document, reports }: Simulation,
  withCharges: boolean,
): Part[] {
  const { book, from, to, price_list, in_force_from, months_without_invoices } = document;
  return [
    visibleCharacters(
      `${book.file} (${book.list} from ${book.from}) for the customers of ${price_list}, ${from} to ${to}, in force from ${in_force_from} on.`,
    ),
    '',
    withCharges ? chargeTable(document) : invoiceTable(document),
    '',
    monthTable(document),
    '',
    skuTable(document),
    '',
    ...document.skipped.map(
      ({ number, month }) =>
        `${number} of ${month} was issued by imbill 0.1, which stored no usage, and is left out.`,
    ),
    ...(months_without_invoices.length > 0
      ? [`No invoice was issued for ${months_without_invoices.join(', ')}.`]
      : []),
    ...document.findings.map(({ customer_id, month, app_id, code, message }) =>
      visibleCharacters(`! ${customer_id} ${month}, app ${app_id}: ${message} (${code})`),
    ),
    `Reports: ${reports.join(', ')}`,
  ];
}

/** Lists the months of each customer, and its total. */
function invoiceTable({ customers, invoices, total }: SimulationDocument): Table {
  const byCustomer = groupBy(invoices, ({ customer_id }) => customer_id);
  const rows = customers.flatMap((customer) => [
    ...(byCustomer.get(customer.customer_id) ?? []).map((invoice) => [
      invoice.customer_id,
      invoice.month,
      ...amounts(invoice),
    ]),
    [customer.customer_id, totalTitle, ...amounts(customer)],
  ]);
  return table(['customer', 'month'], [...rows, ['all', totalTitle, ...amounts(total)]]);
}

function chargeTable({ charges, total }: SimulationDocument): Table {
  const rows = charges.map((charge) => [
    charge.customer_id,
    charge.month,
    charge.app_id,
    charge.sku,
    ...amounts(charge),
  ]);
  return table(
    ['customer', 'month', 'app', 'charge'],
    [...rows, ['all', totalTitle, '', '', ...amounts(total)]],
  );
}

function monthTable({ months }: SimulationDocument): Table {
  return table(
    ['month'],
    months.map((one) => [one.month, ...amounts(one)]),
  );
}

function skuTable({ skus }: SimulationDocument): Table {
  return table(
    ['charge'],
    skus.map((one) => [one.sku, ...amounts(one)]),
  );
}

const totalTitle = 'total';

function table(titles: readonly string[], rows: string[][]): Table {
  const numbers = ['issued', 'simulated', 'difference'];
  return {
    columns: [
      ...titles.map((title) => ({ title })),
      ...numbers.map((title) => ({ title, isNumber: true })),
    ],
    rows: rows,
  };
}

function amounts({ issued, simulated, difference }: Compared): string[] {
  const sign = difference.startsWith('-') || difference === '0.00' ? '' : '+';
  return [groupDigits(issued), groupDigits(simulated), `${sign}${groupDigits(difference)}`];
}
