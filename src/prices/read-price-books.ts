import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import { type BookText, completeBooks, parseBookText } from './complete-books.ts';
import type { PriceBook } from './price-book.ts';
import { priceBookOf } from './price-book-file.ts';

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
 * date, each whole: with what it takes over from the book it is based on. A folder that does not
 * exist has none.
 *
 * @throws {UserError} (exit 3) With every problem of every file; or if two books are of the same
 *   list and date, or the books of a list differ in currency.
 */
export async function readPriceBooks(folders: readonly PriceBookFolder[]): Promise<PriceBook[]> {
  const files = (await Promise.all(folders.map(filesIn))).flat();
  const problems: string[] = [];
  const read: BookText[] = [];
  for (const file of files) {
    try {
      read.push(parseBookText(textOf(file), file.name));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  const sorted = read.toSorted(compareBooks);
  problems.push(...sorted.flatMap((later, index) => clashesOf(sorted[index - 1], later)));
  const whole = completeBooks(sorted, problems);
  if (problems.length > 0) throw new UserError(problems.join('\n'), exitCodes.badInput);
  return whole.map(priceBookOf);
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
function clashesOf(earlier: BookText | undefined, later: BookText): string[] {
  if (earlier === undefined || earlier.yaml.list !== later.yaml.list) return [];
  const { list, from, currency } = later.yaml;
  const files = `${earlier.name} and ${later.name}`;
  const clashes: string[] = [];
  if (earlier.yaml.from === from)
    clashes.push(
      `${files} are both the book of the price list ${list} from ${from}.\n` +
        'Remove one of them, or give it another list or date.',
    );
  const before = earlier.yaml.currency;
  if (before !== undefined && currency !== undefined && before !== currency)
    clashes.push(
      `${files} are books of the price list ${list} in ${before} and ${currency}.\n` +
        'Accepted: one currency a list. Give one of them another list.',
    );
  return clashes;
}

function compareBooks({ yaml: a }: BookText, { yaml: b }: BookText): number {
  if (a.list !== b.list) return a.list < b.list ? -1 : 1;
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return 0;
}
