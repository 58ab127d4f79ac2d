import { UserError } from '../base/errors.ts';
import { checkSeries, compareBooks } from './check-series.ts';
import { type BookText, completeBooks } from './complete-books.ts';
import { listsContinuing, withContinuedBooks } from './continued-lists.ts';
import type { ContractFile } from './contract-file.ts';
import type { PriceBook } from './price-book.ts';
import { priceBookOf } from './price-book-file.ts';
import {
  type PriceBookFolder,
  type PriceFile,
  priceFilesIn,
  textOfPriceFile,
} from './price-files.ts';
import { parsePriceText } from './price-text.ts';

/** Price books and contracts of some folders. */
export interface Prices {
  /** By list and date, each whole; those with a problem are missing. */
  books: PriceBook[];
  /** The files of the books as they state them, by list and date. */
  files: readonly BookText[];
  /** In the order of the files; those with a problem of their own are missing. */
  contracts: ContractFile[];
  /** Faults, in the order of the files. */
  problems: string[];
  /** Lists of which a book is missing. */
  brokenLists: Set<string>;
}

/**
 * Reads all books and contracts in the `.yaml` and `.yml` files of the folders, but not of folders in them. A
 * missing folder has none. Files that did not change since the last reading of this process are not read again.
 *
 * @param instead A file that is added. It replaces a file at its path, and a book of its list and date.
 */
export async function readPrices(
  folders: readonly PriceBookFolder[],
  instead?: PriceFile,
): Promise<Prices> {
  const files = (await Promise.all(folders.map(priceFilesIn))).flat();
  if (instead !== undefined) return pricesOf(files, instead);
  if (last === undefined || !areSame(files, last.files)) last = { files, prices: pricesOf(files) };
  const { books, files: stated, contracts, problems, brokenLists } = last.prices;
  return {
    books: [...books],
    files: stated,
    contracts: [...contracts],
    problems: [...problems],
    brokenLists: new Set(brokenLists),
  };
}

/** Result of the last reading: a job asks for the prices to bill, and again to publish them. */
let last: { files: readonly PriceFile[]; prices: Prices } | undefined;

function areSame(files: readonly PriceFile[], others: readonly PriceFile[]): boolean {
  return (
    files.length === others.length &&
    files.every(({ name, bytes }, index) => {
      const other = others[index]!;
      return name === other.name && bytes.equals(other.bytes);
    })
  );
}

function pricesOf(files: readonly PriceFile[], instead?: PriceFile): Prices {
  const others = files.filter(({ path }) => path !== instead?.path);
  const read = readTexts(instead === undefined ? others : [...others, instead]);
  const own = read.books.find(({ name }) => name === instead?.name);
  const stays = ({ yaml }: BookText) => yaml.list !== own?.yaml.list || yaml.from !== own.yaml.from;
  const stated = read.books.filter((book) => book === own || stays(book)).toSorted(compareBooks);
  const problems = [...read.problems];
  const books = withContinuedBooks(stated, problems).toSorted(compareBooks);
  problems.push(...checkSeries(books));
  const whole = completeBooks(books, problems);
  const incomplete = books.filter(
    ({ yaml }) => !whole.some(({ list, from }) => list === yaml.list && from === yaml.from),
  );
  const broken = [...read.brokenLists, ...incomplete.map(({ yaml }) => yaml.list)];
  return {
    books: whole.map(priceBookOf),
    files: stated,
    contracts: read.contracts,
    problems: [...new Set(problems)],
    brokenLists: new Set([...broken, ...listsContinuing(broken, stated)]),
  };
}

interface Texts {
  books: BookText[];
  contracts: ContractFile[];
  problems: string[];
  brokenLists: string[];
}

function readTexts(files: readonly PriceFile[]): Texts {
  const texts: Texts = { books: [], contracts: [], problems: [], brokenLists: [] };
  for (const file of files) {
    try {
      const parsed = parsePriceText(textOfPriceFile(file), file.name);
      if (parsed.kind === 'contract') texts.contracts.push(parsed);
      else texts.books.push(parsed);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      texts.problems.push(error.message);
      texts.brokenLists.push(...listNamedIn(file));
    }
  }
  return texts;
}

/** The list that a file is of which is not in order. */
function listNamedIn({ bytes }: PriceFile): string[] {
  const [, list] = /^list:[ \t]*["']?([^\s"'#]+)/m.exec(bytes.toString('utf8')) ?? [];
  return list === undefined ? [] : [list];
}
