import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import { compareText } from '../rating/compare-text.ts';
import { groupBy } from '../rating/group-by.ts';
import type { Purchase } from '../rating/types.ts';
import type { Accounts } from './accounts.ts';
import { type Customer, type Days, firstShared, type Party } from './customer.ts';
import { type Holder, holdersOf, orderHolders, usageHolder } from './holders.ts';

/** A customer as a month is billed to it. */
export interface MonthCustomer extends Party {
  customerId: string;
  /** Price lists up to the month's end, by day; the first begins before all books. */
  lists: ListFrom[];
  /** Apps that the customer has in the month, or has an order of, by id. */
  apps: MonthApp[];
  /** Purchases of the apps up to the month's end; those of other customers name their list. */
  purchases: Purchase[];
}

/** An app of a customer in a month. */
export interface MonthApp {
  appId: string;
  appName: string;
  /** True if the month's usage is billed to another customer. */
  usageOfOther?: true;
}

/** A price list that a customer is on from a day on. */
export interface ListFrom {
  list: string;
  /** Absent for the first. */
  from?: string;
}

/**
 * Returns the customers of a month, each as it is billed.
 *
 * Usage belongs to whoever has the app on the first day of the month on which anybody has it. An order
 * belongs to whoever has the app on its day, and a refund to whoever was billed the order. Name, address
 * and the like are those of the customer's last day in the month. Source: docs/rules.md, "Customers".
 *
 * @returns By customer id; only who has an app in the month, or an order.
 */
export function customersOfMonth(
  { customers, purchases }: Pick<Accounts, 'customers' | 'purchases'>,
  month: Month,
): MonthCustomer[] {
  const holders = holdersOf(customers);
  const holderOfOrder = orderHolders(holders, purchases);
  const days = { from: firstDay(month), until: lastDay(month) };
  const known = purchases.filter(({ boughtOn }) => boughtOn <= days.until);
  const ordered = known
    .filter(({ boughtOn }) => boughtOn >= days.from)
    .flatMap((order) => holderOfOrder(order) ?? []);
  const context: Context = {
    days,
    ordered: groupBy(ordered, ({ customerId }) => customerId),
    purchases: groupBy(known, ({ appId }) => appId),
    holderOfOrder,
    holderOfUsage: (appId) => usageHolder(holders, appId, days),
  };
  const byCustomer = groupBy(customers, ({ customerId }) => customerId);
  return [...byCustomer.values()].flatMap((entries) => customerOfMonth(entries, context));
}

interface Context {
  /** Days of the month. */
  days: Required<Days>;
  /** Apps with orders in the month, by the customer who is billed them. */
  ordered: ReadonlyMap<string, readonly Holder[]>;
  /** Purchases up to the month's end, by app. */
  purchases: ReadonlyMap<string, readonly Purchase[]>;
  holderOfOrder: (order: Purchase) => Holder | undefined;
  holderOfUsage: (appId: string) => Holder | undefined;
}

function customerOfMonth(entries: readonly Customer[], context: Context): MonthCustomer[] {
  const { days, ordered } = context;
  const { customerId } = entries[0]!;
  const isHeld = (span: Days) => firstShared(span, days) !== undefined;
  const until = entries.filter(({ from = '' }) => from <= days.until);
  const held = until.filter(({ apps }) => apps.some(isHeld));
  const ownOrders = (ordered.get(customerId) ?? []).map(({ appId }) => appId);
  const party = held.at(-1) ?? until.at(-1);
  if (party === undefined || (held.length === 0 && ownOrders.length === 0)) return [];
  const names = new Map(
    until.flatMap(({ apps }) => apps.map(({ appId, appName }) => [appId, appName] as const)),
  );
  const heldApps = held.flatMap(({ apps }) => apps.filter(isHeld).map(({ appId }) => appId));
  const appIds = [...new Set([...heldApps, ...ownOrders])].toSorted(compareText);
  const { from: _from, until: _until, apps: _apps, ...rest } = party;
  return [
    {
      ...rest,
      priceList: (held[0] ?? party).priceList,
      lists: listsOf(until),
      apps: appIds.map((appId) => ({
        appId,
        appName: names.get(appId) ?? '',
        ...(context.holderOfUsage(appId)?.customerId !== customerId && { usageOfOther: true }),
      })),
      purchases: appIds.flatMap((appId) => purchasesOf(appId, customerId, context)),
    },
  ];
}

/** Returns the lists of a customer, each with the day on which another list ends. */
function listsOf(entries: readonly Customer[]): ListFrom[] {
  const lists: ListFrom[] = [];
  for (const { priceList: list, from } of entries) {
    if (lists.at(-1)?.list === list) continue;
    lists.push(lists.length === 0 || from === undefined ? { list } : { list, from });
  }
  return lists;
}

function purchasesOf(
  appId: string,
  customerId: string,
  { purchases, holderOfOrder }: Context,
): Purchase[] {
  return (purchases.get(appId) ?? []).map((purchase) => {
    const holder = holderOfOrder(purchase);
    const isOwn = holder === undefined || holder.customerId === customerId;
    return isOwn ? purchase : { ...purchase, otherList: holder.priceList };
  });
}
