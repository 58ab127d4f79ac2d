import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../base/csv.ts';

/** A row of customers.csv: one app of a customer. */
export interface CustomerRow {
  customerId: string;
  name: string;
  appId: string;
  appName: string;
}

/** A row of purchases.csv. */
export interface PurchaseRow {
  orderId: string;
  appId: string;
  sku: string;
  /** RFC 3339 with an offset. */
  purchasedAt: string;
  months: number;
  kind: 'purchase' | 'refund';
  /** What is paid back, decimal text; refunds only. */
  amount?: string;
}

/** A row of roaming.csv. */
export interface RoamingRow {
  appId: string;
  /** `YYYY-MM-DD`. */
  from: string;
  extraMonths: number;
}

export interface Accounts {
  customers: readonly CustomerRow[];
  purchases: readonly PurchaseRow[];
  roaming: readonly RoamingRow[];
}

/** Writes the three files of `accounts/`: rows in the order given, only the header without rows. */
export async function writeAccounts(dir: string, accounts: Accounts): Promise<void> {
  await mkdir(join(dir, 'accounts'), { recursive: true });
  const write = (name: string, rows: readonly (readonly string[])[]) =>
    writeFile(join(dir, 'accounts', name), rows.map(csvLine).join(''));
  await write('customers.csv', customerLines(accounts.customers));
  await write('purchases.csv', purchaseLines(accounts.purchases));
  await write('roaming.csv', roamingLines(accounts.roaming));
}

function customerLines(rows: readonly CustomerRow[]): string[][] {
  return [
    ['customer_id', 'name', 'app_id', 'app_name'],
    ...rows.map((row) => [row.customerId, row.name, row.appId, row.appName]),
  ];
}

function purchaseLines(rows: readonly PurchaseRow[]): string[][] {
  return [
    ['order_id', 'app_id', 'sku', 'purchased_at', 'months', 'kind', 'amount'],
    ...rows.map((row) => [
      row.orderId,
      row.appId,
      row.sku,
      row.purchasedAt,
      `${row.months}`,
      row.kind,
      row.amount ?? '',
    ]),
  ];
}

function roamingLines(rows: readonly RoamingRow[]): string[][] {
  return [
    ['app_id', 'from', 'extra_months'],
    ...rows.map((row) => [row.appId, row.from, `${row.extraMonths}`]),
  ];
}
