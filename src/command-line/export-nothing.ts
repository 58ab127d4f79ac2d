import type { SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';
import { exitCodes, UserError } from '../base/errors.ts';
import type { Choice, Dataset } from './export-datasets.ts';
import { printable } from './text-table.ts';

/** Names that a message lists before it says how many more there are. */
const mostListed = 24;

/** What is said where nothing was found of what was asked for: it names what there is. */
export async function nothingToExport(
  engine: SqlSandbox,
  datasets: readonly Dataset[],
  { customer, ...months }: Choice,
): Promise<UserError> {
  const what = listed(datasets.map(({ name }) => name));
  const whose = customer === undefined ? '' : ` of the customer ${JSON.stringify(customer)}`;
  const missing = `Nothing to export: no ${what}${whose}${inMonths(months)}.`;
  const next = await whatThereIs(engine, datasets, months, customer !== undefined);
  return new UserError(`${printable(missing)}\n${printable(next)}`, exitCodes.nothingToDo);
}

/** Of a customer who was not found: others may have something in these months. */
async function whatThereIs(
  engine: SqlSandbox,
  datasets: readonly Dataset[],
  months: Choice,
  isOfCustomer: boolean,
): Promise<string> {
  const customers = isOfCustomer
    ? await namesIn(engine, datasets, () => 'customer_id', months)
    : [];
  if (customers.length > 0)
    return `Customers that have some${inMonths(months)}: ${firstOf(customers)}.`;
  const others = await namesIn(engine, datasets, ({ monthColumn }) => monthColumn(months), {});
  if (others.length > 0) return `Months that have some: ${firstOf(others)}.`;
  return 'Nothing was counted or issued yet. Bill a month with: imbill run --month YYYY-MM';
}

async function namesIn(
  engine: SqlSandbox,
  datasets: readonly Dataset[],
  columnOf: (dataset: Dataset) => string,
  choice: Choice,
): Promise<string[]> {
  const names = new Set<string>();
  for (const dataset of datasets) {
    const column = columnOf(dataset);
    const query = `select distinct ${column} as name from (${dataset.sql}) where ${column} is not null`;
    const { chunks } = await engine.query(query, { parameters: dataset.parametersOf(choice) });
    for await (const { columns } of chunks) for (const name of columns[0]!) names.add(String(name));
  }
  return [...names].sort();
}

/** ` in 2026-09`, ` from 2026-01 on`; empty for all months. */
export function inMonths({ month, from, to }: Choice): string {
  if (month !== undefined) return ` in ${month}`;
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to}`;
  if (from !== undefined) return ` from ${from} on`;
  return to === undefined ? '' : ` up to ${to}`;
}

function firstOf(names: readonly string[]): string {
  const more = names.length - mostListed;
  const first = names.slice(0, mostListed).join(', ');
  return more > 0 ? `${first} and ${more} more` : first;
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`;
}
