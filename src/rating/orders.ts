import { exitCodes, UserError } from '../base/errors.ts';
import { nearestName } from '../base/nearest-name.ts';
import { compareFrom } from '../calendar/billing-day.ts';
import { lastDay, type Month } from '../calendar/month.ts';
import { parseDecimal } from '../money/decimal.ts';
import type { PrepaidItem, PriceBook } from '../prices/price-book.ts';
import { bookInForce, latestBook } from './book-in-force.ts';
import { latestEdition } from './edition.ts';
import { sortPurchases } from './sort-purchases.ts';
import type { Purchase, RatingInput } from './types.ts';

/** A purchase or refund with what its day's book says of its SKU. */
export interface Order {
  purchase: Purchase;
  item: PrepaidItem;
  /** The book of its day; of a purchase that `isPriced` denies, the first one that sells the SKU. */
  book: PriceBook;
}

/** Tells whether a purchase has a price: one of before the first book of its list has none. */
export function isPriced({ purchase, book }: Order): boolean {
  return purchase.kind !== 'purchase' || book.from <= purchase.boughtOn;
}

/** Tells whether an order is billed to the customer, and not to another who had the app. */
export function isOwn({ purchase }: Order): boolean {
  return purchase.otherList === undefined;
}

/** A month after every purchase that accounts can hold. */
export const afterAllOrders: Month = '9999-12';

/** Longest purchase taken: a hundred years. */
const mostMonths = 1200;

/**
 * Returns all purchases and refunds up to the month's end, sorted by `sortPurchases`. Later ones
 * are left out, so that the month can be rated again later.
 *
 * @throws {UserError} (exit 3) With every order whose SKU its day's book does not sell, whose
 *   day has no book, or whose months or amount are not valid.
 */
export function ordersUntil({
  month,
  purchases,
  books,
  booksOfApps,
  otherBooks = [],
  edition = latestEdition,
}: Pick<
  RatingInput,
  'month' | 'purchases' | 'books' | 'booksOfApps' | 'otherBooks' | 'edition'
>): Order[] {
  const monthEnd = lastDay(month);
  const problems: string[] = [];
  const known = purchases.filter((purchase) => purchase.boughtOn <= monthEnd);
  const orders = sortPurchases(known, edition).flatMap((purchase) => {
    const { appId, otherList } = purchase;
    const ofOrder =
      otherList === undefined
        ? (booksOfApps?.get(appId) ?? books)
        : otherBooks.filter(({ list }) => list === otherList);
    return orderOrProblem(purchase, ofOrder, problems);
  });
  if (problems.length === 0) return orders;
  throw new UserError([...problems, nextStep].join('\n'), exitCodes.badInput);
}

/** Next step for whoever records purchases or writes price books. */
export const nextStep =
  'Nothing was billed. Correct the purchases, or add what was sold to a price book.';

/** Says what keeps purchases of one price list from being priced: an entry a purchase, in their order. */
export function orderProblems(
  purchases: readonly Purchase[],
  books: readonly PriceBook[],
): string[] {
  const problems: string[] = [];
  for (const purchase of sortPurchases(purchases, latestEdition))
    orderOrProblem(purchase, books, problems);
  return problems;
}

function orderOrProblem(
  purchase: Purchase,
  books: readonly PriceBook[],
  problems: string[],
): Order[] {
  try {
    return [orderOf(purchase, books)];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(`${nameOf(purchase)}: ${error.message}`);
    return [];
  }
}

function orderOf(purchase: Purchase, books: readonly PriceBook[]): Order {
  const { sku, months, kind } = purchase;
  const ofDay = bookOfDay(purchase, books);
  const selling = booksToSearch(purchase, ofDay, books);
  const wanted = kind === 'credit' ? selling.map(addCharges) : selling;
  const book = wanted.find(({ items }) => items.some((item) => item.sku === sku));
  const item = book?.items.find((one) => one.sku === sku);
  if (book === undefined || item === undefined) throw new UserError(unknownSku(sku, ofDay));
  if (kind === 'purchase' && !(Number.isSafeInteger(months) && months >= 1 && months <= mostMonths))
    throw new UserError(`months is ${months}; accepted: a whole number from 1 to ${mostMonths}`);
  if (kind !== 'purchase') refuseAmount(kind, purchase.refundAmount);
  return { purchase, item, book };
}

/** Returns the book in force on an order's day; before the list begins its first one. */
function bookOfDay({ boughtOn }: Purchase, books: readonly PriceBook[]): PriceBook {
  const isBefore = books.length > 0 && books.every(({ from }) => from > boughtOn);
  return isBefore ? latestBook(books, boughtOn) : bookInForce(books, boughtOn);
}

/**
 * Returns the books to search for an order's SKU; the first that has it counts. A purchase needs
 * its day's book. Refunds, and purchases from before the list, may use any book: the latest
 * before its day, else the earliest after it.
 */
function booksToSearch(
  { boughtOn, kind }: Purchase,
  ofDay: PriceBook,
  books: readonly PriceBook[],
): readonly PriceBook[] {
  if (kind === 'purchase' && ofDay.from <= boughtOn) return [ofDay];
  const byDate = books.toSorted(compareFrom);
  const before = byDate.filter(({ from }) => from <= boughtOn);
  return [...before.toReversed(), ...byDate.slice(before.length)];
}

/** Adds the charges to a book's items, because usage can be credited, too. */
function addCharges(book: PriceBook): PriceBook {
  const charged = book.charges.map(({ sku, title, source }): PrepaidItem => {
    return { sku, kind: 'pack', title, price: '0', source };
  });
  return { ...book, items: [...book.items, ...charged] };
}

function refuseAmount(kind: 'refund' | 'credit', amount: string | undefined): void {
  try {
    if (amount !== undefined && parseDecimal(amount).greaterThan(0)) return;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const seen = amount === undefined ? 'missing' : JSON.stringify(amount);
  throw new UserError(
    `the ${kind === 'refund' ? 'refunded' : 'credited'} amount is ${seen}; accepted: a decimal above 0, such as 499.50`,
  );
}

function unknownSku(sku: string, book: PriceBook): string {
  const sold = book.items.map((item) => item.sku);
  const nearest = nearestName(sku, sold);
  const hint =
    nearest === undefined ? `accepted: ${sold.join(', ')}` : `did you mean "${nearest}"?`;
  const seen = `sku is ${JSON.stringify(sku)}`;
  return `${seen}, which the price book ${book.list} from ${book.from} does not sell; ${hint}`;
}

/** Names a purchase in messages. */
export function nameOf({ orderId, appId, boughtOn }: Purchase): string {
  return `Order ${orderId} of ${boughtOn} (app ${appId})`;
}
