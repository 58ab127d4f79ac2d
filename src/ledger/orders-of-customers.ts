import { booksOfHolders } from '../prices/books-of-holders.ts';
import type { Contract } from '../prices/contract.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { afterAllOrders, type Order, ordersUntil } from '../rating/orders.ts';
import type { Purchase } from '../rating/types.ts';
import type { Customer } from '../workspace/customer.ts';
import { holdersOf, orderHolders } from '../workspace/holders.ts';

/** Customers, their orders and the prices. */
export interface OrderTerms {
  customers: readonly Customer[];
  purchases: readonly Purchase[];
  books: readonly PriceBook[];
  contracts: readonly Contract[];
}

/** All orders of all months, by customer. */
export interface CustomerOrders {
  /** Returns the id of the customer who is billed an order; undefined if nobody had the app. */
  customerOf(purchase: Purchase): string | undefined;
  /**
   * Returns the orders of the customer's apps as `ordersUntil` does; those of other customers name their
   * list.
   */
  ordersOf(customerId: string): Order[];
}

/**
 * Prices all orders, each by the list and the contracts of the customer who had the app.
 *
 * @throws {UserError} (exit 3) With every order that cannot be priced.
 */
export function ordersOfCustomers({
  customers,
  purchases,
  books,
  contracts,
}: OrderTerms): CustomerOrders {
  const holders = holdersOf(customers);
  const holderOf = orderHolders(holders, purchases);
  const orders = ordersUntil({
    month: afterAllOrders,
    purchases: purchases.filter((one) => holderOf(one) !== undefined),
    books: [],
    booksOfApps: new Map(
      [...holders].map(([appId, own]) => [appId, booksOfHolders(own, books, contracts)]),
    ),
  });
  return {
    customerOf: (purchase) => holderOf(purchase)?.customerId,
    ordersOf(customerId) {
      const isOf = ({ purchase }: Order) => holderOf(purchase)?.customerId === customerId;
      const apps = new Set(orders.filter(isOf).map(({ purchase }) => purchase.appId));
      return orders
        .filter(({ purchase }) => apps.has(purchase.appId))
        .map((order) => (isOf(order) ? order : ofOther(order, holderOf)));
    },
  };
}

function ofOther(order: Order, holderOf: ReturnType<typeof orderHolders>): Order {
  const { purchase } = order;
  return { ...order, purchase: { ...purchase, otherList: holderOf(purchase)!.priceList } };
}
