import { sha256Of } from '../base/sha256.ts';

/** Subject of a fact. */
export type FactKind =
  | 'content'
  | 'evidence'
  | 'customer'
  | 'logo'
  | 'usage'
  | 'purchases'
  | 'price_book'
  | 'contract'
  | 'sql'
  | 'settings'
  | 'table'
  | 'draft'
  | 'drafts';

/** A fact of the ledger. */
export interface StoredFact {
  kind: string;
  /** Canonical JSON. */
  content: string;
}

/** Facts that were read, by hash. */
export type StoredFacts = ReadonlyMap<string, StoredFact>;

/** A fact of the ledger that is missing or does not have its hash. */
export class DamagedFact extends Error {}

/**
 * Returns the value of a hash from facts that were read.
 *
 * @throws {DamagedFact} If it is missing or was altered.
 */
export function parseFact<T>(facts: StoredFacts, sha256: string): T {
  const row = facts.get(sha256);
  if (row === undefined) throw new DamagedFact(`The fact ${sha256} is missing from the ledger`);
  const known = values.get(row);
  if (known !== undefined) return known as T;
  if (sha256Of(row.content) !== sha256)
    throw new DamagedFact(`The fact ${sha256} (${row.kind}) was altered in the ledger`);
  const value = JSON.parse(row.content) as T;
  if (sharedKinds.has(row.kind)) values.set(row, value);
  return value;
}

/** Parsed values of intact facts: thousands of invoices share a price book. */
const values = new WeakMap<StoredFact, unknown>();
const sharedKinds: ReadonlySet<string> = new Set<FactKind>([
  ...(['customer', 'logo', 'price_book', 'contract', 'sql'] as const),
]);
