import { canonicalJson } from '../base/json.ts';
import type { PriceBook, UsageCharge } from './price-book.ts';

/** Finds the book since which a charge has had the terms that it has in `book`, without a break. */
export function bookThatSet(sku: string, book: PriceBook, books: readonly PriceBook[]): PriceBook {
  const terms = termsIn(sku, book);
  const earlier = books
    .filter(({ list, from }) => list === book.list && from < book.from)
    .toSorted((a, b) => (a.from < b.from ? 1 : -1));
  const other = earlier.findIndex((one) => termsIn(sku, one) !== terms);
  return earlier[(other < 0 ? earlier.length : other) - 1] ?? book;
}

function termsIn(sku: string, { charges }: PriceBook): string | undefined {
  const charge = charges.find((one) => one.sku === sku);
  return charge && termsOf(charge);
}

/** What it costs: neither what it is called nor who says so. */
function termsOf({ title: _, source: _source, contract: _by, ...terms }: UsageCharge): string {
  return canonicalJson(terms);
}
