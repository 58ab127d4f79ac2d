import { canonicalJson } from '../base/json.ts';
import { parseDecimal } from '../money/decimal.ts';
import { formatQuantity, Quantity } from '../money/quantity.ts';
import { sections } from './merge-changes.ts';
import type { PriceBook } from './price-book.ts';
import { yamlOfBook } from './price-book-yaml.ts';

/** A key of which two books say different things; nested ones with dots: `allows.accounts`. */
export interface KeyChange {
  key: string;
  /** As the books write it; null where one does not have the key. */
  before: unknown;
  after: unknown;
  /** Exact, signed: `+100`; only of two numbers. */
  difference?: string;
  /** Of `before`, signed, without end to 9 decimals: `+20`; only of two numbers, the first not 0. */
  percent?: string;
  /** First day of the earlier book that set `after`; absent where the second book sets it. */
  since?: string;
}

/** A plan, pack or charge that only one of two books has, with all its keys. */
export interface WholeEntry {
  sku: string;
  keys: { key: string; value: unknown }[];
}

export interface SectionDiff {
  added: WholeEntry[];
  removed: WholeEntry[];
  changed: { sku: string; changes: KeyChange[] }[];
}

/** What is different in the second of two books: terms only, not dates, names of lists and sources. */
export interface BookDiff extends Record<(typeof sections)[number], SectionDiff> {
  /** Of the book itself, such as `rounding.to`. */
  book: KeyChange[];
}

/**
 * Compares two books; entries in the order of the book that has them.
 *
 * @param series Books of the list of `after`, any order: a key cites the one that set it.
 */
export function diffBooks(
  before: PriceBook,
  after: PriceBook,
  series: readonly PriceBook[] = [],
): BookDiff {
  const [a, b] = [partsOf(before), partsOf(after)];
  const latestFirst = series
    .filter(({ from }) => from < after.from)
    .toSorted((one, other) => (one.from < other.from ? 1 : -1));
  const earlier = latestFirst.map((book) => ({ from: book.from, ...partsOf(book) }));
  const [plans, packs, charges] = sections.map((section) =>
    diffSection(a[section], b[section], (sku, change) => ({
      ...change,
      ...sinceWhen(change, earlier, (book) => termsIn(book[section], sku)),
    })),
  );
  return {
    book: keyChanges(a.head, b.head),
    plans: plans!,
    packs: packs!,
    charges: charges!,
  };
}

/** Whether two books cost the same. */
export function isSameBook({ book, ...rest }: BookDiff): boolean {
  const counts = Object.values(rest).flatMap(({ added, removed, changed }) => [
    ...[added.length, removed.length, changed.length],
  ]);
  return book.length === 0 && counts.every((count) => count === 0);
}

type Entry = { sku: string };
type Keys = Map<string, unknown>;

function partsOf(book: PriceBook) {
  const { plans = [], packs = [], charges = [], ...head } = yamlOfBook(book);
  const { list: _list, from: _from, until: _until, source: _source, ...terms } = head;
  return { head: keysOf(terms), plans, packs, charges };
}

/** The first of the books, latest first, from which on a key has had its value without a break. */
function sinceWhen<Book extends { from: string }>(
  { key, after }: KeyChange,
  books: readonly Book[],
  keysIn: (book: Book) => Keys | undefined,
): { since?: string } {
  const other = books.findIndex((book) => {
    const keys = keysIn(book);
    return keys === undefined || !isSame(keys.get(key) ?? null, after);
  });
  const first = books[(other < 0 ? books.length : other) - 1];
  return first === undefined ? {} : { since: first.from };
}

function termsIn(entries: readonly Entry[], sku: string): Keys | undefined {
  const entry = entries.find((one) => one.sku === sku);
  return entry && termsOf(entry);
}

function diffSection(
  before: readonly Entry[],
  after: readonly Entry[],
  cited: (sku: string, change: KeyChange) => KeyChange,
): SectionDiff {
  const bySku = new Map(before.map((entry) => [entry.sku, entry]));
  const left = new Set(after.map(({ sku }) => sku));
  return {
    added: after.filter(({ sku }) => !bySku.has(sku)).map(wholeEntry),
    removed: before.filter(({ sku }) => !left.has(sku)).map(wholeEntry),
    changed: after.flatMap((entry) => {
      const old = bySku.get(entry.sku);
      const changes = old === undefined ? [] : keyChanges(termsOf(old), termsOf(entry));
      if (changes.length === 0) return [];
      return [{ sku: entry.sku, changes: changes.map((change) => cited(entry.sku, change)) }];
    }),
  };
}

function wholeEntry(entry: Entry): WholeEntry {
  return { sku: entry.sku, keys: [...termsOf(entry)].map(([key, value]) => ({ key, value })) };
}

function termsOf(entry: Entry): Keys {
  const { sku: _, source: _source, ...terms } = entry as Entry & { source?: string };
  return keysOf(terms);
}

/** Statements that are compared whole. */
const wholeKeys = ['month', 'tiers', 'discounts', 'requires', 'unpriced'];

function keysOf(mapping: object, prefix = ''): Keys {
  const keys: Keys = new Map();
  for (const [key, value] of Object.entries(mapping)) {
    if (value === undefined) continue;
    const isNested = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isNested || wholeKeys.includes(key)) keys.set(`${prefix}${key}`, value);
    else
      for (const [name, part] of keysOf(value as object, `${prefix}${key}.`)) keys.set(name, part);
  }
  return keys;
}

function keyChanges(before: Keys, after: Keys): KeyChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    const [a, b] = [before.get(key) ?? null, after.get(key) ?? null];
    return isSame(a, b) ? [] : [{ key, before: a, after: b, ...inNumbers(a, b) }];
  });
}

/** `1` and `1.0` are the same number, and `blocks: started` is how a block counts without it. */
function isSame(a: unknown, b: unknown): boolean {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return parseDecimal(x).equals(parseDecimal(y));
  return canonicalJson(a) === canonicalJson(b);
}

function inNumbers(a: unknown, b: unknown): Pick<KeyChange, 'difference' | 'percent'> {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x === undefined || y === undefined) return {};
  const difference = Quantity.of(y).subtract(Quantity.of(x));
  if (Quantity.of(x).isZero()) return { difference: signed(difference) };
  const hundredfold = difference.times(Quantity.of('100'));
  return {
    difference: signed(difference),
    percent: signed(hundredfold.times(Quantity.of('1', x))),
  };
}

function signed(quantity: Quantity): string {
  return `${quantity.compare(Quantity.zero) > 0 ? '+' : ''}${formatQuantity(quantity)}`;
}

function numberOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && /^\d{1,30}(\.\d{1,20})?$/.test(value) ? value : undefined;
}
