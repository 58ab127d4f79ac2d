import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { queryText } from '../duckdb/query-text.ts';

/** Two bandwidth files with the same content. It counts once. */
export interface SameContent {
  [column: string]: string;
  path: string;
  same_as: string;
}

/**
 * Finds bandwidth files of a load that have the content of another file and name no node. If they come
 * from two nodes, the sum lacks one of them.
 */
export async function sameContent(
  database: Database,
  root: string,
  loadId: number,
): Promise<SameContent[]> {
  const rows = await database.rows<Record<'path' | 'same_as' | 'segment', string>>(
    queryText('warehouse/duplicate_bandwidth_segments'),
    { load_id: BigInt(loadId) },
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
