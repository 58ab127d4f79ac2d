import { exitCodes, UserError } from '../../src/base/errors.ts';
import { nearestName } from '../../src/base/nearest-name.ts';
import { billingDayOf } from '../../src/calendar/billing-day.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { CalculatedRefund, RefundOptions } from '../../src/jobs/refund.ts';
import { readBillingTerms } from '../../src/ledger/billing-terms.ts';
import { ordersOfCustomers } from '../../src/ledger/orders-of-customers.ts';
import { explainRefund } from '../../src/rating/explain-refund.ts';
import type { Order } from '../../src/rating/orders.ts';
import {
  type NoRefund,
  type PublishedRefund,
  publishedRefund,
} from '../../src/rating/published-refund.ts';
import type { Purchase } from '../../src/rating/types.ts';
import type { Customer } from '../../src/workspace/customer.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/**
 * Calculates the refund of an order by the published rule, from today's accounts and price books. Writes
 * nothing.
 *
 * @param effects `now` is in milliseconds since the epoch: the refund day if `on` is undefined.
 * @throws {UserError} (exit 2) If there is no such order, or the day is before it; (exit 4) if nothing of
 *   it can be paid back; (exit 3) if accounts or books are wrong.
 */
export async function calculateRefund(
  options: RefundOptions,
  { workspace, now }: { workspace: Workspace; now(): number },
): Promise<CalculatedRefund> {
  const settings = await readSettings(workspace.settings);
  const { accounts, ...prices } = await readBillingTerms(workspace, settings);
  const purchase = chosenPurchase(options, accounts.purchases);
  await learnZones([settings.timezone]);
  const on = options.on ?? billingDayOf(now(), settings.timezone);
  const { customerOf, ordersOf } = ordersOfCustomers({ ...accounts, ...prices });
  const customerId = customerOf(purchase);
  if (customerId === undefined) throw ofNobody(purchase);
  const orders = ordersOf(customerId);
  const order = orders.find((one) => one.purchase === purchase)!;
  const known = orders.filter((one) => one.purchase.boughtOn <= on);
  const refund = publishedRefund(order, on, known);
  if (typeof refund === 'string') throw refusal(refund, order, on);
  if (refund.amount === '0.00') throw refusal('over', order, on);
  const customer = customerOn(on, customerId, accounts.customers);
  const { tax } = order.book;
  const { orderId, appId, sku, boughtOn } = purchase;
  return {
    order_id: orderId,
    customer_id: customerId,
    customer_name: customer.name,
    app_id: appId,
    sku,
    kind: order.item.kind,
    bought_on: boughtOn,
    on,
    currency: order.book.currency,
    ...(tax !== undefined && !customer.taxExempt && { tax }),
    ...refund,
    explanation: explainRefund(refund),
    row: rowOf(purchase, on, refund),
  };
}

/** Returns a customer as customers.csv has it on a day. */
function customerOn(day: string, customerId: string, customers: readonly Customer[]): Customer {
  return customers.findLast(({ customerId: id, from = '' }) => id === customerId && from <= day)!;
}

/** Builds the row of accounts/purchases.csv, by column in the order of docs/accounts.md. */
function rowOf(
  { orderId, appId, sku }: Purchase,
  on: string,
  { amount }: PublishedRefund,
): CalculatedRefund['row'] {
  return {
    order_id: orderId,
    app_id: appId,
    sku,
    purchased_at: on,
    months: '',
    kind: 'refund',
    amount,
  };
}

function chosenPurchase(
  { order, app, sku }: RefundOptions,
  purchases: readonly Purchase[],
): Purchase {
  const bought = purchases.filter(({ kind }) => kind === 'purchase');
  const named = bought.filter(({ orderId }) => orderId === order);
  if (named.length === 0) throw unknownOrder(order, bought);
  const chosen = named.filter(
    (one) => (app ?? one.appId) === one.appId && (sku ?? one.sku) === one.sku,
  );
  if (chosen.length === 1) return chosen[0]!;
  const parts = named.map((one) => `${one.sku} of app ${one.appId}`).join(', ');
  throw new UserError(
    chosen.length === 0
      ? `Order ${order} has ${parts}; nothing else was bought with it.\nAccepted: --app and --sku of one of them.`
      : `Order ${order} has ${parts}.\nName one of them with --app and --sku.`,
    exitCodes.wrongUsage,
  );
}

function unknownOrder(order: string, bought: readonly Purchase[]): UserError {
  const nearest = nearestName(order, [...new Set(bought.map(({ orderId }) => orderId))]);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return new UserError(
    `There is no order ${JSON.stringify(order)}${hint}\nAccepted: the order_id of a purchase in accounts/purchases.csv.`,
    exitCodes.wrongUsage,
  );
}

function ofNobody({ orderId, appId, boughtOn }: Purchase): UserError {
  return new UserError(
    `Order ${orderId}: nobody had app ${appId} on ${boughtOn}.\nAdd the app to accounts/customers.csv, or correct its days there.`,
    exitCodes.badInput,
  );
}

function refusal(reason: NoRefund, { purchase, book }: Order, on: string): UserError {
  const { orderId, sku, boughtOn } = purchase;
  const order = `Order ${orderId} (${sku})`;
  const credit =
    'Money that is given all the same is a row of kind credit in accounts/purchases.csv.';
  switch (reason) {
    case 'before_purchase':
      return new UserError(
        `${order} was bought on ${boughtOn}, so it cannot be refunded on ${on}.\nAccepted: --on ${boughtOn} or a later day.`,
        exitCodes.wrongUsage,
      );
    case 'unpriced':
      return refused(
        `${order} was bought on ${boughtOn}, before the first price book of ${book.list}: its price is not known.\nAdd an earlier book to the folder prices, or record the refund with an amount of your own.`,
      );
    case 'refunded':
      return refused(`${order} was ended by a refund: nothing of it is left.\n${credit}`);
    case 'over':
      return refused(`${order} is over on ${on}: nothing of it is left.\n${credit}`);
    case 'for_ever':
      return refused(
        `${order} is valid for ever: later than 5 days after ${boughtOn}, the published rule pays nothing back.\n${credit}`,
      );
  }
}

function refused(message: string): UserError {
  return new UserError(message, exitCodes.nothingToDo);
}
