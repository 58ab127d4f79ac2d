import { DamagedFact } from '../../billing/facts.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { comparison, type Difference } from '../difference.ts';
import { readTableFact, type TableFact } from '../table-facts.ts';

/**
 * Compares each batch of a table with its origin among the facts: table, snapshot and rows. The hash of the origin is
 * that of the batch, so an altered one does not have it.
 */
export async function verifyTables(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const batches = await database.rows<{
    [column: string]: string | bigint;
    batch_id: bigint;
    path: string;
    source: string;
    sha256: string;
    lines: bigint;
  }>(queryText('ledger/table_batches'));
  for (const { batch_id, path, source, sha256, lines } of batches) {
    const compare = comparison('batches', `${path} (batch ${batch_id})`, differences);
    try {
      const fact = await readTableFact(database, sha256);
      compare('origin', 'the table as it was stored', fact && 'the table as it was stored');
      if (fact !== undefined) compareOrigin(fact, { source, lines }, compare);
    } catch (error) {
      if (!(error instanceof DamagedFact)) throw error;
      compare('origin', 'the table as it was stored', error.message);
    }
  }
  return differences;
}

function compareOrigin(
  fact: TableFact,
  { source, lines }: { source: string; lines: bigint },
  compare: ReturnType<typeof comparison>,
): void {
  compare('source of its table', fact.source, source);
  compare('rows of its table', fact.rows, String(lines));
}
