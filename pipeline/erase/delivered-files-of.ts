import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { queryText } from '../../src/duckdb/query-text.ts';
import { fileOnDisk } from '../../src/intake/bytes/zip-name.ts';
import type { Effects } from '../effects/effects.ts';

/**
 * Lists the delivered files of some batches that are still there, relative to the workspace.
 *
 * @param further Paths of further files.
 */
export async function deliveredFilesOf(
  batchIds: Iterable<bigint>,
  { warehouse, workspace }: Pick<Effects, 'warehouse' | 'workspace'>,
  further: readonly string[] = [],
): Promise<string[]> {
  const rows = await warehouse.rows<{ path: string }>(queryText('erase/files_of_batches'), {
    batch_ids: JSON.stringify([...batchIds].map(Number)),
  });
  const paths = new Set([...rows.map(({ path }) => path), ...further]);
  return [...paths].filter((path) => existsSync(join(workspace.root, fileOnDisk(path)))).sort();
}
