import { exitCodes, UserError } from '../../src/base/errors.ts';
import { nearestName } from '../../src/base/nearest-name.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';
import { newNameOf } from '../../src/prices/renamed-lists.ts';

/** Returns the error for a price list without a book; it suggests a similar name. */
export function unknownList(list: string, books: readonly Pick<PriceBook, 'list'>[]): UserError {
  const lists = [...new Set(books.map((book) => book.list))];
  const nearest = newNameOf(list) ?? nearestName(list, lists);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return new UserError(
    `There is no price list "${list}"${hint}\nAccepted: ${lists.join(', ')}.`,
    exitCodes.wrongUsage,
  );
}
