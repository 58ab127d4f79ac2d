import { canonicalJson } from '../../src/base/json.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { firstDay, lastDay, type Month, nextMonth } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { Contract } from '../../src/prices/contract.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';
import { readPrices } from '../../src/prices/read-prices.ts';
import { compareText } from '../../src/rating/compare-text.ts';
import { type Accounts, collectAccounts } from '../../src/workspace/accounts.ts';
import { customersOfMonth, type MonthCustomer } from '../../src/workspace/customers-of-month.ts';
import { priceFolders } from '../../src/workspace/price-folders.ts';
import type { Effects } from '../effects/effects.ts';

/** Accounts and prices of a workspace, without a problem. */
export interface Terms {
  accounts: Accounts;
  books: readonly PriceBook[];
  contracts: readonly Contract[];
}

/** Reads accounts and prices. @returns `undefined` if something is wrong with them. */
export async function readTerms({
  workspace,
  settings,
}: Pick<Effects, 'workspace' | 'settings'>): Promise<Terms | undefined> {
  const prices = await readPrices(priceFolders(workspace));
  const { accounts, problems } = await collectAccounts(workspace, settings);
  if (prices.problems.length > 0 || problems.length > 0) return undefined;
  const contracts = prices.contracts.map(({ contract }) => contract);
  return { accounts, books: prices.books, contracts };
}

/**
 * Calculates a hash of the accounts and prices that can decide a month's amounts. Later orders, later
 * books and customers without usage, orders or documents change nothing in it.
 */
export async function hashTerms(
  month: Month,
  { accounts, books, contracts }: Terms,
  warehouse: Database,
): Promise<string> {
  const last = lastDay(month);
  const purchases = accounts.purchases.filter(({ boughtOn }) => boughtOn <= last);
  const active = await readActive(month, warehouse);
  for (const { appId } of purchases) active.add(appId);
  const customers = customersOfMonth(accounts, month)
    .filter(({ customerId, apps }) =>
      [customerId, ...apps.map(({ appId }) => appId)].some((id) => active.has(id)),
    )
    .map(termsOf);
  return sha256Of(
    canonicalJson({
      customers,
      purchases: inOrder(purchases),
      roaming: inOrder(accounts.roaming.filter(({ from }) => from <= last)),
      app_settings: inOrder(accounts.appSettings.filter(({ from }) => from <= last)),
      books: books
        .filter(({ from }) => from <= firstDay(nextMonth(month)))
        .map(({ list, from, sha256 }) => [list, from, sha256]),
      contracts: inOrder(
        contracts
          .filter(({ from }) => from <= last)
          .map(({ contract, sha256 }) => [contract, sha256]),
      ),
    }),
  );
}

/** Returns what decides a customer's amounts in the accounts. */
function termsOf({ customerId, priceList, lists, apps, purchases, taxExempt }: MonthCustomer) {
  const others = purchases.filter(({ otherList }) => otherList !== undefined);
  return [
    customerId,
    priceList,
    apps.map(({ appId }) => appId),
    ...(lists.length > 1 ? [{ lists }] : []),
    ...apps.flatMap(({ appId, usageOfOther }) => (usageOfOther ? [{ usageOfOther: appId }] : [])),
    ...(others.length > 0 ? [{ others: inOrder(others) }] : []),
    ...(taxExempt ? [{ taxExempt }] : []),
  ];
}

/** Reads the apps with usage in a month, and its customers. */
async function readActive(month: Month, warehouse: Database): Promise<Set<string>> {
  const rows = await warehouse.rows<{ id: string }>(
    `select distinct app_id as id from daily_usage
     where usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'
     union select distinct customer_id from invoices where month = $month`,
    { month },
  );
  return new Set(rows.map(({ id }) => id));
}

/** Sorts values by their JSON text: the order of the rows of a file decides nothing. */
function inOrder(values: readonly unknown[]): string[] {
  return values.map((value) => JSON.stringify(value)).toSorted(compareText);
}
