import { exitCodes, UserError } from '../base/errors.ts';
import { nearestName } from '../base/nearest-name.ts';
import { billingDayOf } from '../calendar/billing-day.ts';
import { learnZones } from '../duckdb/time-zones.ts';
import { readBillingTerms } from '../ledger/billing-terms.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { booksOfApp } from '../prices/books-of-app.ts';
import { contractsOf } from '../prices/contract.ts';
import { type AppStatus, type OrderStatus, statusOfApp } from '../rating/app-status.ts';
import type { Customer } from '../workspace/accounts.ts';
import { readSettings } from '../workspace/settings.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { type Output, printJson, printText } from './output.ts';
import { printable, textTable } from './text-table.ts';

interface AppStatusOptions {
  workspace: string;
  json?: true;
  app: string;
  on?: string;
}

/** Who has an app, and by which prices. */
interface Owner {
  app_id: string;
  app_name: string;
  customer_id: string;
  customer_name: string;
  price_list: string;
}

/**
 * The life of one app's plans and packs, from accounts and price books as they are now; nothing
 * needs to be loaded.
 *
 * @param now Milliseconds since the epoch: the day without `--on`.
 * @throws {UserError} (exit 2) If no customer has the app, (exit 3) if accounts or books are wrong.
 */
export async function appStatus(
  options: AppStatusOptions,
  output: Output,
  now: number,
): Promise<void> {
  const workspace = workspaceAt(options.workspace);
  const settings = await readSettings(workspace.settings);
  const { accounts, books, contracts } = await readBillingTerms(workspace, settings);
  const owner = ownerOf(options.app, accounts.customers);
  const own = contractsOf(
    { customerId: owner.customer_id, apps: [{ appId: options.app }] },
    contracts,
  );
  const ofList = books.filter(({ list }) => list === owner.price_list);
  const ofApp = own.length === 0 ? ofList : booksOfApp(ofList, own);
  const purchases = accounts.purchases.filter(({ appId }) => appId === options.app);
  await learnZones([settings.timezone]);
  const on = options.on ?? billingDayOf(now, settings.timezone);
  const status = statusOfApp(purchases, ofApp, on);
  if (options.json) printJson(output, { ...owner, ...status });
  else printText(output, inWords(owner, status));
}

function ownerOf(appId: string, customers: readonly Customer[]): Owner {
  for (const { customerId, name, priceList, apps } of customers) {
    const app = apps.find((one) => one.appId === appId);
    if (app === undefined) continue;
    return {
      ...{ app_id: appId, app_name: app.appName, customer_id: customerId },
      ...{ customer_name: name, price_list: priceList },
    };
  }
  const known = customers.flatMap(({ apps }) => apps.map((app) => app.appId));
  const nearest = nearestName(appId, known);
  throw new UserError(
    `There is no app ${JSON.stringify(appId)}${nearest === undefined ? '' : `; did you mean "${nearest}"?`}\nAccepted: an app_id of accounts/customers.csv.`,
    exitCodes.wrongUsage,
  );
}

function inWords(owner: Owner, status: AppStatus): string {
  const { app_id, app_name, customer_id, customer_name, price_list } = owner;
  const app = app_name === '' ? app_id : `${app_id} ${app_name}`;
  const parts = [
    printable(`App ${app}, of ${customer_id} (${customer_name}), price list ${price_list}`),
    dayInWords(status),
  ];
  if (status.plan.length > 0) parts.push('', planTable(status).trimEnd());
  if (status.packs.length > 0) parts.push('', packTable(status).trimEnd());
  if (status.orders.length > 0) parts.push('', orderTable(status).trimEnd());
  if (status.allowed.length > 0) parts.push('', allowedTable(status).trimEnd());
  return `${parts.join('\n')}\n`;
}

function dayInWords({ on, state, sku, order_id, valid_until, renew_until }: AppStatus): string {
  if (state === 'none') return `On ${on}: none, no plan was bought until then`;
  const paid =
    valid_until === undefined
      ? 'valid for ever'
      : `${valid_until < on ? 'was paid' : 'paid'} until ${valid_until}`;
  const renew = renew_until === undefined ? '' : `, to be renewed by ${renew_until}`;
  return printable(`On ${on}: ${state}, ${sku} (order ${order_id}), ${paid}${renew}`);
}

function planTable({ plan }: AppStatus): string {
  return textTable(
    ['from', 'until', 'state', 'plan', 'order'].map((title) => ({ title })),
    plan.map((run) => [
      run.from,
      untilText(run),
      run.state,
      run.sku ?? '',
      isOver(run) ? '' : (run.order_id ?? ''),
    ]),
  );
}

function packTable({ packs }: AppStatus): string {
  return textTable(
    ['pack', 'from', 'until', 'state', 'order'].map((title) => ({ title })),
    packs.flatMap(({ sku, days }) =>
      days.map((run) => [
        sku,
        run.from,
        untilText(run),
        run.state,
        isOver(run) ? '' : (run.order_id ?? ''),
      ]),
    ),
  );
}

function untilText(run: { until: string | null; state: string }): string {
  return run.until ?? (isOver(run) ? '' : 'for ever');
}

function isOver({ state }: { state: string }): boolean {
  return state === 'suspended' || state === 'released';
}

function orderTable({ orders, currency }: AppStatus): string {
  return textTable(
    [
      ...['day', 'order', 'kind', 'sku'].map((title) => ({ title })),
      { title: 'months', isNumber: true },
      { title: `amount ${currency}`, isNumber: true },
      { title: 'valid' },
    ],
    orders.map((order) => [
      ...[order.day, order.order_id, order.kind, order.sku, order.months ?? ''],
      ...[order.amount === undefined ? '' : groupDigits(order.amount), validText(order)],
    ]),
  );
}

function validText({ valid_from, valid_until }: OrderStatus): string {
  if (valid_from === undefined) return '';
  return valid_until === undefined ? `${valid_from} for ever` : `${valid_from} to ${valid_until}`;
}

function allowedTable({ allowed, on }: AppStatus): string {
  return textTable(
    [{ title: `allowed on ${on}` }, { title: 'most', isNumber: true }, { title: 'by' }],
    allowed.map(({ of: what, most, by }) => [
      what.replaceAll('_', ' '),
      most === 'unlimited' ? most : groupDigits(most),
      by,
    ]),
  );
}
