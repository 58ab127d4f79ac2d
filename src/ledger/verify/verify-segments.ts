import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { comparison, type Difference } from '../difference.ts';

/**
 * Compares the segments in the lake with their hashes.
 *
 * @param batches Hashes of the batches to check; absent = all.
 * @param hash Hashes files of the workspace, in their order; undefined for a missing one.
 * @returns Number of checked segments.
 */
export async function verifySegments(
  database: Database,
  {
    batches,
    hash,
  }: {
    batches?: ReadonlySet<string> | undefined;
    hash: (paths: readonly string[]) => Promise<(string | undefined)[]>;
  },
  differences: Difference[],
): Promise<number> {
  const all = await database.rows<Record<'path' | 'sha256' | 'batch', string>>(
    queryText('ledger/segments_with_batches'),
  );
  const chosen = all.filter(({ batch }) => batches?.has(batch) ?? true);
  const found = await hash(chosen.map(({ path }) => path));
  for (const [index, { path, sha256, batch }] of chosen.entries()) {
    const compare = comparison('segments', path, differences);
    compare('SHA-256', sha256, found[index]);
    if (batch === '') compare('batch', 'its batch', undefined);
  }
  return chosen.length;
}
