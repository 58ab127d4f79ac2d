import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import type { Database, Parameters } from '../duckdb/duckdb.ts';
import { nextSequenceNumber } from '../warehouse/sequence-number.ts';

/** What a fact is about. */
export type FactKind =
  | 'content'
  | 'evidence'
  | 'customer'
  | 'usage'
  | 'purchases'
  | 'price_book'
  | 'contract'
  | 'sql'
  | 'settings';

/** A fact as it stands in the ledger. */
export interface StoredFact {
  kind: string;
  /** Canonical JSON. */
  content: string;
}

/** Facts as they were read, by hash. */
export type StoredFacts = ReadonlyMap<string, StoredFact>;

/** A fact of the ledger that is gone or does not have the hash under which it is kept. */
export class DamagedFact extends Error {}

/**
 * Keeps a value for ever under the SHA-256 of its canonical JSON (RFC 8785); one that is known
 * already stays as it is, with the sequence number under which it became known.
 *
 * @returns The hash, lower-case hex.
 */
export async function storeFact(
  database: Database,
  kind: FactKind,
  value: unknown,
): Promise<string> {
  const content = canonicalJson(value);
  const sha256 = sha256Of(content);
  const known = await database.rows('select 1 from facts where sha256 = $sha256', { sha256 });
  if (known.length === 0) {
    const sequenceNumber = await nextSequenceNumber(database);
    await database.run(`insert into facts values ($sha256, $kind, ${sequenceNumber}, $content)`, {
      sha256,
      kind,
      content,
    });
  }
  return sha256;
}

/**
 * The value that is kept under a hash.
 *
 * @throws {DamagedFact} If it is missing or was altered.
 */
export async function readFact<T>(database: Database, sha256: string): Promise<T> {
  return parseFact<T>(await readFacts(database, [sha256]), sha256);
}

/**
 * The value that is kept under a hash, of facts that were read.
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

/** Values of facts that were read and are intact: thousands of invoices share a price book. */
const values = new WeakMap<StoredFact, unknown>();
const sharedKinds: ReadonlySet<string> = new Set<FactKind>([
  ...(['customer', 'price_book', 'contract', 'sql'] as const),
]);

/** The facts of these hashes that there are, as they stand. */
export async function readFacts(
  database: Database,
  hashes: Iterable<string>,
): Promise<Map<string, StoredFact>> {
  return queryFacts(
    database,
    `select sha256, kind, content from facts
     where sha256 in (select unnest(from_json($hashes, '["VARCHAR"]')))`,
    { hashes: JSON.stringify([...hashes]) },
  );
}

/** The facts that a query of `sha256`, `kind` and `content` gives, by hash. */
export async function queryFacts(
  database: Database,
  sql: string,
  parameters: Parameters,
): Promise<Map<string, StoredFact>> {
  const rows = await database.rows<Record<'sha256' | 'kind' | 'content', string>>(sql, parameters);
  return new Map(rows.map(({ sha256, kind, content }) => [sha256, { kind, content }]));
}
