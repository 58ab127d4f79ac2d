import type { SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';
import { exitCodes, UserError } from '../base/errors.ts';
import { visibleCharacters } from '../base/visible-characters.ts';
import type { Choice } from './choice.ts';
import type { Dataset } from './datasets.ts';

/** Number of names that a message lists before it says how many more there are. */
const mostListed = 24;

/** Returns the error for a choice without rows; it names customers or months that have some. */
export async function nothingToExport(
  sandbox: SqlSandbox,
  datasets: readonly Dataset[],
  { customer, ...months }: Choice,
): Promise<UserError> {
  const what = listWithOr(datasets.map(({ name }) => name));
  const customers =
    customer === undefined ? [] : await namesIn(sandbox, datasets, () => 'customer_id', months);
  const others = await namesIn(sandbox, datasets, ({ monthColumn }) => monthColumn(months), {});
  let next = 'Nothing was measured or issued yet. Bill a month with: imbill run --month YYYY-MM';
  if (customers.length > 0)
    next = `Customers that have some${describeMonths(months)}: ${listFirst(customers)}.`;
  else if (others.length > 0) next = `Months that have some: ${listFirst(others)}.`;
  return nothingChosen(what, { customer, ...months }, next);
}

/** Returns the error for an export without rows (exit 4). */
export function nothingChosen(
  what: string,
  { customer, ...months }: Choice,
  next: string,
): UserError {
  const whose = customer === undefined ? '' : ` of the customer ${JSON.stringify(customer)}`;
  const missing = `Nothing to export: no ${what}${whose}${describeMonths(months)}.`;
  return new UserError(
    `${visibleCharacters(missing)}\n${visibleCharacters(next)}`,
    exitCodes.nothingToDo,
  );
}

async function namesIn(
  sandbox: SqlSandbox,
  datasets: readonly Dataset[],
  columnOf: (dataset: Dataset) => string,
  choice: Choice,
): Promise<string[]> {
  const names = new Set<string>();
  for (const dataset of datasets) {
    const column = columnOf(dataset);
    const query = `select distinct ${column} as name from (${dataset.sql}) where ${column} is not null`;
    const { chunks } = await sandbox.query(query, { parameters: dataset.parametersOf(choice) });
    for await (const { columns } of chunks) for (const name of columns[0]!) names.add(String(name));
  }
  return [...names].sort();
}

/** Returns ` in 2026-09` or ` from 2026-01 on`; empty for all months. */
function describeMonths({ month, from, to }: Choice): string {
  if (month !== undefined) return ` in ${month}`;
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to}`;
  if (from !== undefined) return ` from ${from} on`;
  return to === undefined ? '' : ` up to ${to}`;
}

function listFirst(names: readonly string[]): string {
  const more = names.length - mostListed;
  const first = names.slice(0, mostListed).join(', ');
  return more > 0 ? `${first} and ${more} more` : first;
}

function listWithOr(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`;
}
