import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isBillingDay } from '../calendar/billing-day.ts';
import { compareText } from '../rating/compare-text.ts';
import { groupBy } from '../rating/group-by.ts';
import { isOfAccounts, notOfAccounts } from './account-days.ts';
import { type Customer, type CustomerApp, type Days, firstShared, type Party } from './customer.ts';
import { parseParty, partyColumns, tagPrefix } from './party-columns.ts';
import { readTable, type TableRow } from './read-table.ts';
import { rowReader } from './row-reader.ts';
import type { Settings } from './settings.ts';
import type { Workspace } from './workspace.ts';

const name = 'accounts/customers.csv';

/** A row of customers.csv: a customer has an app on some days. */
interface CustomerRow extends Days {
  row: TableRow;
  customerId: string;
  party: Party;
  app: CustomerApp;
}

/**
 * Reads customers.csv.
 *
 * @param problems Gets each problem of a row.
 * @returns By customer id, in byte order, then by day.
 * @throws {UserError} (exit 3) If the file cannot be read.
 */
export async function readCustomers(
  workspace: Workspace,
  { priceList }: Settings,
  problems: string[],
): Promise<Customer[]> {
  const read = await readTable(
    join(workspace.accounts, 'customers.csv'),
    name,
    {
      required: ['customer_id', 'name', 'app_id'],
      optional: ['price_list', 'app_name', ...partyColumns, 'from', 'until'],
      prefix: tagPrefix,
      alsoRefused: ['valid_from', 'valid_until'],
    },
    false,
  );
  const rows = read.map((row) => parseRow(row, priceList, problems));
  for (const ofApp of groupBy(rows, ({ app }) => app.appId).values())
    refuseSharedDays(ofApp, problems);
  const byCustomer = groupBy(rows, ({ customerId }) => customerId);
  return [...byCustomer.values()]
    .flatMap((own) => customersOf(own, problems))
    .sort(
      (a, b) => compareText(a.customerId, b.customerId) || compareText(a.from ?? '', b.from ?? ''),
    );
}

function parseRow(row: TableRow, priceList: string, problems: string[]): CustomerRow {
  const { text, refuse } = rowReader(row, name, problems);
  if (text('customer_id') === '') refuse('customer_id', '', 'an id (text)');
  if (text('app_id') === '') refuse('app_id', '', 'an app id (text)');
  const [from, until] = (['from', 'until'] as const).map((column) => {
    const day = text(column);
    if (day === '') return undefined;
    const isDay = isBillingDay(day);
    if (isDay && isOfAccounts(day)) return day;
    refuse(column, isDay ? notOfAccounts : 'not a real date', 'YYYY-MM-DD, or nothing');
    return undefined;
  });
  if (from !== undefined && until !== undefined && until < from)
    refuse('until', `before from, which is ${from}`, 'the last day, inclusive, or nothing');
  const days = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) };
  return {
    row,
    customerId: text('customer_id'),
    party: parseParty(row, name, priceList, problems),
    app: { appId: text('app_id'), appName: text('app_name'), ...days },
    ...days,
  };
}

/** Refuses an app that two rows have on one day. */
function refuseSharedDays(ofApp: readonly CustomerRow[], problems: string[]): void {
  const byDay = ofApp.toSorted((a, b) => compareText(a.from ?? '', b.from ?? ''));
  for (const [index, one] of byDay.entries()) {
    const before = byDay[index - 1];
    const day = before && firstShared(before, one);
    if (before === undefined || day === undefined) continue;
    const [first, second] = [before, one].sort((a, b) => a.row.line - b.row.line);
    const { refuse } = rowReader(second!.row, name, problems);
    const isDated = [before, one].some(({ from, until }) => (from ?? until) !== undefined);
    if (isDated)
      refuse(
        'app_id',
        `also in line ${first!.row.line}${day === '' ? '' : `, and both rows hold on ${day}`}`,
        'each app once a day: until of a row before from of the next',
      );
    else refuse('app_id', `already used in line ${first!.row.line}`, 'each app once');
  }
}

/** Joins the rows of a customer: one entry for days on which nothing of the party changes. */
function customersOf(rows: readonly CustomerRow[], problems: string[]): Customer[] {
  const byDay = rows.toSorted((a, b) => compareText(a.from ?? '', b.from ?? ''));
  const runs: CustomerRow[][] = [];
  for (const one of byDay) {
    const run = runs.at(-1);
    if (run !== undefined && isDeepStrictEqual(run[0]!.party, one.party)) run.push(one);
    else runs.push([one]);
  }
  for (const [index, run] of runs.entries())
    if (index > 0) refuseDifferingParty(runs[index - 1]!, run[0]!, problems);
  return runs.map(customerOf);
}

/** Refuses a row that says something else of its customer than another row of the same day. */
function refuseDifferingParty(
  before: readonly CustomerRow[],
  one: CustomerRow,
  problems: string[],
): void {
  const other = before.find((row) => firstShared(row, one) !== undefined);
  if (other === undefined) return;
  const [first, second] = [other, one].sort((a, b) => a.row.line - b.row.line);
  const columns = ['name', 'price_list', ...Object.keys(one.row.values)];
  const column = columns.find(
    (key) => first!.row.values[key] !== second!.row.values[key] && !ofRow.includes(key),
  )!;
  rowReader(second!.row, name, problems).refuse(
    column,
    `different from line ${first!.row.line} of the customer`,
    `the same ${column} in all rows of a customer that hold on one day`,
  );
}

/** Columns that differ between the rows of a customer. */
const ofRow = ['customer_id', 'app_id', 'app_name', 'from', 'until'];

function customerOf(run: readonly CustomerRow[]): Customer {
  const { customerId, party, from } = run[0]!;
  const ends = run.map(({ until }) => until ?? '9999');
  const until = ends.toSorted(compareText).at(-1)!;
  return {
    customerId,
    ...party,
    ...(from !== undefined && { from }),
    ...(until !== '9999' && { until }),
    apps: run
      .map(({ app }) => app)
      .toSorted((a, b) => compareText(a.appId, b.appId) || compareText(a.from ?? '', b.from ?? '')),
  };
}
