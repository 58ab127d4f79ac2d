import { join } from 'node:path';
import pLimit from 'p-limit';
import { sha256OfFile } from '../../base/sha256.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { comparison, type Difference } from '../difference.ts';

/**
 * Compares the segments in the lake with their hashes.
 *
 * @param batches Hashes of the batches to check; absent = all.
 * @param threads Number of files that are read at a time.
 * @returns Number of checked segments.
 */
export async function verifySegments(
  database: Database,
  workspace: Workspace,
  {
    batches,
    threads,
    advance,
  }: {
    batches?: ReadonlySet<string> | undefined;
    threads: number;
    advance: (path: string) => void;
  },
  differences: Difference[],
): Promise<number> {
  const all = await database.rows<Record<'path' | 'sha256' | 'batch', string>>(
    queryText('ledger/segments_with_batches'),
  );
  const chosen = all.filter(({ batch }) => batches?.has(batch) ?? true);
  const task = pLimit(threads);
  const found = await Promise.all(
    chosen.map(({ path }) =>
      task(async () => {
        const hash = await sha256OfFile(join(workspace.root, path)).catch(unreadable);
        advance(path);
        return hash;
      }),
    ),
  );
  for (const [index, { path, sha256, batch }] of chosen.entries()) {
    const compare = comparison('segments', path, differences);
    compare('SHA-256', sha256, found[index]);
    if (batch === '') compare('batch', 'its batch', undefined);
  }
  return chosen.length;
}

function unreadable({ code }: NodeJS.ErrnoException): string | undefined {
  return code === 'ENOENT' ? undefined : `a file that cannot be read (${code})`;
}
