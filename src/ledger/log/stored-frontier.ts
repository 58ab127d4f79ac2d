import type { Database } from '../../duckdb/duckdb.ts';
import type { Frontier } from '../../tlog/merkle.ts';

/** Keys in `meta` of trees that grow: over the documents, and over the entries of the log. */
export type FrontierKey = 'documents_tree' | 'log_tree';

/** Reads a stored tree; undefined if there is none, or it is damaged. */
export async function readFrontier(
  database: Database,
  key: FrontierKey,
): Promise<Frontier | undefined> {
  const [row] = await database.rows<{ value: string }>(
    `select value from meta where key = '${key}'`,
  );
  if (row === undefined || !/^\d{1,15}( [0-9a-f]{64})*$/.test(row.value)) return undefined;
  const [size, ...roots] = row.value.split(' ');
  return { size: Number(size), roots: roots.map((root) => Buffer.from(root, 'hex')) };
}

/** Stores a tree, within the caller's transaction, so that leaves can be added without reading those before. */
export async function storeFrontier(
  database: Database,
  key: FrontierKey,
  { size, roots }: Frontier,
): Promise<void> {
  const value = [String(size), ...roots.map((root) => Buffer.from(root).toString('hex'))].join(' ');
  await database.run(`insert or replace into meta values ('${key}', $value)`, { value });
}
