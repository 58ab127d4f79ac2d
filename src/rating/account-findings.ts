import type { Finding } from '../invoice/document.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { createFinding } from './finding-codes.ts';
import type { Order } from './orders.ts';

/**
 * Says that a customer bought something before the accounts begin that the month's book is for: whose
 * first app is older kept its prices, and only the customer's list can say so.
 *
 * @param orders Of all apps of the customer, by day.
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
