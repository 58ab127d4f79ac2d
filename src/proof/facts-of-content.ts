import { sha256Of } from '../base/sha256.ts';
import type { Content } from '../billing/billing-facts.ts';
import { DamagedFact, type StoredFacts } from '../billing/facts.ts';
import type { BundleFacts } from './bundle.ts';

/**
 * Selects the facts of a document that its amounts follow from: the manifest and what it names. Not the logo and the
 * texts of the SQL, whose hashes the manifest has.
 *
 * @throws {DamagedFact} If one of them is missing or was altered.
 */
export function factsOfContent(stored: StoredFacts, content: string): BundleFacts {
  const manifest = JSON.parse(intactText(stored, content)) as Content;
  const hashes = [content, ...ratedFactsOf(manifest)];
  return { content, facts: new Map(hashes.map((sha256) => [sha256, intactText(stored, sha256)])) };
}

/** Lists the hashes of the facts that decide the amounts, as a manifest names them. */
export function ratedFactsOf(manifest: Content): string[] {
  const { customer, usage, purchases, price_books, other_books = [], contracts = [] } = manifest;
  return [customer, usage, purchases, ...price_books, ...other_books, ...contracts];
}

function intactText(stored: StoredFacts, sha256: string): string {
  const fact = stored.get(sha256);
  if (fact === undefined) throw new DamagedFact(`The fact ${sha256} is missing from the ledger`);
  if (intact.has(fact)) return fact.content;
  if (sha256Of(fact.content) !== sha256)
    throw new DamagedFact(`The fact ${sha256} (${fact.kind}) was altered in the ledger`);
  intact.add(fact);
  return fact.content;
}

/** Facts whose hash was compared: thousands of documents share a price book. */
const intact = new WeakSet<object>();
