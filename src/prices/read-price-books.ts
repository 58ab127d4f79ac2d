import { exitCodes, UserError } from '../base/errors.ts';
import type { PriceBook } from './price-book.ts';
import type { PriceBookFolder } from './price-files.ts';
import { readPrices } from './read-prices.ts';

export { builtInPriceBooks, type PriceBookFolder } from './price-files.ts';

/**
 * All books of the folders, by list and date, each whole: with what it takes over from the book it is
 * based on.
 *
 * @throws {UserError} (exit 3) With every problem of every file, contracts included.
 */
export async function readPriceBooks(folders: readonly PriceBookFolder[]): Promise<PriceBook[]> {
  const { books, problems } = await readPrices(folders);
  if (problems.length > 0) throw new UserError(problems.join('\n'), exitCodes.badInput);
  return books;
}
