import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import type { Database } from '../duckdb/duckdb.ts';

/** A document's place in the ledger. Hashes are SHA-256, lower-case hex. */
export interface LedgerEntry {
  /** From 1, without a gap. */
  position: bigint;
  number: string;
  /** Hash of the document's JSON file; in imbill 0.1 and 0.2 without its last line feed. */
  sha256: string;
  /** Hash of the document's evidence; null for documents of imbill 0.1. */
  evidenceSha256: string | null;
  /** Hash of its reports, from `reportsHash`; empty if none were stored. */
  reportsSha256: string;
}

/** The last entry. Before the first document, the position is 0 and the hash is empty. */
export interface LedgerHead {
  position: bigint;
  entrySha256: string;
}

/** Calculates the hash that binds an entry to all entries before it. */
export function entryHash(entry: LedgerEntry, previousEntry: string): string {
  const text = canonicalJson({
    position: String(entry.position),
    number: entry.number,
    document: entry.sha256,
    evidence: entry.evidenceSha256 ?? '',
    reports: entry.reportsSha256,
    previous: previousEntry,
  });
  return sha256Of(text);
}

/**
 * Calculates the hash of a document's reports for its entry.
 *
 * @param reports Name and SHA-256 of each, any order.
 * @returns Lower-case hex; empty without reports.
 */
export function reportsHash(reports: Iterable<readonly [name: string, sha256: string]>): string {
  const hashes = Object.fromEntries(reports);
  if (Object.keys(hashes).length === 0) return '';
  return sha256Of(canonicalJson(hashes));
}

export async function ledgerHead(database: Database): Promise<LedgerHead> {
  const [last] = await database.rows<{ position: bigint; entry_sha256: string }>(
    'select position, entry_sha256 from invoices order by position desc limit 1',
  );
  if (last === undefined) return { position: 0n, entrySha256: '' };
  return { position: last.position, entrySha256: last.entry_sha256 };
}

/** Stores the last entry in `meta`, so that a removed last document is noticed. */
export async function storeHead(database: Database, head: LedgerHead): Promise<void> {
  await database.run("insert or replace into meta values ('ledger_head', $head)", {
    head: `${head.position} ${head.entrySha256}`,
  });
}

/** Calculates the entries of all documents of imbill 0.1, in the order of their positions. */
export async function chainDocuments(database: Database): Promise<void> {
  const rows = await database.rows<{
    position: bigint;
    number: string;
    sha256: string;
    evidence_sha256: string | null;
  }>('select position, number, sha256, evidence_sha256 from invoices order by position');
  let head: LedgerHead = { position: 0n, entrySha256: '' };
  for (const { position, number, sha256, evidence_sha256: evidenceSha256 } of rows) {
    const entry = { position, number, sha256, evidenceSha256, reportsSha256: '' };
    const entrySha256 = entryHash(entry, head.entrySha256);
    await database.run('update invoices set entry_sha256 = $entrySha256 where number = $number', {
      entrySha256,
      number,
    });
    head = { position, entrySha256 };
  }
  await storeHead(database, head);
}
