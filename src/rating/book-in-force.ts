import { exitCodes, UserError } from '../base/errors.ts';
import { addDays, type BillingDay, compareFrom } from '../calendar/billing-day.ts';
import { daysOfMonth, firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { PriceBook } from '../prices/price-book.ts';

/**
 * Returns the book that prices `day`: the latest that is from that day or earlier.
 *
 * @param books All books of one list, any order.
 * @throws {UserError} (exit 3) If the list begins later, ended before, or has no book.
 */
export function bookInForce(books: readonly PriceBook[], day: BillingDay): PriceBook {
  let latest: PriceBook | undefined;
  let first: PriceBook | undefined;
  for (const book of books) {
    if (first === undefined || book.from < first.from) first = book;
    if (book.from <= day && (latest === undefined || book.from > latest.from)) latest = book;
  }
  if (latest?.until !== undefined && latest.until < day) throw ended(latest, latest.until, day);
  if (latest !== undefined) return latest;
  if (first === undefined)
    throw new UserError(
      `No price book to price ${day} with.\nAdd one to the folder prices, or name another price_list.`,
      exitCodes.badInput,
    );
  throw new UserError(
    `No book of the price list ${first.list} is in force on ${day}: its first book is from ${first.from}.\n` +
      'Add an earlier book to the folder prices, or name another price_list.',
    exitCodes.badInput,
  );
}

function ended({ list, from }: PriceBook, until: BillingDay, day: BillingDay): UserError {
  return new UserError(
    `No book of the price list ${list} is in force on ${day}: its book from ${from} ends on ${until}.\n` +
      `Add a book from ${addDays(until, 1)} on to the folder prices, or take until out of that book.`,
    exitCodes.badInput,
  );
}

/**
 * Returns the book that describes plans and packs on a day: the latest from that day or earlier.
 * Before the list begins, that is its first book.
 *
 * @param books All books of one list, any order, at least one.
 */
export function latestBook(books: readonly PriceBook[], day: BillingDay): PriceBook {
  const byDay = books.toSorted(compareFrom);
  return byDay.findLast(({ from }) => from <= day) ?? byDay[0]!;
}

/**
 * Returns the days of the month on which a book is in force. These are all days, or those from
 * the list's first book on.
 *
 * @returns Ascending, not empty.
 * @throws {UserError} (exit 3) If the list begins after the month, or has no book.
 */
export function daysWithBook(books: readonly PriceBook[], month: Month): BillingDay[] {
  bookInForce(books, lastDay(month));
  const days = daysOfMonth(month);
  const isWhole = books.some(({ from }) => from <= firstDay(month));
  return isWhole ? days : days.filter((day) => books.some(({ from }) => from <= day));
}
