import { isThere } from '../../src/base/is-there.ts';
import { addDays } from '../../src/calendar/billing-day.ts';
import type {
  BookChoice,
  BookSeries,
  ComparedBook,
  DatedBook,
  DiffOptions,
  PriceCheck,
  PriceDiff,
} from '../../src/jobs/prices.ts';
import { readBillingTerms } from '../../src/ledger/billing-terms.ts';
import { type AgreedDifference, findAgreedDifferences } from '../../src/prices/agreed-terms.ts';
import { type Contract, ownerOf, type Subscriber } from '../../src/prices/contract.ts';
import { diffBooks, isSameBook } from '../../src/prices/diff-books.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';
import { readPriceBooks } from '../../src/prices/read-price-books.ts';
import { bookInForce } from '../../src/rating/book-in-force.ts';
import { priceFolders } from '../../src/workspace/price-folders.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import { type Clock, todayIn } from '../effects/today.ts';
import { findNamedBook } from './named-book.ts';
import { unknownList } from './unknown-list.ts';

/** The price list outside a workspace. */
const defaultList = 'tencent-im';

/** Lists all price books, by list and date. */
export async function listBooks(workspace: Workspace): Promise<DatedBook[]> {
  const books = await booksOf(workspace);
  return books.map((book, index) => {
    const { list, from, currency, sha256, source } = book;
    return { list, from, until: lastDayOf(book, books[index + 1]), currency, sha256, source };
  });
}

/** Returns the last day in force; null = until further notice. */
function lastDayOf(book: PriceBook, next: PriceBook | undefined): string | null {
  if (book.until !== undefined) return book.until;
  return next?.list === book.list ? addDays(next.from, -1) : null;
}

/**
 * Reads one price book, with all that it takes over from earlier ones.
 *
 * @throws {UserError} (exit 2) If no book belongs to the list.
 */
export async function readBook({ list, on }: BookChoice, workspace: Workspace): Promise<PriceBook> {
  const all = await booksOf(workspace);
  const name = list ?? (await listOfWorkspace(workspace));
  const books = all.filter((book) => book.list === name);
  const last = books.at(-1);
  if (last === undefined) throw unknownList(name, all);
  return on === undefined ? last : bookInForce(books, on);
}

/**
 * Reads the books of a list by date, and tells which one is in force today.
 *
 * @throws {UserError} (exit 2) If no book belongs to the list.
 */
export async function readSeries(list: string, clock: Clock): Promise<BookSeries> {
  const { workspace, now } = clock;
  const all = await listBooks(workspace);
  const ofList = all.filter((book) => book.list === list);
  if (ofList.length === 0) throw unknownList(list, all);
  const today = isThere(workspace.settings)
    ? await todayIn(clock)
    : new Date(now()).toISOString().slice(0, 10);
  const books = ofList.map(({ list: _, ...book }) => ({
    ...book,
    in_force: book.from <= today && (book.until === null || today <= book.until),
  }));
  return { list, today, books };
}

/**
 * Compares two price books.
 *
 * @throws {UserError} (exit 2) If one of them is neither a day, a list and a day, nor a file.
 */
export async function compareBooks(
  { before, after, list }: DiffOptions,
  workspace: Workspace,
): Promise<PriceDiff> {
  const folders = priceFolders(workspace);
  const defaultName = list ?? (await listOfWorkspace(workspace));
  const a = await findNamedBook(before, folders, defaultName);
  const b = await findNamedBook(after, folders, defaultName);
  const series = (await booksOf(workspace)).filter((book) => book.list === b.list);
  const diff = diffBooks(a, b, series);
  return { before: identityOf(a), after: identityOf(b), same: isSameBook(diff), ...diff };
}

function identityOf({ list, from, until, sha256 }: PriceBook): ComparedBook {
  return { list, from, until: until ?? null, sha256 };
}

/**
 * Reads all books and contracts, which refuses what is wrong; in a workspace it also prices every
 * purchase.
 *
 * @throws {UserError} (exit 3) With every problem.
 */
export async function checkBooks(workspace: Workspace): Promise<PriceCheck> {
  const { books, contracts, accounts } = isThere(workspace.settings)
    ? await readBillingTerms(workspace, await readSettings(workspace.settings))
    : { books: await booksOf(workspace), contracts: [], accounts: undefined };
  return {
    books: books.length,
    lists: [...new Set(books.map(({ list }) => list))],
    contracts: contracts.map((one) => one.contract),
    kept_terms: termsKeptBy(contracts, books, accounts?.customers ?? []),
    purchases: accounts?.purchases.length ?? null,
  };
}

/** Returns the terms of contracts that differ from the last book of their list. */
function termsKeptBy(
  contracts: readonly Contract[],
  books: readonly PriceBook[],
  customers: readonly Subscriber[],
): AgreedDifference[] {
  return contracts.flatMap((contract) => {
    const owner = ownerOf(contract, customers);
    const last = books.findLast(
      ({ list, from }) => list === owner?.priceList && from <= (contract.until ?? from),
    );
    return last === undefined ? [] : findAgreedDifferences([contract], last);
  });
}

function booksOf(workspace: Workspace): Promise<PriceBook[]> {
  return readPriceBooks(priceFolders(workspace));
}

async function listOfWorkspace({ settings }: Workspace): Promise<string> {
  return isThere(settings) ? (await readSettings(settings)).priceList : defaultList;
}
