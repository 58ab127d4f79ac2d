import { relative, sep } from 'node:path';
import { sha256Of } from '../../src/base/sha256.ts';
import { parquetFooters } from '../../src/duckdb/file-rows.ts';
import { wordsOf } from '../../src/duckdb/sql-text.ts';
import { cacheRows, readCachedRows } from '../../src/warehouse/cached-rows.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import type { Effects } from '../effects/effects.ts';
import { cachedRelation, type Measurement } from './measurement.ts';

/**
 * Returns a measurement that starts from the cached rows of its month and reads only segments that came since. It
 * stays as it is if nothing is cached, or if a segment behind the cached rows no longer counts.
 */
export async function continueFromCache(
  measurement: Measurement,
  { workspace, warehouse }: Pick<Effects, 'workspace' | 'warehouse'>,
): Promise<Measurement> {
  const relation = cachedRelation(measurement);
  if (relation === undefined) return measurement;
  const cached = await readCachedRows(workspace, relation.readsFrom, measurement.month);
  if (cached === undefined || cached.basis !== (await basisOf(measurement, warehouse)))
    return measurement;
  const there = new Map(measurement.paths.map((path) => [nameOf(path, workspace), path]));
  if (!cached.segments.every((name) => there.has(name))) return measurement;
  const known = new Set(cached.segments);
  const paths = [...there].filter(([name]) => !known.has(name)).map(([, path]) => path);
  // Without a segment there is no file to tell the columns.
  if (paths.length === 0) return measurement;
  return { ...measurement, paths, rows: await rowsIn(paths, warehouse), cached };
}

/** Caches the rows that a whole month was measured from, for the next measurement. */
export async function cacheForLater(
  measurement: Measurement,
  paths: readonly string[],
  { workspace, warehouse }: Pick<Effects, 'workspace' | 'warehouse'>,
): Promise<void> {
  const relation = cachedRelation(measurement);
  if (relation === undefined) return;
  await cacheRows(workspace, relation.readsFrom, measurement.month, {
    basis: await basisOf(measurement, warehouse),
    segments: measurement.paths.map((path) => nameOf(path, workspace)),
    paths: [...paths],
    rows: await rowsIn(paths, warehouse),
  });
}

async function rowsIn(paths: readonly string[], warehouse: Effects['warehouse']): Promise<number> {
  const { rows } = await warehouse.one<{ rows: bigint }>(
    `select cast(sum(num_rows) as bigint) as rows from ${parquetFooters(paths)}`,
  );
  return Number(rows);
}

/** Hashes what makes cached rows useless when it changes: their SQL, and DuckDB, whose hash splits them. */
async function basisOf(measurement: Measurement, warehouse: Effects['warehouse']): Promise<string> {
  const { sql } = measurement;
  const { version } = await warehouse.one<{ version: string }>('select version() as version');
  const statements = sql.viewStatements([cachedRelation(measurement)!.name]);
  const texts = [version, sql.macros, ...statements];
  return sha256Of(texts.map(wordsOf).join('\n'));
}

function nameOf(path: string, { root }: Workspace): string {
  return relative(root, path).split(sep).join('/');
}
