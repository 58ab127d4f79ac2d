import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { firstDay, type Month } from '../../src/calendar/month.ts';
import { addAgreedTerms } from '../../src/prices/agreed-terms.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';

/** Adds the agreed terms to the contracts of the facts, by the books that were in force then. */
export function keepAgreedTerms({ contracts, ...facts }: BillingFacts): BillingFacts {
  if (contracts === undefined) return facts;
  return { ...facts, contracts: addAgreedTerms(contracts, facts.price_books) };
}

/**
 * Puts the book in force from the first day of `from`, without an end. Earlier books stay, so
 * that earlier purchases keep price and validity. Contracts still apply.
 */
export function replaceBooksFrom(facts: BillingFacts, book: PriceBook, from: Month): BillingFacts {
  const start = firstDay(from);
  const { until: _, ...endless } = book;
  const before = facts.price_books.filter((one) => one.from < start);
  return { ...facts, price_books: [...before, { ...endless, from: start }] };
}

/** Puts the book in force from its own day on, until the next of the list. */
export function insertBook(facts: BillingFacts, book: PriceBook): BillingFacts {
  const others = facts.price_books.filter((one) => one.from !== book.from);
  return { ...facts, price_books: [...others, book] };
}
