import { relative, sep } from 'node:path';
import { sha256Of } from '../../src/base/sha256.ts';
import { parquetFooters } from '../../src/duckdb/file-rows.ts';
import { macrosText, viewStatements } from '../../src/duckdb/sql-files.ts';
import { wordsOf } from '../../src/duckdb/sql-text.ts';
import { cacheRows, readCachedRows } from '../../src/warehouse/cached-rows.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import type { Effects } from '../effects/effects.ts';
import { type Counting, keptRelation } from './counting.ts';

/**
 * A counting that goes on from what was kept of the month: it reads the segments that came since.
 * The same counting where nothing was kept, or where what was kept holds a segment that counts no more.
 */
export async function sinceKept(
  counting: Counting,
  { workspace, warehouse }: Pick<Effects, 'workspace' | 'warehouse'>,
): Promise<Counting> {
  const relation = keptRelation(counting);
  if (relation === undefined) return counting;
  const kept = await readCachedRows(workspace, relation.keptAs, counting.month);
  if (kept === undefined || kept.basis !== (await basisOf(relation.name, warehouse)))
    return counting;
  const there = new Map(counting.paths.map((path) => [nameOf(path, workspace), path]));
  if (!kept.segments.every((name) => there.has(name))) return counting;
  const known = new Set(kept.segments);
  const paths = [...there].filter(([name]) => !known.has(name)).map(([, path]) => path);
  // Without a segment there are no rows to tell the columns by.
  if (paths.length === 0) return counting;
  const { rows } = await warehouse.one<{ rows: bigint }>(
    `select cast(sum(num_rows) as bigint) as rows from ${parquetFooters(paths)}`,
  );
  return { ...counting, paths, rows: Number(rows), kept };
}

/** Keeps the rows that a whole month was counted to, for the next time. */
export async function keepForLater(
  counting: Counting,
  paths: readonly string[],
  { workspace, warehouse }: Pick<Effects, 'workspace' | 'warehouse'>,
): Promise<void> {
  const relation = keptRelation(counting);
  if (relation === undefined) return;
  const { rows } = await warehouse.one<{ rows: bigint }>(
    `select cast(sum(num_rows) as bigint) as rows from ${parquetFooters(paths)}`,
  );
  await cacheRows(workspace, relation.keptAs, counting.month, {
    basis: await basisOf(relation.name, warehouse),
    segments: counting.paths.map((path) => nameOf(path, workspace)),
    paths: [...paths],
    rows: Number(rows),
  });
}

/** Of another SQL, or dealt out by another engine, rows are of no use. */
async function basisOf(relation: string, warehouse: Effects['warehouse']): Promise<string> {
  const { version } = await warehouse.one<{ version: string }>('select version() as version');
  const texts = [version, macrosText(), ...viewStatements([relation], [])];
  return sha256Of(texts.map(wordsOf).join('\n'));
}

function nameOf(path: string, { root }: Workspace): string {
  return relative(root, path).split(sep).join('/');
}
