import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';

/** Two bandwidth files that hold the same; they count once. */
export interface SameContent {
  [column: string]: string;
  path: string;
  same_as: string;
}

/**
 * Finds the bandwidth files of a load that hold the same as another one and name no node. If they are of
 * two nodes, one of the two is missing from the sum.
 */
export async function sameContent(
  database: Database,
  root: string,
  loadId: number,
): Promise<SameContent[]> {
  const rows = await database.rows<Record<'path' | 'same_as' | 'segment', string>>(
    `select deliveries.path, batches.path as same_as, segments.path as segment
     from deliveries inner join batches using (batch_id) inner join segments using (batch_id)
     where deliveries.source = 'bandwidth' and deliveries.load_id = ${loadId} and is_duplicate
       and withdrawn_at is null
     order by deliveries.path`,
  );
  const there = rows.filter(({ segment }) => existsSync(join(root, segment)));
  if (there.length === 0) return [];
  const paths = [...new Set(there.map(({ segment }) => join(root, segment)))];
  const without = await database.rows<{ filename: string }>(
    `select distinct filename from ${parquetRows(paths, 'filename = true')}
     where node is null`,
  );
  const names = new Set(without.map(({ filename }) => filename));
  const found = new Map<string, SameContent>();
  for (const { path, same_as, segment } of there)
    if (names.has(join(root, segment))) found.set(path, { path, same_as });
  return [...found.values()];
}
