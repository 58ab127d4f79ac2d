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
import { queryFacts, storeFact } from './facts.ts';

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
  const { month, issuer, issuer_details, title, time_zone, customer, logo } = facts;
  const { usage, monthly_users, noted } = facts;
  const parties = {
    issuer,
    ...(issuer_details !== undefined && { issuer_details }),
    ...(title !== undefined && { title }),
    time_zone,
    ...customer,
  };
  const priceBooks = await storeEach(database, 'price_book', facts.price_books);
  const otherBooks = await storeEach(database, 'price_book', facts.other_books);
  const contracts = await storeEach(database, 'contract', facts.contracts);
  const { purchases, roaming, app_settings } = facts;
  const bought = { purchases, roaming, ...(app_settings !== undefined && { app_settings }) };
  const content: Content = {
    format: 'imbill-content/1',
    month,
    ...(facts.edition === undefined ? {} : { edition: facts.edition }),
    ...(facts.issued_in === undefined ? {} : { issued_in: facts.issued_in }),
    customer: await storeFact(database, 'customer', parties),
    ...(logo !== undefined && { logo: await storeFact(database, 'logo', logo) }),
    usage: await storeFact(database, 'usage', { usage, monthly_users, noted }),
    purchases: await storeFact(database, 'purchases', bought),
    price_books: priceBooks,
    ...(otherBooks.length > 0 && { other_books: otherBooks }),
    ...(contracts.length > 0 && { contracts }),
    sql: await storeFact(database, 'sql', provenance.sql),
    versions: provenance.versions,
  };
  return storeFact(database, 'content', content);
}

/** Stores facts of one kind. @returns Their hashes. */
async function storeEach(
  database: Database,
  kind: FactKind,
  facts: readonly unknown[] = [],
): Promise<string[]> {
  const hashes: string[] = [];
  for (const fact of facts) hashes.push(await storeFact(database, kind, fact));
  return hashes;
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
