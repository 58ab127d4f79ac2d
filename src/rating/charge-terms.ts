import { lastDay, type Month } from '../calendar/month.ts';
import { formatDecimal, parseDecimal } from '../money/decimal.ts';
import type { PriceBook, UsageCharge } from '../prices/price-book.ts';
import { bookInForce, daysWithBook } from './book-in-force.ts';

/** A charge at one price, and the days that it prices. */
export interface ChargeTerms {
  charge: UsageCharge;
  /** The books that say so, by date. */
  books: PriceBook[];
  /** Ascending; all of the month's where the month has one price. */
  days: string[];
}

/**
 * How the month's usage is priced: charges in the order of the first day's book, then those that
 * only a later book of the month has; of one charge, one entry a price.
 *
 * A charge priced by the month is the first day's book's alone. A charge priced by the day follows
 * the book of each day, unless a book of the month makes its month of its days in another way: then
 * the first day's book governs it for the whole month.
 *
 * In the month in which the list begins its first book stands for that of the first day, and only the
 * days from then on have a price.
 */
export function chargeTerms(books: readonly PriceBook[], month: Month): ChargeTerms[] {
  const days = daysWithBook(books, month);
  const first = bookInForce(books, days[0]!);
  const later = books
    .filter(({ from }) => from > first.from && from <= lastDay(month))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const inMonth = [first, ...later];
  const skus = new Set(inMonth.flatMap(({ charges }) => charges.map(({ sku }) => sku)));

  return [...skus].flatMap((sku) => {
    const governing = chargeIn(first, sku);
    const spoken = inMonth.flatMap((book) => chargeIn(book, sku) ?? []);
    if (governing !== undefined && isMonthly(governing, spoken))
      return [{ charge: governing, books: [first], days }];
    return termsByDay(sku, days, books);
  });
}

/** Whether the first day's book governs the whole month. */
function isMonthly(governing: UsageCharge, spoken: readonly UsageCharge[]): boolean {
  return (
    governing.priced_by === 'month' ||
    spoken.some((charge) => shapeOf(charge) !== shapeOf(governing))
  );
}

function termsByDay(sku: string, days: string[], books: readonly PriceBook[]): ChargeTerms[] {
  const byPrice = new Map<string, ChargeTerms>();
  for (const day of days) {
    const book = bookInForce(books, day);
    const charge = chargeIn(book, sku);
    if (charge === undefined || charge.priced_by !== 'day') continue;
    const price = priceKey(charge);
    const terms = byPrice.get(price) ?? { charge, books: [], days: [] };
    if (!terms.books.includes(book)) terms.books.push(book);
    terms.days.push(day);
    byPrice.set(price, terms);
  }
  return [...byPrice.values()];
}

/** Whether two prices of a charge are the same, however they are written. */
function priceKey({ price, block, blocks }: UsageCharge): string {
  const numbers = [price ?? '0', block ?? '0'].map((number) => formatDecimal(parseDecimal(number)));
  return [...numbers, blocks].join(' ');
}

function shapeOf({ metric, month, priced_by }: UsageCharge): string {
  return JSON.stringify([metric, month, priced_by]);
}

function chargeIn(book: PriceBook, sku: string): UsageCharge | undefined {
  return book.charges.find((charge) => charge.sku === sku);
}
