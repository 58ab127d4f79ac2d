import { join } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { billingDayOf, isBillingDay, utcOf } from '../calendar/billing-day.ts';
import { learnZones } from '../duckdb/time-zones.ts';
import { groupBy } from '../rating/group-by.ts';
import { keyOfSimultaneous } from '../rating/sort-purchases.ts';
import type { AppSetting, Purchase, RoamingSetting } from '../rating/types.ts';
import { isOfAccounts, notOfAccounts } from './account-days.ts';
import { readAppSettings } from './app-settings.ts';
import type { Customer } from './customer.ts';
import { holdersOf, orderHolders } from './holders.ts';
import { readCustomers } from './read-customers.ts';
import { readTable, type TableRow } from './read-table.ts';
import { refuseUnknownApp, rowReader } from './row-reader.ts';
import type { Settings } from './settings.ts';
import type { Workspace } from './workspace.ts';

/** Content of the folder accounts/, checked as a whole. */
export interface Accounts {
  /** By customer id, in byte order, then by day. */
  customers: Customer[];
  purchases: Purchase[];
  roaming: RoamingSetting[];
  appSettings: AppSetting[];
}

/**
 * Reads customers.csv, purchases.csv, roaming.csv and app-settings.csv.
 *
 * @throws {UserError} (exit 3) With every problem of all these files: an app of two customers, an
 *   order twice, a purchase of an app that nobody has, ….
 */
export async function readAccounts(workspace: Workspace, settings: Settings): Promise<Accounts> {
  const { accounts, problems } = await collectAccounts(workspace, settings);
  if (problems.length > 0) throw new UserError(problems.join('\n'), exitCodes.badInput);
  return accounts;
}

/**
 * Reads the accounts without throwing: valid rows, and the problems of the others. If
 * customers.csv cannot be read, apps are not checked.
 */
export async function collectAccounts(
  workspace: Workspace,
  settings: Settings,
): Promise<{ accounts: Accounts; problems: string[] }> {
  await learnZones([settings.timezone]);
  const problems: string[] = [];
  const unreadable: string[] = [];
  const readable = <T>(rows: Promise<T[]>): Promise<T[] | undefined> =>
    rows.catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      unreadable.push(error.message);
      return undefined;
    });
  const customers = await readable(readCustomers(workspace, settings, problems));
  const apps = customers && appsOf(customers);
  const purchases = await readable(readPurchases(workspace, settings, customers, problems));
  const roaming = await readable(readRoaming(workspace, apps, problems));
  const appSettings = await readable(readAppSettings(workspace, apps, problems));
  const next = 'Correct the lines and run the command again; nothing was billed.';
  return {
    accounts: {
      customers: customers ?? [],
      purchases: purchases ?? [],
      roaming: roaming ?? [],
      appSettings: appSettings ?? [],
    },
    problems: [...unreadable, ...problems, ...(problems.length > 0 ? [next] : [])],
  };
}

async function readPurchases(
  workspace: Workspace,
  settings: Settings,
  customers: readonly Customer[] | undefined,
  problems: string[],
): Promise<Purchase[]> {
  const name = 'accounts/purchases.csv';
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
  const read: { row: TableRow; purchase: Purchase }[] = [];
  for (const row of rows) {
    const known = problems.length;
    const purchase = parsePurchase(row, name, settings.timezone, apps, problems);
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
  const purchases = read.map(({ purchase }) => purchase);
  const holderOf = orderHolders(holdersOf(customers ?? []), purchases);
  const held = read.filter(({ row, purchase }) => {
    const isHeld = customers === undefined || holderOf(purchase) !== undefined;
    const problem = `of an app that nobody has on ${purchase.boughtOn}`;
    if (!isHeld)
      rowReader(row, name, problems).refuse(
        'app_id',
        problem,
        'an app_id of accounts/customers.csv, on a day between its from and until',
      );
    return isHeld;
  });
  return addPlaces(held.map(({ purchase }) => purchase));
}

function appsOf(customers: readonly Customer[]): Set<string> {
  return new Set(customers.flatMap(({ apps }) => apps.map(({ appId }) => appId)));
}

function parsePurchase(
  row: TableRow,
  name: string,
  timezone: string,
  apps: ReadonlySet<string> | undefined,
  problems: string[],
): Purchase {
  const reader = rowReader(row, name, problems);
  const { text, refuse } = reader;
  if (text('order_id') === '') refuse('order_id', '', 'an id (text)');
  if (text('sku') === '') refuse('sku', '', 'a sku of the price book');
  refuseUnknownApp(reader, apps);
  const moment = momentOf(text('purchased_at'), timezone);
  if (moment === undefined || !isOfAccounts(moment.boughtOn)) {
    refuse(
      'purchased_at',
      moment === undefined ? 'not a real time' : notOfAccounts,
      'RFC 3339 with an offset, YYYY-MM-DD, or seconds or milliseconds since the epoch',
    );
  }
  const months = text('months') === '' ? '1' : text('months');
  if (!/^[1-9]\d{0,2}$/.test(months))
    refuse('months', 'not a number of months', 'a whole number from 1 to 999');
  const kind = text('kind') === '' ? 'purchase' : text('kind');
  if (kind !== 'purchase' && kind !== 'refund' && kind !== 'credit')
    refuse('kind', 'not a known kind', 'purchase, refund or credit');
  const amount = text('amount');
  const givesBack = kind === 'refund' || kind === 'credit';
  if (givesBack && !/^(?=.*[1-9])\d{1,15}(\.\d{1,2})?$/.test(amount)) {
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

/** Day and instant of a purchase; the instant is absent if only the day is given. */
type Moment = Pick<Purchase, 'boughtOn' | 'boughtAt'>;

/** Reads a day, or an instant of some form; undefined if it is neither. */
export function momentOf(text: string, timezone: string): Moment | undefined {
  if (isBillingDay(text)) return { boughtOn: text };
  const instant = instantOf(text);
  if (instant === undefined) return undefined;
  try {
    const boughtOn = billingDayOf(instant, timezone);
    return isBillingDay(boughtOn) ? { boughtOn, boughtAt: utcOf(instant) } : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function instantOf(text: string): string | number | undefined {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:[0-5]\d(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
  return isInstant.test(text) ? text.replace(/(\.\d{9})\d+/, '$1') : undefined;
}

/** Gives orders of one app and SKU at one instant their place in the file. */
function addPlaces(purchases: readonly Purchase[]): Purchase[] {
  const ofMoments = groupBy(purchases, keyOfSimultaneous);
  return purchases.map((purchase) => {
    const own = ofMoments.get(keyOfSimultaneous(purchase))!;
    return own.length === 1 ? purchase : { ...purchase, place: own.indexOf(purchase) + 1 };
  });
}

async function readRoaming(
  workspace: Workspace,
  apps: ReadonlySet<string> | undefined,
  problems: string[],
): Promise<RoamingSetting[]> {
  const name = 'accounts/roaming.csv';
  const rows = await readTable(
    join(workspace.accounts, 'roaming.csv'),
    name,
    {
      required: ['app_id', 'from', 'extra_months'],
      optional: ['history_days'],
      alsoRefused: [
        'until',
        'to',
        'end',
        'ends',
        'end_date',
        'expires',
        '截止',
        '截止日期',
        '结束日期',
      ],
    },
    true,
  );
  return rows.map((row) => {
    const reader = rowReader(row, name, problems);
    const { text, refuse } = reader;
    refuseUnknownApp(reader, apps);
    const isDay = isBillingDay(text('from'));
    if (!isDay || !isOfAccounts(text('from')))
      refuse('from', isDay ? notOfAccounts : 'not a real date', 'YYYY-MM-DD');
    if (!/^(0|[1-9]\d{0,2})$/.test(text('extra_months'))) {
      refuse('extra_months', 'not a number of months', 'a whole number from 0 to 999');
    }
    const historyDays = text('history_days');
    if (!/^(0|[1-9]\d{0,4})?$/.test(historyDays))
      refuse('history_days', 'not a number of days', 'a whole number from 0 to 99999, or nothing');
    return {
      appId: text('app_id'),
      from: text('from'),
      extraMonths: Number(text('extra_months')),
      ...(historyDays === '' ? {} : { historyDays: Number(historyDays) }),
    };
  });
}
