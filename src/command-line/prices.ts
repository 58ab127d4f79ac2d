import { isThere } from '../base/is-there.ts';
import { addDays } from '../calendar/billing-day.ts';
import { readBillingTerms } from '../ledger/billing-terms.ts';
import {
  type AgreedDifference,
  describeAgreedDifference,
  findAgreedDifferences,
} from '../prices/agreed-terms.ts';
import { type Contract, contractsOf, type Subscriber } from '../prices/contract.ts';
import { diffBooks, isSameBook } from '../prices/diff-books.ts';
import { editorSchemaText } from '../prices/editor-schema.ts';
import { formatPriceBook } from '../prices/format-price-book.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { readPriceBooks } from '../prices/read-price-books.ts';
import { bookInForce } from '../rating/book-in-force.ts';
import { priceFolders } from '../workspace/price-folders.ts';
import { readSettings } from '../workspace/settings.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { bookMeantBy } from './book-reference.ts';
import { diffInWords } from './diff-in-words.ts';
import { type Output, printJson, printText } from './output.ts';
import { textTable } from './text-table.ts';
import { unknownList } from './unknown-list.ts';

interface PricesOptions {
  workspace: string;
  json?: true;
  list?: string;
  on?: string;
}

/** The list that is used where nothing names one. Source: DESIGN, "Settings". */
const defaultList = 'tencent-im';

/** All dated books, by list and date. */
export async function listPrices(options: PricesOptions, output: Output): Promise<void> {
  const books = await booksOf(options);
  const rows = books.map((book, index) => ({
    list: book.list,
    from: book.from,
    until: untilOf(book, books[index + 1]),
    currency: book.currency,
    sha256: book.sha256,
    source: book.source,
  }));
  if (options.json) return printJson(output, { books: rows });
  const titles = ['list', 'from', 'until', 'currency', 'source'] as const;
  const cells = rows.map((row) => titles.map((title) => row[title] ?? ''));
  printText(
    output,
    textTable(
      titles.map((title) => ({ title })),
      cells,
    ),
  );
}

/** The whole book in force on a day (without one: the last), as YAML. */
export async function showPrices(options: PricesOptions, output: Output): Promise<void> {
  const all = await booksOf(options);
  const list = options.list ?? (await listOfWorkspace(options.workspace));
  const books = all.filter((book) => book.list === list);
  const last = books.at(-1);
  if (last === undefined) throw unknownList(list, all);
  const book = options.on === undefined ? last : bookInForce(books, options.on);
  if (options.json) printJson(output, book);
  else output.result(formatPriceBook(book));
}

/** What changed from one book to another, in words and numbers. */
export async function diffPrices(
  [before, after]: [string, string],
  options: PricesOptions,
  output: Output,
): Promise<void> {
  const folders = priceFolders(workspaceAt(options.workspace));
  const list = options.list ?? (await listOfWorkspace(options.workspace));
  const a = await bookMeantBy(before, folders, list);
  const b = await bookMeantBy(after, folders, list);
  const series = (await booksOf(options)).filter((book) => book.list === b.list);
  const diff = diffBooks(a, b, series);
  if (options.json)
    return printJson(output, {
      before: nameOf(a),
      after: nameOf(b),
      same: isSameBook(diff),
      ...diff,
    });
  const head = `${a.list} from ${a.from} → ${b.list} from ${b.from}`;
  if (isSameBook(diff)) printText(output, `${head}: nothing changed; sources are not compared.\n`);
  else printText(output, `${head}\n\n${diffInWords(diff)}`);
}

function nameOf({ list, from, until, sha256 }: PriceBook): object {
  return { list, from, until: until ?? null, sha256 };
}

/** The JSON Schema of price books and contracts, for editors. */
export function priceSchema(output: Output): void {
  output.result(editorSchemaText());
}

/**
 * Says that all books and contracts can be used, and in a workspace that they price all that was ever
 * bought; reading them has refused what is wrong.
 */
export async function checkPrices(options: PricesOptions, output: Output): Promise<void> {
  const workspace = workspaceAt(options.workspace);
  const isWorkspace = isThere(workspace.settings);
  const { books, contracts, accounts } = isWorkspace
    ? await readBillingTerms(workspace, await readSettings(workspace.settings))
    : { books: await booksOf(options), contracts: [], accounts: undefined };
  const lists = [...new Set(books.map(({ list }) => list))];
  const kept = keptNow(contracts, books, accounts?.customers ?? []);
  const purchases = accounts?.purchases.length ?? null;
  if (options.json)
    return printJson(output, {
      books: books.length,
      lists,
      contracts: contracts.map((one) => one.contract),
      kept_terms: kept,
      purchases,
    });
  const ofLists = `of ${lists.length === 1 ? 'the list' : 'the lists'} ${lists.join(', ')}`;
  const withContracts =
    contracts.length === 0
      ? ''
      : `${counted(contracts.length, 'contract')}: ${contracts.map((one) => one.contract).join(', ')}.\n`;
  const told = kept.map((term) => `! ${describeAgreedDifference(term)}\n`).join('');
  const priced = purchases === null ? '' : `${counted(purchases, 'purchase')} can be priced.\n`;
  printText(
    output,
    `${books.length} price books are in order, ${ofLists}.\n${withContracts}${told}${priced}`,
  );
}

/** What contracts keep otherwise than the last book of their list that they meet. */
function keptNow(
  contracts: readonly Contract[],
  books: readonly PriceBook[],
  customers: readonly Subscriber[],
): AgreedDifference[] {
  return contracts.flatMap((contract) => {
    const owner = customers.find((one) => contractsOf(one, [contract]).length > 0);
    const last = books.findLast(
      ({ list, from }) => list === owner?.priceList && from <= (contract.until ?? from),
    );
    return last === undefined ? [] : findAgreedDifferences([contract], last);
  });
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function booksOf({ workspace }: PricesOptions): Promise<PriceBook[]> {
  return readPriceBooks(priceFolders(workspaceAt(workspace)));
}

async function listOfWorkspace(folder: string): Promise<string> {
  const { settings } = workspaceAt(folder);
  return isThere(settings) ? (await readSettings(settings)).priceList : defaultList;
}

/** Last day in force; null = until further notice. */
function untilOf(book: PriceBook, next: PriceBook | undefined): string | null {
  if (book.until !== undefined) return book.until;
  return next?.list === book.list ? addDays(next.from, -1) : null;
}
