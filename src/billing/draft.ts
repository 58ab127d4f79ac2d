import type { InvoiceDocument } from '../invoice/document.ts';
import type { Units } from '../metrics/unit.ts';
import { booksOfApp } from '../prices/books-of-app.ts';
import { contractsOf } from '../prices/contract.ts';
import { rateMonth } from '../rating/rate-month.ts';
import type { RatingInput } from '../rating/types.ts';
import type { RatedFacts } from './billing-facts.ts';
import { datesOf } from './document-dates.ts';

/** An invoice but for its number and its place in the ledger. */
export type Draft = Omit<InvoiceDocument, 'number' | 'ledger'>;

/**
 * Calculates what a customer owes for a month from the facts alone. Run, preview, regeneration,
 * corrections, simulation and the verifier of proofs all use it.
 *
 * @param units Units of all metrics and settings; texts name them.
 * @throws {UserError} (exit 3) If purchases cannot be priced, or a book is missing.
 */
export function draftOf(facts: RatedFacts, units: Units): Draft {
  const { month, customer } = facts;
  const rated = rateMonth(ratingInputOf(facts, units));
  return {
    format: 'imbill-invoice/1',
    month,
    customer_id: customer.customer_id,
    customer_name: customer.name,
    issuer: facts.issuer,
    ...(facts.issuer_details !== undefined && { issuer_details: facts.issuer_details }),
    ...(customer.details !== undefined && { customer_details: customer.details }),
    ...(customer.language !== undefined && { language: customer.language }),
    ...(facts.title !== undefined && { title: facts.title }),
    currency: rated.currency,
    ...(facts.currency_as !== undefined && { currency_as: facts.currency_as }),
    time_zone: facts.time_zone,
    price_list: customer.price_list,
    price_books: rated.priceBooks,
    ...(rated.contracts.length > 0 && { contracts: rated.contracts }),
    ...datesOf(facts.issued_in ?? month, facts.price_books),
    prepaid: rated.prepaid,
    postpaid: rated.postpaid,
    total: rated.total,
    ...(rated.tax !== undefined && { tax: rated.tax }),
    apps: customer.apps.map(({ app_id, app_name }) => ({ app_id, app_name })),
    lines: rated.lines,
    findings: [...rated.findings, ...facts.noted],
    services: rated.services,
    allowances: rated.allowances,
    usage: rated.usage,
  };
}

/** Converts facts to the input of rating. */
export function ratingInputOf(facts: RatedFacts, units: Units): RatingInput {
  return {
    units,
    edition: facts.edition ?? 1,
    month: facts.month,
    appIds: facts.customer.apps.map(({ app_id }) => app_id),
    usage: facts.usage,
    monthlyUsers: new Map(facts.monthly_users.map(({ app_id, users }) => [app_id, users])),
    purchases: facts.purchases,
    roaming: facts.roaming,
    ...(facts.app_settings !== undefined && { appSettings: facts.app_settings }),
    books: facts.price_books,
    booksOfApps: booksOfApps(facts),
    isTaxExempt: facts.customer.tax_exempt ?? false,
    ...(facts.other_books !== undefined && { otherBooks: facts.other_books }),
  };
}

/** Returns the books of apps with a contract: the list's books with its prices in them. */
function booksOfApps({ customer, price_books, contracts = [] }: RatedFacts) {
  const apps = customer.apps.map(({ app_id }) => app_id);
  const own = apps.map((appId) => ({
    appId,
    contracts: contractsOf({ customerId: customer.customer_id, apps: [{ appId }] }, contracts),
  }));
  return new Map(
    own
      .filter((app) => app.contracts.length > 0)
      .map((app) => [app.appId, booksOfApp(price_books, app.contracts)]),
  );
}
