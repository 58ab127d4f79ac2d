import type { Finding } from '../invoice/document.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { createFinding } from './finding-codes.ts';
import type { Order } from './orders.ts';

/**
 * Finds a purchase that is older than the accounts which the month's book is for. An older
 * account may keep its older prices, and only the customer's list can say so.
 *
 * @param orders All orders of the customer's apps, by day.
 */
export function findOlderAccounts(
  { accounts_since: since, list, from }: PriceBook,
  orders: readonly Order[],
): Finding[] {
  const oldest = orders.find(({ purchase }) => since !== undefined && purchase.boughtOn < since);
  if (oldest === undefined) return [];
  const { appId, orderId, boughtOn } = oldest.purchase;
  const message = `The price book ${list} from ${from} is for accounts whose first app was created on ${since} or later, but order ${orderId} is from ${boughtOn}. If the account keeps older prices, put the customer on a price list with them`;
  return [createFinding('older-account', appId, message)];
}
