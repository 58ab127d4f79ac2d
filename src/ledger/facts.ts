import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import { type FactKind, parseFact, type StoredFact } from '../billing/facts.ts';
import type { Database, Parameters } from '../duckdb/duckdb.ts';
import { nextSequenceNumber } from '../warehouse/sequence-number.ts';

/** A value as it is stored: its canonical JSON (RFC 8785), under the SHA-256 of it, lower-case hex. */
export interface NewFact extends StoredFact {
  sha256: string;
}

/** Returns a value as it is stored. */
export function factOf(kind: FactKind, value: unknown): NewFact {
  const content = canonicalJson(value);
  return { sha256: sha256Of(content), kind, content };
}

/** Stores one value like {@link storeFacts}. @returns Its hash. */
export async function storeFact(
  database: Database,
  kind: FactKind,
  value: unknown,
): Promise<string> {
  const fact = factOf(kind, value);
  await storeFacts(database, [fact]);
  return fact.sha256;
}

/** Facts that are stored with one statement. */
const storedTogether = 500;

/**
 * Stores values for ever, in their order. A value that is already stored stays unchanged, with its sequence
 * number.
 */
export async function storeFacts(database: Database, facts: readonly NewFact[]): Promise<void> {
  for (let from = 0; from < facts.length; from += storedTogether) {
    const given = new Map(
      facts.slice(from, from + storedTogether).map((fact) => [fact.sha256, fact]),
    );
    const known = await knownHashes(database, [...given.keys()]);
    const fresh = [...given.values()].filter(({ sha256 }) => !known.has(sha256));
    if (fresh.length > 0) await insertFacts(database, fresh);
  }
}

async function knownHashes(database: Database, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await database.rows<{ sha256: string }>(
    `select sha256 from facts where sha256 in (select unnest(from_json($hashes, '["VARCHAR"]')))`,
    { hashes: JSON.stringify(hashes) },
  );
  return new Set(rows.map(({ sha256 }) => sha256));
}

async function insertFacts(database: Database, facts: readonly NewFact[]): Promise<void> {
  const first = await nextSequenceNumber(database, facts.length);
  const rows = facts.map((fact, index) => ({ ...fact, number: String(first + BigInt(index)) }));
  await database.run(
    `insert into facts select fact.sha256, fact.kind, fact.number, fact.content from (
       select unnest(from_json($rows,
         '[{"sha256":"VARCHAR","kind":"VARCHAR","number":"BIGINT","content":"VARCHAR"}]')) as fact)`,
    { rows: JSON.stringify(rows) },
  );
}

/**
 * Reads the value of a hash.
 *
 * @throws {DamagedFact} If it is missing or was altered.
 */
export async function readFact<T>(database: Database, sha256: string): Promise<T> {
  return parseFact<T>(await readFacts(database, [sha256]), sha256);
}

/** Reads the facts of some hashes. Missing ones are left out. */
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

/** Reads the facts of a query with the columns `sha256`, `kind` and `content`, by hash. */
export async function queryFacts(
  database: Database,
  sql: string,
  parameters: Parameters,
): Promise<Map<string, StoredFact>> {
  const rows = await database.rows<Record<'sha256' | 'kind' | 'content', string>>(sql, parameters);
  return new Map(rows.map(({ sha256, kind, content }) => [sha256, { kind, content }]));
}
