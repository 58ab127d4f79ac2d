import { UserError } from '../../base/errors.ts';
import { booksOfHolders } from '../../prices/books-of-holders.ts';
import { type AppStatus, statusOfApp } from '../../rating/app-status.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { Purchase } from '../../rating/types.ts';
import { holdersOf, orderHolders } from '../../workspace/holders.ts';
import type { KnownTerms } from '../../workspace/known-terms.ts';
import { type PublishedRow, type Statement, tableOf } from './insert-rows.ts';

const purchaseColumns = {
  order_id: 'varchar',
  customer_id: 'varchar',
  app_id: 'varchar',
  sku: 'varchar',
  order_kind: 'varchar',
  currency: 'varchar',
  months: 'bigint',
  amount: 'decimal(38, 2)',
  purchased_on: 'date',
  valid_from: 'date',
  valid_until: 'date',
};

const periodColumns = {
  app_id: 'varchar',
  order_id: 'varchar',
  sku: 'varchar',
  service_kind: 'varchar',
  state: 'varchar',
  first_date: 'date',
  last_date: 'date',
};

/**
 * Returns statements that create the tables `purchases` and `service_periods`. If an app has an order
 * that cannot be priced, its purchases are published as delivered, without service periods.
 */
export function serviceTables(terms: KnownTerms): Statement[] {
  const holders = holdersOf(terms.customers);
  const holderOf = orderHolders(holders, terms.purchases);
  const purchases: PublishedRow[] = [];
  const periods: PublishedRow[] = [];
  for (const [appId, ofApp] of groupBy(terms.purchases, (one) => one.appId)) {
    const ofHolders = holders.get(appId) ?? [];
    const status = statusOf(ofApp, booksOfHolders(ofHolders, terms.books, terms.contracts));
    const billedTo = new Map(ofApp.map((one) => [keyOf(one), holderOf(one)?.customerId]));
    purchases.push(...purchaseRows(ofApp, billedTo, status));
    if (status !== undefined) periods.push(...periodRows(appId, status));
  }
  return [
    ...tableOf('purchases', purchaseColumns, purchases),
    ...tableOf('service_periods', periodColumns, periods),
  ];
}

/** Key of an order, as purchases and their states name it. */
function keyOf({ kind, orderId, sku }: Pick<Purchase, 'kind' | 'orderId' | 'sku'>): string {
  return JSON.stringify([kind, orderId, sku]);
}

function statusOf(purchases: readonly Purchase[], books: KnownTerms['books']) {
  if (books.length === 0) return undefined;
  try {
    // The day decides nothing of what is published: orders and runs are those of all days.
    return statusOfApp(purchases, books, books[0]!.from);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}

function purchaseRows(
  purchases: readonly Purchase[],
  billedTo: ReadonlyMap<string, string | undefined>,
  status: AppStatus | undefined,
): PublishedRow[] {
  if (status === undefined)
    return purchases.map((purchase) => ({
      order_id: purchase.orderId,
      customer_id: billedTo.get(keyOf(purchase)),
      app_id: purchase.appId,
      sku: purchase.sku,
      order_kind: purchase.kind,
      months: purchase.kind === 'purchase' ? String(purchase.months) : undefined,
      purchased_on: purchase.boughtOn,
    }));
  const appId = purchases[0]!.appId;
  return status.orders.map((order) => ({
    order_id: order.order_id,
    customer_id: billedTo.get(keyOf({ ...order, orderId: order.order_id })),
    app_id: appId,
    sku: order.sku,
    order_kind: order.kind,
    currency: status.currency,
    months: order.months,
    amount: order.amount,
    purchased_on: order.day,
    valid_from: order.valid_from,
    valid_until: order.valid_until,
  }));
}

function periodRows(appId: string, { plan, packs }: AppStatus): PublishedRow[] {
  const plans = plan.map((run) => ({ ...run, kind: 'plan' }));
  const ofPacks = packs.flatMap(({ sku, days }) =>
    days.map((run) => ({ ...run, sku, kind: 'pack' })),
  );
  return [...plans, ...ofPacks].map(({ sku, order_id, kind, state, from, until }) => ({
    app_id: appId,
    order_id,
    sku,
    service_kind: kind,
    state,
    first_date: from,
    last_date: until ?? undefined,
  }));
}
