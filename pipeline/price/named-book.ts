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
 * The book that a word of the command line means: `LIST@DAY` is the book of a list in force on a day,
 * `DAY` that of `defaultList`, anything else a file.
 *
 * @throws {UserError} (exit 2) If it is none of these.
 */
export async function bookMeantBy(
  reference: string,
  folders: readonly PriceBookFolder[],
  defaultList: string,
): Promise<PriceBook> {
  const [, list = defaultList, day = ''] = /^(?:([^@]+)@)?([^@/]*)$/.exec(reference) ?? [];
  if (isBillingDay(day)) return bookOf(list, day, await readPriceBooks(folders));
  if (existsSync(reference)) return (await readBookFile(reference, folders)).book;
  throw new UserError(
    `${JSON.stringify(reference)} is neither a day, nor a list and a day, nor a file.\nAccepted: 2019-03-01, tencent-im@2019-03-01, or the file of a price book.`,
    exitCodes.wrongUsage,
  );
}

function bookOf(list: string, day: string, all: readonly PriceBook[]): PriceBook {
  const books = all.filter((book) => book.list === list);
  if (books.length === 0) throw unknownList(list, all);
  return bookInForce(books, day);
}
