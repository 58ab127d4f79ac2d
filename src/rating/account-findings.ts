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
  const en = `The price book ${list} from ${from} is for accounts whose first app was created on ${since} or later, but order ${orderId} is from ${boughtOn}. If the account keeps older prices, put the customer on a price list with them`;
  const zh = `价目 ${list}（自 ${from} 起）适用于首个应用创建于 ${since} 或之后的帐号，但订单 ${orderId} 的日期为 ${boughtOn}。若该帐号沿用旧价，请将客户改到相应的价目表`;
  return [createFinding('older-account', appId, { en, zh })];
}
