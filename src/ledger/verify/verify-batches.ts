import type { Database } from '../../duckdb/duckdb.ts';
import { currentSql } from '../../duckdb/sql-files.ts';
import { type FormerHashes, formerHashes } from '../../warehouse/erasures.ts';
import { comparison, type Difference } from '../difference.ts';
import { allBatches, batchIds, batchKey, type Evidence, type EvidenceBatch } from '../evidence.ts';

/** A batch now, with the hashes that it had before erasures; absent where nothing was erased of it. */
export interface KnownBatch extends EvidenceBatch {
  former?: FormerHashes | undefined;
}

/** Reads all batches of the warehouse, by {@link batchKey}. */
export async function batchesByContent(database: Database): Promise<Map<string, KnownBatch>> {
  const batches = await allBatches(database);
  const former = await formerHashes(database);
  const ids = await batchIds(database);
  return new Map(
    batches.map((batch) => {
      const key = batchKey(batch);
      return [key, { ...batch, former: former.get(ids.get(key) ?? 0n) }];
    }),
  );
}

/** Compares the batches of an evidence with the warehouse. */
export function verifyEvidence(
  { month, batches }: Evidence,
  known: ReadonlyMap<string, KnownBatch>,
  differences: Difference[],
): void {
  for (const batch of batches) {
    const compare = comparison('batches', batchKey(batch), differences);
    const now = known.get(batchKey(batch));
    if (now === undefined) {
      compare('', `the batch that ${month} was measured from`, undefined);
      continue;
    }
    for (const column of ['lines', 'accepted', 'rejected'] as const)
      compare(column, batch[column], now[column]);
    if (!now.former?.segments.has(batch.segments_sha256))
      compare('hash of its segments', batch.segments_sha256, now.segments_sha256);
    if (!now.former?.rejects.has(batch.rejects_sha256))
      compare('hash of its rejected lines', batch.rejects_sha256, now.rejects_sha256);
  }
}

/** Checks that other verifications report with document numbers. */
const saidElsewhere = [
  'charges_are_billed_once',
  'invoice_totals_are_sums',
  'invoice_numbers_have_no_gap',
];

/** Creates the views of sql/checks and returns their rows, which must not exist. */
export async function verifyChecks(database: Database): Promise<Difference[]> {
  const sql = currentSql();
  const checks = sql.names('checks');
  for (const statement of sql.viewStatements(checks)) await database.run(statement);
  const differences: Difference[] = [];
  for (const check of checks.filter((name) => !saidElsewhere.includes(name))) {
    const name = /usage|monthly/.test(check) ? 'usage' : 'batches';
    for (const { batch_id: _, ...row } of await database.rows(
      `select * from ${check} order by all`,
    ))
      comparison(name, `sql/checks/${check}`, differences)('', 'no row', row);
  }
  return differences;
}
