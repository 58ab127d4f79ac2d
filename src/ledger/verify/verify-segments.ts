import { join } from 'node:path';
import pLimit from 'p-limit';
import { sha256OfFile } from '../../base/sha256.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { comparison, type Difference } from '../difference.ts';

/**
 * Whether the segments in the lake are byte for byte what they were.
 *
 * @param batches Hashes of the batches to look at; absent = all.
 * @param threads How many files are read at a time.
 * @returns How many were looked at.
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
    if (batch === '') compare('batch', 'the batch that it is of', undefined);
  }
  return chosen.length;
}

function unreadable({ code }: NodeJS.ErrnoException): string | undefined {
  return code === 'ENOENT' ? undefined : `a file that cannot be read (${code})`;
}
