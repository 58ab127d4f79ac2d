import { booksOfApp } from '../../prices/books-of-app.ts';
import type { Contract, Subscriber } from '../../prices/contract.ts';
import type { PriceBook } from '../../prices/price-book.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { Customer } from '../../workspace/customer.ts';
import type { KnownTerms } from '../../workspace/known-terms.ts';
import { type PublishedRow, type Statement, tableOf } from './insert-rows.ts';
import { priceRows } from './price-rows.ts';

const columns = {
  customer_id: 'varchar',
  app_id: 'varchar',
  price_list: 'varchar',
  contract: 'varchar',
  sku: 'varchar',
  service_kind: 'varchar',
  service_name: 'varchar',
  service_name_zh: 'varchar',
  plan: 'varchar',
  requires: 'varchar',
  metric: 'varchar',
  unit: 'varchar',
  month_rule: 'varchar',
  model: 'varchar',
  blocks: 'varchar',
  multiplier: 'varchar',
  setting: 'varchar',
  priced_by: 'varchar',
  currency: 'varchar',
  source: 'varchar',
  from_months: 'bigint',
  setting_step: 'bigint',
  tier: 'bigint',
  up_to: 'decimal(38, 9)',
  included: 'decimal(38, 9)',
  block: 'decimal(38, 9)',
  price: 'decimal(38, 9)',
  flat: 'decimal(38, 9)',
  discount_percent: 'decimal(38, 9)',
  minimum: 'decimal(38, 9)',
  maximum: 'decimal(38, 9)',
  valid_from: 'date',
  valid_until: 'date',
};

/**
 * Returns statements that create the table `prices`, with the prices of all lists and contracts.
 */
export function priceTable(terms: KnownTerms): Statement[] {
  const lists = groupBy(terms.books, ({ list }) => list);
  const rows = [
    ...[...lists.values()].flatMap(priceRows),
    ...subscribersOf(terms.customers).flatMap((customer) =>
      contractRows(customer, lists.get(customer.priceList) ?? [], terms.contracts),
    ),
  ];
  return tableOf('prices', columns, rows);
}

/** Returns each customer once for each of its lists, with the apps that it ever had on it. */
function subscribersOf(customers: readonly Customer[]): Subscriber[] {
  const byList = groupBy(customers, ({ customerId, priceList }) =>
    JSON.stringify([customerId, priceList]),
  );
  return [...byList.values()].map((entries) => {
    const appIds = new Set(entries.flatMap(({ apps }) => apps.map(({ appId }) => appId)));
    const { customerId, priceList } = entries[0]!;
    return { customerId, priceList, apps: [...appIds].map((appId) => ({ appId })) };
  });
}

function contractRows(
  { customerId, apps }: Subscriber,
  books: readonly PriceBook[],
  contracts: readonly Contract[],
): PublishedRow[] {
  const ofCustomer = contracts.filter(({ customer }) => customer === customerId);
  const ofApps = apps.flatMap(({ appId }) => {
    const ofApp = contracts.filter(({ app }) => app === appId);
    if (ofApp.length === 0) return [];
    return changedRows(books, [...ofCustomer, ...ofApp], ofApp).map((row) => ({
      ...row,
      app_id: appId,
    }));
  });
  return [...changedRows(books, ofCustomer, ofCustomer), ...ofApps].map((row) => ({
    ...row,
    customer_id: customerId,
  }));
}

/** Returns the prices that the contracts `shown` decide, while all `inForce` apply. */
function changedRows(
  books: readonly PriceBook[],
  inForce: readonly Contract[],
  shown: readonly Contract[],
): PublishedRow[] {
  if (shown.length === 0) return [];
  const names = new Set(shown.map(({ contract }) => contract));
  return priceRows(booksOfApp(books, inForce, () => undefined)).filter(
    ({ contract }) => contract !== undefined && names.has(contract),
  );
}
