import { sha256Of } from '../base/sha256.ts';
import { parseFact } from '../billing/facts.ts';
import type { Database } from '../duckdb/duckdb.ts';
import type { Logo, Logos } from '../invoice/logo.ts';
import { queryFacts } from './facts.ts';

/**
 * Reads the logos of all issued documents.
 *
 * @param current Logo of the settings, for documents that are not issued; absent without one.
 * @returns Without logos that were altered, which `imbill verify` reports.
 */
export async function readLogos(database: Database, current?: Logo): Promise<Logos> {
  const facts = await queryFacts(
    database,
    "select sha256, kind, content from facts where kind = 'logo' order by sha256",
    {},
  );
  const intact = [...facts].filter(([sha256, { content }]) => sha256Of(content) === sha256);
  const logos = intact.map(([sha256]) => parseFact<Logo>(facts, sha256));
  return new Map([...logos, ...(current ? [current] : [])].map((logo) => [logo.sha256, logo]));
}
