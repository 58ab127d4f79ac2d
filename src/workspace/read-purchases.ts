import { join } from 'node:path';
import { groupBy } from '../rating/group-by.ts';
import { keyOfSimultaneous } from '../rating/sort-purchases.ts';
import type { Purchase } from '../rating/types.ts';
import { appsOf, type Customer } from './customer.ts';
import { holdersOf, orderHolders } from './holders.ts';
import { isAmount, readMoment } from './read-cells.ts';
import { readTable, type TableRow } from './read-table.ts';
import { refuseUnknownApp, rowReader } from './row-reader.ts';
import type { Settings } from './settings.ts';
import type { Workspace } from './workspace.ts';

const name = 'accounts/purchases.csv';

/**
 * Reads purchases.csv.
 *
 * @param customers Customers who have apps; undefined if customers.csv cannot be read.
 * @param problems Gets each problem of a row.
 * @throws {UserError} (exit 3) If the file cannot be read.
 */
export async function readPurchases(
  workspace: Workspace,
  settings: Settings,
  customers: readonly Customer[] | undefined,
  problems: string[],
): Promise<Purchase[]> {
  const apps = customers && appsOf(customers);
  const rows = await readTable(
    join(workspace.accounts, 'purchases.csv'),
    name,
    {
      required: ['order_id', 'app_id', 'sku', 'purchased_at'],
      optional: ['months', 'kind', 'amount'],
    },
    true,
  );
  const lineOfOrder = new Map<string, number>();
  const read: PurchaseRow[] = [];
  for (const row of rows) {
    const known = problems.length;
    const purchase = parsePurchase(row, settings.timezone, apps, problems);
    const order = [purchase.kind, purchase.orderId, purchase.appId, purchase.sku].join('\n');
    const before = lineOfOrder.get(order);
    if (before !== undefined)
      rowReader(row, name, problems).refuse(
        'order_id',
        `already used in line ${before}`,
        'each order once for an app and sku',
      );
    lineOfOrder.set(order, row.line);
    if (problems.length === known) read.push({ row, purchase });
  }
  return addPlaces(
    customers === undefined
      ? read.map(({ purchase }) => purchase)
      : ofHolders(read, customers, problems),
  );
}

interface PurchaseRow {
  row: TableRow;
  purchase: Purchase;
}

/** Refuses orders of apps that nobody has on their day. @returns The others. */
function ofHolders(
  read: readonly PurchaseRow[],
  customers: readonly Customer[],
  problems: string[],
): Purchase[] {
  const purchases = read.map(({ purchase }) => purchase);
  const holderOf = orderHolders(holdersOf(customers), purchases);
  for (const { row, purchase } of read)
    if (holderOf(purchase) === undefined)
      rowReader(row, name, problems).refuse(
        'app_id',
        `of an app that nobody has on ${purchase.boughtOn}`,
        'an app_id of accounts/customers.csv, on a day between its from and until',
      );
  return purchases.filter((purchase) => holderOf(purchase) !== undefined);
}

function parsePurchase(
  row: TableRow,
  timezone: string,
  apps: ReadonlySet<string> | undefined,
  problems: string[],
): Purchase {
  const reader = rowReader(row, name, problems);
  const { text, refuse } = reader;
  if (text('order_id') === '') refuse('order_id', '', 'an id (text)');
  if (text('sku') === '') refuse('sku', '', 'a sku of the price book');
  refuseUnknownApp(reader, apps);
  const moment = readMoment(reader, 'purchased_at', timezone);
  const months = text('months') === '' ? '1' : text('months');
  if (!/^[1-9]\d{0,2}$/.test(months))
    refuse('months', 'not a number of months', 'a whole number from 1 to 999');
  const kind = text('kind') === '' ? 'purchase' : text('kind');
  if (kind !== 'purchase' && kind !== 'refund' && kind !== 'credit')
    refuse('kind', 'not a known kind', 'purchase, refund or credit');
  const amount = text('amount');
  const givesBack = kind === 'refund' || kind === 'credit';
  if (givesBack && !isAmount(amount)) {
    refuse('amount', 'not an amount', 'the refunded or credited amount, such as 500.00');
  }
  if (kind === 'purchase' && amount !== '') {
    refuse(
      'amount',
      'not allowed for a purchase',
      'an amount for a refund or credit only; the price book prices a purchase',
    );
  }
  return {
    orderId: text('order_id'),
    appId: text('app_id'),
    sku: text('sku'),
    ...(moment ?? { boughtOn: '2000-01-01' }),
    months: Number(months) || 1,
    kind: givesBack ? kind : 'purchase',
    ...(givesBack ? { refundAmount: amount } : {}),
  };
}

/** Gives orders of one app and SKU at one instant their place in the file. */
function addPlaces(purchases: readonly Purchase[]): Purchase[] {
  const ofMoments = groupBy(purchases, keyOfSimultaneous);
  return purchases.map((purchase) => {
    const own = ofMoments.get(keyOfSimultaneous(purchase))!;
    return own.length === 1 ? purchase : { ...purchase, place: own.indexOf(purchase) + 1 };
  });
}
