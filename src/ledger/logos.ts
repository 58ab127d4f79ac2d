import type { Database } from '../duckdb/duckdb.ts';
import type { Logo, Logos } from '../invoice/logo.ts';
import { parseFact, queryFacts } from './facts.ts';

/**
 * Reads the logos of all issued documents.
 *
 * @param current Logo of the settings, for documents that are not issued; absent without one.
 * @throws {DamagedFact} If a logo was altered.
 */
export async function readLogos(database: Database, current?: Logo): Promise<Logos> {
  const facts = await queryFacts(
    database,
    "select sha256, kind, content from facts where kind = 'logo' order by sha256",
    {},
  );
  const logos = [...facts.keys()].map((sha256) => parseFact<Logo>(facts, sha256));
  return new Map([...logos, ...(current ? [current] : [])].map((logo) => [logo.sha256, logo]));
}
