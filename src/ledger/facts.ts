import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import { type FactKind, parseFact, type StoredFact } from '../billing/facts.ts';
import type { Database, Parameters } from '../duckdb/duckdb.ts';
import { nextSequenceNumber } from '../warehouse/sequence-number.ts';

/**
 * Stores a value for ever under the SHA-256 of its canonical JSON (RFC 8785). A value that is already
 * stored stays unchanged, with its sequence number.
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

/** Facts that are stored with one statement. */
const storedTogether = 500;

/**
 * Stores many values like {@link storeFact}, in their order.
 *
 * @returns The hashes, in the order of the values.
 */
export async function storeFacts(
  database: Database,
  kind: FactKind,
  values: readonly unknown[],
): Promise<string[]> {
  const hashes: string[] = [];
  for (let from = 0; from < values.length; from += storedTogether) {
    const contents = values.slice(from, from + storedTogether).map(canonicalJson);
    const texts = new Map(contents.map((content) => [sha256Of(content), content]));
    hashes.push(...contents.map(sha256Of));
    const known = await knownHashes(database, [...texts.keys()]);
    const fresh = [...texts].filter(([sha256]) => !known.has(sha256));
    if (fresh.length > 0) await insertFacts(database, kind, fresh);
  }
  return hashes;
}

async function knownHashes(database: Database, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await database.rows<{ sha256: string }>(
    `select sha256 from facts where sha256 in (select unnest(from_json($hashes, '["VARCHAR"]')))`,
    { hashes: JSON.stringify(hashes) },
  );
  return new Set(rows.map(({ sha256 }) => sha256));
}

async function insertFacts(
  database: Database,
  kind: FactKind,
  facts: readonly (readonly [sha256: string, content: string])[],
): Promise<void> {
  const first = await nextSequenceNumber(database, facts.length);
  const rows = facts.map(([sha256, content], index) => {
    return { sha256, number: String(first + BigInt(index)), content };
  });
  await database.run(
    `insert into facts select fact.sha256, $kind, fact.number, fact.content from (
       select unnest(from_json($rows,
         '[{"sha256":"VARCHAR","number":"BIGINT","content":"VARCHAR"}]')) as fact)`,
    { kind, rows: JSON.stringify(rows) },
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
