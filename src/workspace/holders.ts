import { compareText } from '../rating/compare-text.ts';
import { groupBy } from '../rating/group-by.ts';
import type { Purchase } from '../rating/types.ts';
import { type Customer, type Days, firstShared } from './customer.ts';

/** A customer who has an app on some days, and the price list then. */
export interface Holder extends Days {
  appId: string;
  customerId: string;
  priceList: string;
}

/** Holders of each app, by day. */
export type Holders = ReadonlyMap<string, readonly Holder[]>;

/** Returns who has which app on which days. */
export function holdersOf(customers: readonly Customer[]): Holders {
  const all = customers.flatMap(({ customerId, priceList, apps }) =>
    apps.map(({ appId, from, until }): Holder => {
      const days = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) };
      return { appId, customerId, priceList, ...days };
    }),
  );
  const byDay = all.toSorted((a, b) => compareText(a.from ?? '', b.from ?? ''));
  return groupBy(byDay, ({ appId }) => appId);
}

/** Returns who has an app on a day. */
export function holderOn(holders: Holders, appId: string, day: string): Holder | undefined {
  return holders.get(appId)?.find((one) => firstShared(one, { from: day, until: day }) === day);
}

/**
 * Returns who is billed an app's usage of a month: who has it on the first day of the month on which
 * anybody has it.
 *
 * @param days All days of the month.
 */
export function usageHolder(holders: Holders, appId: string, days: Days): Holder | undefined {
  return holders.get(appId)?.find((one) => firstShared(one, days) !== undefined);
}

/**
 * Returns a function that says who is billed an order: who has the app on its day. Refunds and credits
 * belong to whoever was billed the purchase of that number, if there is one.
 */
export function orderHolders(
  holders: Holders,
  purchases: readonly Purchase[],
): (order: Purchase) => Holder | undefined {
  const given = new Set(purchases.filter(isGiven).map(orderKey));
  const ofGiven = given.size === 0 ? [] : purchases.filter((one) => given.has(orderKey(one)));
  const bought = new Map(ofGiven.filter((one) => !isGiven(one)).map((one) => [orderKey(one), one]));
  return (order) => {
    const { appId, boughtOn } = (isGiven(order) && bought.get(orderKey(order))) || order;
    return holderOn(holders, appId, boughtOn);
  };
}

/** Tells whether an order gives money back. */
function isGiven({ kind }: Purchase): boolean {
  return kind !== 'purchase';
}

function orderKey({ orderId, appId, sku }: Purchase): string {
  return [orderId, appId, sku].join('\n');
}
