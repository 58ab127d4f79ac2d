import { exitCodes, UserError } from '../base/errors.ts';
import { addDays, compareFrom } from '../calendar/billing-day.ts';
import type { ContractReference } from '../invoice/document.ts';
import { restoreAgreedEntry } from './agreed-terms.ts';
import type { Contract, ContractEntry } from './contract.ts';
import { mergeEntries, type PatchedEntry, sections } from './merge-changes.ts';
import type { PriceBook } from './price-book.ts';
import { priceBookOf } from './price-book-file.ts';
import { type PriceBookYaml, priceBookSchema } from './price-book-schema.ts';
import { patchableYaml } from './price-book-yaml.ts';

/** A problem of a contract's price, once the list's book contains it. */
export interface ContractIssue {
  contract: Contract;
  section: (typeof sections)[number];
  sku: string;
  /** Within the entry. */
  path: PropertyKey[];
  message: string;
}

/**
 * Returns the dated books of one app: those of its list, with the prices of its contracts while
 * these are in force. For one SKU a contract of the app comes before one of its customer. A
 * contract's entry is a merge patch of the list's entry, and has no effect if the list has none.
 * The agreed terms of a price (`agreed`) stay.
 *
 * @param books All books of the list, any order.
 * @param contracts Contracts of the app and of its customer.
 * @param report Gets each problem of a book with contracts; that book is left out.
 * @throws {UserError} (exit 3) With the first problem, without `report`.
 */
export function booksOfApp(
  books: readonly PriceBook[],
  contracts: readonly Contract[],
  report: (issue: ContractIssue) => void = refuse,
): PriceBook[] {
  const byDate = books.toSorted(compareFrom);
  return turningDays(byDate, contracts).flatMap((day) => {
    const book = byDate.findLast(({ from }) => from <= day);
    if (book === undefined || (book.until !== undefined && book.until < day)) return [];
    const inForce = contracts.filter(({ from, until }) => from <= day && day <= (until ?? day));
    const patched = applyContracts(book, inForce, report);
    if (patched === undefined) return [];
    if (patched === book && book.from === day) return [book];
    const { list, from, sha256 } = book;
    return [{ ...patched, from: day, list_book: book.list_book ?? { list, from, sha256 } }];
  });
}

/**
 * Returns the days on which a book or contract begins, and those after a contract's last day,
 * ascending.
 */
function turningDays(books: readonly PriceBook[], contracts: readonly Contract[]): string[] {
  const days = [...books, ...contracts].map(({ from }) => from);
  const ends = contracts.flatMap(({ until }) => (until === undefined ? [] : [addDays(until, 1)]));
  return [...new Set([...days, ...ends])].toSorted();
}

function applyContracts(
  book: PriceBook,
  contracts: readonly Contract[],
  report: (issue: ContractIssue) => void,
): PriceBook | undefined {
  const patches = patchesOf(book, contracts);
  if (patches.length === 0) return book;
  const merged = mergePatches(patchableYaml(book), patches);
  const result = priceBookSchema.safeParse(merged, { error: () => 'missing, or not accepted' });
  if (!result.success) {
    for (const { path, message } of result.error.issues)
      report(issueAt(path, message, merged, patches));
    return undefined;
  }
  return nameContracts(priceBookOf(result.data), patches);
}

interface Patch {
  contract: Contract;
  section: (typeof sections)[number];
  entry: ContractEntry;
}

/** Selects for each SKU of the book the one patch that counts. */
function patchesOf(book: PriceBook, contracts: readonly Contract[]): Patch[] {
  const bySku = new Map<string, Patch>();
  const appsLast = contracts.toSorted(
    (a, b) => Number(a.app !== undefined) - Number(b.app !== undefined),
  );
  for (const contract of appsLast)
    for (const section of sections)
      for (const entry of contract[section] ?? [])
        if (skusIn(book, section).includes(entry.sku))
          bySku.set(entry.sku, { contract, section, entry });
  return [...bySku.values()];
}

/** Returns the SKUs of one section of a book. */
export function skusIn(
  { items, charges }: PriceBook,
  section: (typeof sections)[number],
): string[] {
  if (section === 'charges') return charges.map(({ sku }) => sku);
  const kind = section === 'plans' ? 'plan' : 'pack';
  return items.filter((item) => item.kind === kind).map(({ sku }) => sku);
}

function mergePatches(book: PriceBookYaml, patches: readonly Patch[]): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...book };
  for (const section of sections) {
    const own = patches.filter((patch) => patch.section === section);
    if (own.length === 0) continue;
    const entries = own.map(({ entry, contract }) => ({ source: contract.source, ...entry }));
    const base = (book[section] as PatchedEntry[]).map((one) => {
      const patch = own.find(({ entry }) => entry.sku === one.sku);
      return patch === undefined ? one : restoreAgreedEntry(one, patch.entry, patch.contract, book);
    });
    merged[section] = mergeEntries(base, entries);
  }
  return merged;
}

function issueAt(
  path: readonly PropertyKey[],
  message: string,
  merged: Record<string, unknown>,
  patches: readonly Patch[],
): ContractIssue {
  const [section, index, ...rest] = path;
  const entries = (merged[String(section)] ?? []) as { sku?: string }[];
  const sku = entries[Number(index)]?.sku;
  const found = patches.find(({ entry }) => entry.sku === sku);
  const patch = found ?? patches[0]!;
  return {
    contract: patch.contract,
    section: patch.section,
    sku: patch.entry.sku,
    path: found === undefined ? [] : rest,
    message: found === undefined ? `the whole book: ${path.join('.')}: ${message}` : message,
  };
}

function nameContracts(book: PriceBook, patches: readonly Patch[]): PriceBook {
  const contracts = new Map(
    patches.map(({ entry, contract }) => [entry.sku, referenceTo(contract)]),
  );
  const withName = <Entry extends { sku: string }>(entry: Entry): Entry => {
    const contract = contracts.get(entry.sku);
    return contract === undefined ? entry : { ...entry, contract };
  };
  return { ...book, items: book.items.map(withName), charges: book.charges.map(withName) };
}

function referenceTo({ contract, from, until, source, sha256 }: Contract): ContractReference {
  return { name: contract, from, ...(until !== undefined && { until }), source, sha256 };
}

function refuse({ contract, sku, path, message }: ContractIssue): never {
  throw new UserError(
    `The contract ${contract.contract}: ${sku}: ${path.join('.')}: ${message}`,
    exitCodes.badInput,
  );
}
