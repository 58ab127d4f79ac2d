import { booksOfApp } from './books-of-app.ts';
import { composeBooks } from './compose-books.ts';
import { type Contract, contractsOf } from './contract.ts';
import type { PriceBook } from './price-book.ts';

/** Who has an app from a day on, and by which list. */
export interface ListHolder {
  appId: string;
  customerId: string;
  priceList: string;
  /** First day; absent = since ever. */
  from?: string;
}

/**
 * Returns the books that price all orders of an app: the lists of its customers, one after the other,
 * each with the prices of its contracts. A book that cannot contain a contract is left out.
 *
 * @param holders Customers of the app, by day.
 */
export function booksOfHolders(
  holders: readonly ListHolder[],
  books: readonly PriceBook[],
  contracts: readonly Contract[],
): PriceBook[] {
  const parts = holders.map(({ appId, customerId, priceList, from }, index) => {
    const ofList = books.filter(({ list }) => list === priceList);
    const own = contractsOf({ customerId, apps: [{ appId }] }, contracts);
    const ofHolder = own.length === 0 ? ofList : booksOfApp(ofList, own, () => undefined);
    // One holder after another may be on one list: the name of each part is its own.
    const list = String(index);
    return {
      used: { list, ...(index > 0 && from !== undefined && { from }) },
      books: ofHolder.map((book) => ({ ...book, list })),
    };
  });
  const composed = composeBooks(
    parts.map(({ used }) => used),
    parts.flatMap((part) => part.books),
  );
  return composed.map((book) => ({ ...book, list: holders[Number(book.list)]!.priceList }));
}
