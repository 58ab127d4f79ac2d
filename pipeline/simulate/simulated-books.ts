import { firstDay, type Month } from '../../src/calendar/month.ts';
import type { BillingFacts } from '../../src/ledger/billing-facts.ts';
import { addAgreedTerms } from '../../src/prices/agreed-terms.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';

/** The facts with contracts that keep what their prices were agreed for, by the books of then. */
export function keepAgreedTerms({ contracts, ...facts }: BillingFacts): BillingFacts {
  if (contracts === undefined) return facts;
  return { ...facts, contracts: addAgreedTerms(contracts, facts.price_books) };
}

/**
 * The facts with the book in force from the first of `from` on, without an end, whatever follows it in
 * its list; the books before stand, so that what was bought before the range keeps its price and
 * validity. Contracts stay over it.
 */
export function replaceBooksFrom(facts: BillingFacts, book: PriceBook, from: Month): BillingFacts {
  const start = firstDay(from);
  const { until: _, ...endless } = book;
  const before = facts.price_books.filter((one) => one.from < start);
  return { ...facts, price_books: [...before, { ...endless, from: start }] };
}

/** The facts with the book in force from its own day on, until the next of the list. */
export function insertBook(facts: BillingFacts, book: PriceBook): BillingFacts {
  const others = facts.price_books.filter((one) => one.from !== book.from);
  return { ...facts, price_books: [...others, book] };
}
