import { resolve } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { UnfitFile } from '../base/small-file.ts';
import type { PriceBook } from './price-book.ts';
import { type PriceBookFolder, readPriceFile, textOfPriceFile } from './price-files.ts';
import { parsePriceText } from './price-text.ts';
import { readPrices } from './read-prices.ts';

/**
 * Reads one book from any file, and all books with it. It replaces the book of its list and
 * date, if there is one.
 *
 * @param path Path as typed, for messages.
 * @throws {UserError} (exit 2) If there is no such file, or it is a contract; (exit 3) with
 *   every problem of it and of the books beside it.
 */
export async function readBookFile(
  path: string,
  folders: readonly PriceBookFolder[],
): Promise<{ book: PriceBook; books: PriceBook[] }> {
  const file = { ...(await readPriceFile(resolve(path), path).catch(notReadable(path))) };
  const parsed = parsePriceText(textOfPriceFile(file), path);
  if (parsed.kind === 'contract')
    throw new UserError(
      `${path} is a contract.\nAccepted: the file of a price book.`,
      exitCodes.wrongUsage,
    );
  const { books, problems } = await readPrices(folders, file);
  if (problems.length > 0) throw new UserError(problems.join('\n'), exitCodes.badInput);
  const { list, from } = parsed.yaml;
  const book = books.find((one) => one.list === list && one.from === from)!;
  return { book, books };
}

function notReadable(path: string): (error: UnfitFile) => never {
  return (cause) => {
    if (!(cause instanceof UnfitFile)) throw cause;
    const what = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new UserError(`${path}: ${what}.\nName the file of a price book.`, exitCodes.wrongUsage, {
      cause,
    });
  };
}
