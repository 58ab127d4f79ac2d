import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { comparison, type Difference } from '../difference.ts';

/**
 * Compares the segments in the lake with their hashes. Segments whose rows were removed must not be there.
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
  const all = await database.rows<
    Record<'path' | 'sha256' | 'batch', string> & { is_removed: boolean }
  >(queryText('ledger/segments_with_batches'));
  const chosen = all.filter(({ batch }) => batches?.has(batch) ?? true);
  const found = await hash(chosen.map(({ path }) => path));
  for (const [index, { path, sha256, batch, is_removed }] of chosen.entries()) {
    const compare = comparison('segments', path, differences);
    if (is_removed) compare('rows that were removed', undefined, found[index] && 'a file');
    else compare('SHA-256', sha256, found[index]);
    if (batch === '') compare('batch', 'its batch', undefined);
  }
  return chosen.filter(({ is_removed }) => !is_removed).length;
}
