import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../base/csv.ts';

/** A row of customers.csv: one app of a customer. */
export interface CustomerRow {
  customerId: string;
  name: string;
  appId: string;
  appName: string;
  /** Texts that documents show of the customer; absent in workspaces without such columns. */
  party?: CustomerParty;
}

/** Columns of customers.csv that documents show. */
export interface CustomerParty {
  /** Lines with line feeds. */
  address: string;
  tax_id: string;
  email: string;
  purchase_order: string;
  /** `zh`, `en` or empty. */
  language: string;
  'tag:segment': string;
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
  /** Amount that is paid back, decimal text; only for refunds. */
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

/** Writes the three files of `accounts/`, rows in the given order; without rows only a header. */
export async function writeAccounts(dir: string, accounts: Accounts): Promise<void> {
  await mkdir(join(dir, 'accounts'), { recursive: true });
  const write = (name: string, rows: readonly (readonly string[])[]) =>
    writeFile(join(dir, 'accounts', name), rows.map(csvLine).join(''));
  await write('customers.csv', customerLines(accounts.customers));
  await write('purchases.csv', purchaseLines(accounts.purchases));
  await write('roaming.csv', roamingLines(accounts.roaming));
}

function customerLines(rows: readonly CustomerRow[]): string[][] {
  const columns = partyColumns.filter(() => rows.some(({ party }) => party !== undefined));
  return [
    ['customer_id', 'name', 'app_id', 'app_name', ...columns],
    ...rows.map(({ customerId, name, appId, appName, party }) => [
      ...[customerId, name, appId, appName],
      ...columns.map((column) => party?.[column] ?? ''),
    ]),
  ];
}

const partyColumns = [
  'address',
  'tax_id',
  'email',
  'purchase_order',
  'language',
  'tag:segment',
] as const;

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
