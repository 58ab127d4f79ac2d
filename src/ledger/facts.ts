import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Database } from '../engines/duckdb.ts';
import { nextMoment } from '../warehouse/moment.ts';

/** What a fact is about. */
export type FactKind =
  | 'content'
  | 'evidence'
  | 'customer'
  | 'usage'
  | 'purchases'
  | 'price_book'
  | 'sql'
  | 'settings';

/** A fact of the ledger that is gone or does not have the hash under which it is kept. */
export class DamagedFact extends Error {}

/**
 * Keeps a value for ever under the SHA-256 of its canonical JSON (RFC 8785); one that is known
 * already stays as it is, with the moment at which it became known.
 *
 * @returns The hash, lower-case hex.
 */
export async function keepFact(
  database: Database,
  kind: FactKind,
  value: unknown,
): Promise<string> {
  const content = canonicalize(value)!;
  const sha256 = hashOf(content);
  const known = await database.rows('select 1 from facts where sha256 = $sha256', { sha256 });
  if (known.length === 0) {
    const moment = await nextMoment(database);
    await database.run(`insert into facts values ($sha256, $kind, ${moment}, $content)`, {
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
export async function factOf<T>(database: Database, sha256: string): Promise<T> {
  const [row] = await database.rows<{ kind: string; content: string }>(
    'select kind, content from facts where sha256 = $sha256',
    { sha256 },
  );
  if (row === undefined) throw new DamagedFact(`The fact ${sha256} is missing from the ledger`);
  if (hashOf(row.content) !== sha256)
    throw new DamagedFact(`The fact ${sha256} (${row.kind}) was altered in the ledger`);
  return JSON.parse(row.content) as T;
}

function hashOf(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex');
}
