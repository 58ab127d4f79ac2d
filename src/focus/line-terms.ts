import { compareFrom } from '../calendar/billing-day.ts';
import { firstDay, type Month } from '../calendar/month.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import { compareDecimals } from '../money/decimal.ts';
import type { PrepaidItem, PriceBook, UsageCharge } from '../prices/price-book.ts';
import { chargeOfApp } from '../rating/charge-of-app.ts';

/** Entry of a price book for a line. */
export interface LineTerms {
  charge?: UsageCharge;
  item?: PrepaidItem;
}

/**
 * Finds the entry of the list's book that a line was priced by, without contracts.
 *
 * The document names its books by hash, so a book with that hash is the one that priced the
 * month. A changed book of the same list and day is used only if it has the price of the line.
 *
 * @param books All books that exist today.
 */
export function findLineTerms(
  document: InvoiceDocument,
  line: InvoiceLine,
  books: readonly PriceBook[],
): LineTerms {
  const named = document.price_books
    .flatMap(({ sha256 }) => books.find((book) => book.sha256 === sha256) ?? [])
    .toSorted(compareFrom);
  const candidates = named.flatMap((book) => termsIn(book, document, line) ?? []);
  const pricedSo = candidates.filter((terms) => isPriceOf(terms, line));
  if (line.contract === undefined && pricedSo.length > 0) return pricedSo[0]!;
  if (named.length === 0)
    return line.contract === undefined ? termsInChangedBooks(document, line, books) : {};
  const day = firstDayOf(line, document.month);
  const before = named.filter(({ from }) => from <= day).at(-1) ?? named[0];
  return (before && termsIn(before, document, line)) ?? candidates[0] ?? {};
}

function termsInChangedBooks(
  document: InvoiceDocument,
  line: InvoiceLine,
  books: readonly PriceBook[],
): LineTerms {
  const alike = books.filter((book) =>
    document.price_books.some(({ list, from }) => list === book.list && from === book.from),
  );
  const terms = alike.flatMap((book) => termsIn(book, document, line) ?? []);
  return terms.find((one) => isPriceOf(one, line)) ?? {};
}

function termsIn(
  book: PriceBook,
  document: InvoiceDocument,
  { app_id, sku, kind }: InvoiceLine,
): LineTerms | undefined {
  if (kind === 'prepaid') {
    const item = book.items.find((one) => one.sku === sku);
    return item && { item };
  }
  const charge = book.charges.find((one) => one.sku === sku);
  const services = document.services?.find((one) => one.app_id === app_id);
  const plans = new Set(services?.plans.map((plan) => plan.sku));
  return charge && { charge: chargeOfApp(charge, book, plans) };
}

function isPriceOf({ charge, item }: LineTerms, { unit_price }: InvoiceLine): boolean {
  const prices = [charge?.price, item?.price, ...Object.values(item?.price_by_plan ?? {})];
  return prices.some((price) => price !== undefined && compareDecimals(price, unit_price) === 0);
}

function firstDayOf({ valid_from, contract }: InvoiceLine, month: Month): string {
  const day = valid_from ?? firstDay(month);
  return contract !== undefined && contract.from > day ? contract.from : day;
}
