import { existsSync } from 'node:fs';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { isBillingDay } from '../../src/calendar/billing-day.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';
import type { PriceBookFolder } from '../../src/prices/price-files.ts';
import { readBookFile } from '../../src/prices/read-book-file.ts';
import { readPriceBooks } from '../../src/prices/read-price-books.ts';
import { bookInForce } from '../../src/rating/book-in-force.ts';
import { unknownList } from './unknown-list.ts';

/**
 * Returns the price book that a user names: `LIST@DAY` or `DAY` (of `defaultList`) is the book in
 * force on that day, any other text is a file.
 *
 * @throws {UserError} (exit 2) If there is no such book.
 */
export async function findNamedBook(
  reference: string,
  folders: readonly PriceBookFolder[],
  defaultList: string,
): Promise<PriceBook> {
  const [, list = defaultList, day = ''] = /^(?:([^@]+)@)?([^@/]*)$/.exec(reference) ?? [];
  if (isBillingDay(day)) return bookOn(list, day, await readPriceBooks(folders));
  if (existsSync(reference)) return (await readBookFile(reference, folders)).book;
  throw new UserError(
    `${JSON.stringify(reference)} is neither a day, nor a list and a day, nor a file.\nAccepted: 2019-03-01, tencent-im@2019-03-01, or the file of a price book.`,
    exitCodes.wrongUsage,
  );
}

function bookOn(list: string, day: string, all: readonly PriceBook[]): PriceBook {
  const books = all.filter((book) => book.list === list);
  if (books.length === 0) throw unknownList(list, all);
  return bookInForce(books, day);
}
