import {
  type BillingFacts,
  type Content,
  type DocumentBasis,
  type Provenance,
  parseContent,
} from '../billing/billing-facts.ts';
import type { FactKind, StoredFacts } from '../billing/facts.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { factOf, type NewFact, queryFacts, storeFacts } from './facts.ts';

/**
 * Stores all facts of a document.
 *
 * @returns Hash of their manifest, lower-case hex.
 */
export async function storeContent(
  database: Database,
  facts: BillingFacts,
  provenance: Provenance,
): Promise<string> {
  const { month, issuer, issuer_details, title, currency_as, time_zone, customer, logo } = facts;
  const { usage, monthly_users, noted } = facts;
  const parties = {
    issuer,
    ...(issuer_details !== undefined && { issuer_details }),
    ...(title !== undefined && { title }),
    ...(currency_as !== undefined && { currency_as }),
    time_zone,
    ...customer,
  };
  const { purchases, roaming, app_settings } = facts;
  const bought = { purchases, roaming, ...(app_settings !== undefined && { app_settings }) };
  const named: NewFact[] = [];
  const name = (kind: FactKind, value: unknown) => {
    const fact = factOf(kind, value);
    named.push(fact);
    return fact.sha256;
  };
  const priceBooks = facts.price_books.map((book) => name('price_book', book));
  const otherBooks = (facts.other_books ?? []).map((book) => name('price_book', book));
  const contracts = (facts.contracts ?? []).map((contract) => name('contract', contract));
  const content: Content = {
    format: 'imbill-content/1',
    month,
    ...(facts.edition === undefined ? {} : { edition: facts.edition }),
    ...(facts.issued_in === undefined ? {} : { issued_in: facts.issued_in }),
    customer: name('customer', parties),
    ...(logo !== undefined && { logo: name('logo', logo) }),
    usage: name('usage', { usage, monthly_users, noted }),
    purchases: name('purchases', bought),
    price_books: priceBooks,
    ...(otherBooks.length > 0 && { other_books: otherBooks }),
    ...(contracts.length > 0 && { contracts }),
    sql: name('sql', provenance.sql),
    versions: provenance.versions,
  };
  const sha256 = name('content', content);
  await storeFacts(database, named);
  return sha256;
}

/**
 * Reads the facts of a content hash.
 *
 * @throws {DamagedFact} If one of them is missing or was altered.
 */
export async function readContent(
  database: Database,
  contentSha256: string,
): Promise<DocumentBasis> {
  const facts = await factsOfContents(database, [contentSha256]);
  return parseContent(facts, contentSha256);
}

/** Reads all facts of some contents at once: the manifests of these hashes, and what they name. */
export function factsOfContents(
  database: Database,
  contents: readonly string[],
): Promise<StoredFacts> {
  return queryFacts(database, queryText('ledger/facts_of_contents'), {
    contents: JSON.stringify(contents),
  });
}
