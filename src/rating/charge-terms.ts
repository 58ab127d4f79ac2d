import { compareFrom } from '../calendar/billing-day.ts';
import { lastDay, type Month } from '../calendar/month.ts';
import { plainDecimal } from '../money/decimal.ts';
import type { PriceBook, UsageCharge } from '../prices/price-book.ts';
import { bookInForce, daysWithBook } from './book-in-force.ts';
import { groupBy } from './group-by.ts';
import { taxKey } from './line-tax.ts';
import type { RatingInput } from './types.ts';

/** A charge at one price, and the days that it prices. */
export interface ChargeTerms {
  charge: UsageCharge;
  /** The books that say so, by date. */
  books: PriceBook[];
  /** Ascending; all of the month's where the month has one price. */
  days: string[];
}

/**
 * Returns the prices of a month's usage, one entry a price, rounding and set of required plans.
 * They follow the first day's book; charges that only a later book has come last.
 *
 * A charge priced by the month uses only the book in force on the first day. A charge priced by
 * the day uses each day's book. If a book of the month derives its quantity in another way, the
 * first day's book governs the whole month.
 *
 * In the month in which the list begins, only the days from its first book on have a price.
 *
 * @param books Books of one app: those of its list, or those with its contracts in them.
 */
export function chargeTerms(books: readonly PriceBook[], month: Month): ChargeTerms[] {
  const days = daysWithBook(books, month);
  const first = bookInForce(books, days[0]!);
  const later = books
    .filter(({ from }) => from > first.from && from <= lastDay(month))
    .toSorted(compareFrom);
  if (later.length === 0) return first.charges.map((charge) => ({ charge, books: [first], days }));
  const inMonth = [first, ...later];
  const skus = new Set(inMonth.flatMap(({ charges }) => charges.map(({ sku }) => sku)));

  return [...skus].flatMap((sku) => {
    const governing = chargeIn(first, sku);
    const found = inMonth.flatMap((book) => chargeIn(book, sku) ?? []);
    if (governing !== undefined && isPricedByMonth(governing, found))
      return [{ charge: governing, books: [first], days }];
    return termsByDay(sku, days, books);
  });
}

/** Returns the terms of each app: by the list's books, or by its own if it has a contract. */
export function termsByApp({
  appIds,
  books,
  booksOfApps,
  month,
}: Pick<RatingInput, 'appIds' | 'books' | 'booksOfApps' | 'month'>): Map<string, ChargeTerms[]> {
  const ofList = chargeTerms(books, month);
  return new Map(
    appIds.map((appId) => {
      const own = booksOfApps?.get(appId);
      return [appId, own === undefined ? ofList : chargeTerms(own, month)];
    }),
  );
}

/** Tells whether the first day's book governs the whole month. */
function isPricedByMonth(governing: UsageCharge, found: readonly UsageCharge[]): boolean {
  return (
    governing.priced_by === 'month' ||
    found.some((charge) => shapeOf(charge) !== shapeOf(governing))
  );
}

function termsByDay(sku: string, days: string[], books: readonly PriceBook[]): ChargeTerms[] {
  const byPrice = new Map<string, ChargeTerms>();
  for (const [book, daysOfBook] of groupBy(days, (day) => bookInForce(books, day))) {
    const charge = chargeIn(book, sku);
    if (charge === undefined || charge.priced_by !== 'day') continue;
    const key = JSON.stringify([lineKey({ charge, books: [book], days }), charge.requires]);
    const terms = byPrice.get(key) ?? { charge, books: [], days: [] };
    terms.books.push(book);
    terms.days.push(...daysOfBook);
    byPrice.set(key, terms);
  }
  return [...byPrice.values()];
}

/**
 * Joins the terms of one app that make one line. These are days of one charge at one price,
 * whose books require plans that the app has in each case, or lacks in each.
 *
 * @param isBilled True if the app has a plan that the charge requires.
 */
export function joinTerms(
  terms: readonly ChargeTerms[],
  isBilled: (charge: UsageCharge) => boolean,
): ChargeTerms[] {
  if (new Set(terms.map(({ charge }) => charge.sku)).size === terms.length) return [...terms];
  const lines = groupBy(terms, (of) => JSON.stringify([lineKey(of), isBilled(of.charge)]));
  return [...lines.values()].map((alike) => ({
    charge: alike[0]!.charge,
    books: [...new Set(alike.flatMap(({ books }) => books))],
    days: alike.flatMap(({ days }) => days).toSorted(),
  }));
}

/**
 * Returns the key that days of one line share: the price and whose it is, however it is written.
 */
function lineKey({ charge, books }: ChargeTerms): unknown[] {
  const { sku, price, block, blocks, contract } = charge;
  const numbers = [price ?? '0', block ?? '0'].map(plainDecimal);
  const { rounding, tax } = books[0]!;
  return [sku, ...numbers, blocks, rounding.amounts, rounding.to, contract?.sha256, taxKey(tax)];
}

function shapeOf({ metric, month, priced_by }: UsageCharge): string {
  return JSON.stringify([metric, month, priced_by]);
}

function chargeIn(book: PriceBook, sku: string): UsageCharge | undefined {
  return book.charges.find((charge) => charge.sku === sku);
}
