import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import type { PriceBook } from './price-book.ts';
import { parsePriceBook } from './price-book-file.ts';

/** A folder of price books and how messages name it: `{label}/{file}`. */
export interface PriceBookFolder {
  dir: string;
  label: string;
}

/** The folder of the books that come with the package. */
export function builtInPriceBooks(): PriceBookFolder {
  return { dir: join(packageRoot(), 'prices'), label: 'built-in prices' };
}

/**
 * All books in the `.yaml` and `.yml` files of the folders (not of folders in them), by list and
 * date. A folder that does not exist has none.
 *
 * @throws {UserError} (exit 3) With every problem of every file; or if two books are of the same
 *   list and date, or the books of a list differ in currency.
 */
export async function readPriceBooks(folders: readonly PriceBookFolder[]): Promise<PriceBook[]> {
  const files = (await Promise.all(folders.map(filesIn))).flat();
  const problems: string[] = [];
  const read: NamedBook[] = [];
  for (const file of files) {
    try {
      read.push({ name: file.name, book: parsePriceBook(textOf(file), file.name) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  const sorted = read.toSorted((a, b) => compareBooks(a.book, b.book));
  problems.push(...sorted.flatMap((later, index) => clashesOf(sorted[index - 1], later)));
  if (problems.length > 0) throw new UserError(problems.join('\n'), exitCodes.badInput);
  return sorted.map(({ book }) => book);
}

interface NamedBook {
  name: string;
  book: PriceBook;
}

interface BookFile {
  name: string;
  bytes: Buffer;
}

async function filesIn({ dir, label }: PriceBookFolder): Promise<BookFile[]> {
  const names = (await namesIn(dir)).filter((name) => /\.ya?ml$/i.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => ({
      name: `${label}/${name}`,
      bytes: await readFile(join(dir, name)),
    })),
  );
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function textOf({ name, bytes }: BookFile): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `${name}: not UTF-8 text.\nAccepted: a price book in YAML, saved as UTF-8.`;
    throw new UserError(message, exitCodes.badInput, { cause });
  }
}

/** What keeps two neighbours of the sorted books from standing in one series. */
function clashesOf(earlier: NamedBook | undefined, later: NamedBook): string[] {
  if (earlier === undefined || earlier.book.list !== later.book.list) return [];
  const { list, from, currency } = later.book;
  const files = `${earlier.name} and ${later.name}`;
  const clashes: string[] = [];
  if (earlier.book.from === from)
    clashes.push(
      `${files} are both the book of the price list ${list} from ${from}.\n` +
        'Remove one of them, or give it another list or date.',
    );
  if (earlier.book.currency !== currency)
    clashes.push(
      `${files} are books of the price list ${list} in ${earlier.book.currency} and ${currency}.\n` +
        'Accepted: one currency a list. Give one of them another list.',
    );
  return clashes;
}

function compareBooks(a: PriceBook, b: PriceBook): number {
  if (a.list !== b.list) return a.list < b.list ? -1 : 1;
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return 0;
}
