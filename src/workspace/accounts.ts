import { join } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { isBillingDay } from '../calendar/billing-day.ts';
import { learnZones } from '../duckdb/time-zones.ts';
import type { AppSetting, Purchase, RoamingSetting } from '../rating/types.ts';
import { isOfAccounts, notOfAccounts } from './account-days.ts';
import { readAppSettings } from './app-settings.ts';
import { appsOf, type Customer } from './customer.ts';
import { readCustomers } from './read-customers.ts';
import { readPurchases } from './read-purchases.ts';
import { readTable } from './read-table.ts';
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
