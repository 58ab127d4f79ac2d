import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';

/**
 * Finds the files of a load that hold withdrawn content.
 *
 * @param asked Paths of further files to look at.
 */
export async function listWithdrawnFiles(
  database: Database,
  loadId: number,
  asked: readonly string[] = [],
): Promise<{ path: string; batch_id: number; reason: string }[]> {
  const rows = await database.rows<{ path: string; batch_id: bigint; reason: string }>(
    queryText('warehouse/withdrawn_deliveries'),
    { load_id: BigInt(loadId), paths: JSON.stringify(asked) },
  );
  return rows.map((row) => ({ ...row, batch_id: Number(row.batch_id) }));
}
