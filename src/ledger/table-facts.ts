import { parseFact } from '../billing/facts.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';
import type { DeliveredContent } from '../warehouse/load-records.ts';
import { readFacts } from './facts.ts';

/**
 * Origin of a batch that was read from a table. The SHA-256 of its canonical JSON is the hash of the batch, so the
 * evidence of a document holds it. It is kept for ever among the facts of the ledger.
 */
export interface TableFact {
  format: 'imbill-table/1';
  source: SourceKind;
  /** Name of the table, or the select. */
  table: string;
  /** Snapshot id of Iceberg or version of Delta; absent without one. */
  snapshot?: string;
  /** Canonical column → column of the table, as in imbill.yaml. */
  columns: Readonly<Record<string, string>>;
  /** Canonical column → value of all rows. */
  constants: Readonly<Record<string, string>>;
  /** Number of rows, rejected ones too. */
  rows: string;
  /** Sum of xxhash64 over the columns of each row as text. */
  hash_sum: string;
  /** Exclusive or of the same hashes. */
  hash_xor: string;
}

/**
 * Reads the origin of a batch; undefined for one that was read from a file.
 *
 * @param sha256 Hash of the batch.
 * @throws {DamagedFact} If it was altered.
 */
export async function readTableFact(
  database: Database,
  sha256: string,
): Promise<TableFact | undefined> {
  const facts = await readFacts(database, [sha256]);
  return facts.has(sha256) ? parseFact<TableFact>(facts, sha256) : undefined;
}

/** Finds a batch that counts and that the same rows were read into, from another table or snapshot. */
export async function findSameTable(
  database: Database,
  { source, entry }: Pick<DeliveredContent, 'source' | 'entry'>,
  { rows, hash_sum, hash_xor }: TableFact,
): Promise<{ batchId: bigint; sha256: string; state: 'counts' } | undefined> {
  const [found] = await database.rows<{ batch_id: bigint; sha256: string }>(
    queryText('ledger/same_tables'),
    { source, entry, rows, hash_sum, hash_xor },
  );
  return found && { batchId: found.batch_id, sha256: found.sha256, state: 'counts' };
}
