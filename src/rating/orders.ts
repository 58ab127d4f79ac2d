import type { BillingDay } from '../calendar/billing-day.ts';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import { exitCodes, UserError } from '../errors.ts';
import { parseDecimal } from '../money/decimal.ts';
import type { PrepaidItem, PriceBook } from '../prices/price-book.ts';
import { bookInForce } from './book-in-force.ts';
import { compareText } from './compare-text.ts';
import { nearestName } from './nearest-name.ts';
import type { Purchase, RatingInput } from './types.ts';

/** A purchase or refund with what its day's book says of its SKU. */
export interface Order {
  purchase: Purchase;
  item: PrepaidItem;
  book: PriceBook;
}

/** Longest purchase taken: a hundred years. */
const mostMonths = 1200;

/**
 * All purchases and refunds up to the month's end, by day, order id and what else tells two apart.
 * Later ones change nothing in the month and are passed over, so that it can be rated again later.
 *
 * @throws {UserError} (exit 3) With every order whose SKU its day's book does not sell, whose day
 *   has no book, or whose months or amount mean nothing.
 */
export function ordersUntil({
  month,
  purchases,
  books,
  booksOfApps,
}: Pick<RatingInput, 'month' | 'purchases' | 'books' | 'booksOfApps'>): Order[] {
  const monthEnd = lastDay(month);
  const problems: string[] = [];
  const orders = purchases
    .filter((purchase) => purchase.boughtOn <= monthEnd)
    .toSorted(comparePurchases)
    .flatMap((purchase) => {
      const ofApp = booksOfApps?.get(purchase.appId) ?? books;
      return orderOrProblem(purchase, month, ofApp, problems);
    });
  if (problems.length === 0) return orders;
  throw new UserError([...problems, nextStep].join('\n'), exitCodes.badInput);
}

/** What whoever bought, or keeps the books, does next. */
export const nextStep =
  'Nothing was billed. Correct the purchases, or add what was sold to a price book.';

/**
 * What keeps purchases of one price list from being priced, an entry a purchase, in their order.
 *
 * @param month The first that is priced with them; earlier ones are past.
 */
export function orderProblems(
  purchases: readonly Purchase[],
  month: Month,
  books: readonly PriceBook[],
): string[] {
  const problems: string[] = [];
  for (const purchase of purchases.toSorted(comparePurchases))
    orderOrProblem(purchase, month, books, problems);
  return problems;
}

function orderOrProblem(
  purchase: Purchase,
  month: Month,
  books: readonly PriceBook[],
  problems: string[],
): Order[] {
  try {
    return [orderOf(purchase, month, books)];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(`${nameOf(purchase)}: ${error.message}`);
    return [];
  }
}

function orderOf(purchase: Purchase, month: Month, books: readonly PriceBook[]): Order {
  const { boughtOn, sku, months, kind } = purchase;
  const ofDay = bookInForce(
    books,
    boughtOn < firstDay(month) ? sinceFirst(boughtOn, books) : boughtOn,
  );
  const selling = kind === 'purchase' ? [ofDay] : books.filter(({ from }) => from <= ofDay.from);
  const wanted = kind === 'credit' ? [...selling].map(withCharges) : selling;
  const book = wanted
    .toSorted((a, b) => compareText(b.from, a.from))
    .find(({ items }) => items.some((item) => item.sku === sku));
  const item = book?.items.find((one) => one.sku === sku);
  if (book === undefined || item === undefined) throw new UserError(unknownSku(sku, ofDay));
  if (kind === 'purchase' && !(Number.isSafeInteger(months) && months >= 1 && months <= mostMonths))
    throw new UserError(`months is ${months}; accepted: a whole number from 1 to ${mostMonths}`);
  if (kind !== 'purchase') refuseAmount(kind, purchase.refundAmount);
  return { purchase, item, book };
}

/** An order of before the first book is priced in no month that has one, but what it bought may last. */
function sinceFirst(boughtOn: BillingDay, books: readonly PriceBook[]): BillingDay {
  let first: BillingDay | undefined;
  for (const { from } of books) if (first === undefined || from < first) first = from;
  return first !== undefined && boughtOn < first ? first : boughtOn;
}

/** Usage can be credited, too: what is charged for is then an item like any other. */
function withCharges(book: PriceBook): PriceBook {
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
    `the amount ${kind === 'refund' ? 'paid back' : 'credited'} is ${seen}; accepted: a decimal above 0, such as 499.50`,
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

/** A purchase as messages name it. */
export function nameOf({ orderId, appId, boughtOn }: Purchase): string {
  return `Order ${orderId} of ${boughtOn} (app ${appId})`;
}

function comparePurchases(a: Purchase, b: Purchase): number {
  return (
    compareText(a.boughtOn, b.boughtOn) ||
    compareText(a.orderId, b.orderId) ||
    compareText(a.kind, b.kind) ||
    compareText(a.sku, b.sku) ||
    a.months - b.months ||
    compareText(a.refundAmount ?? '', b.refundAmount ?? '')
  );
}
