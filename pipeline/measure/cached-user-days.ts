import { relative, sep } from 'node:path';
import { sha256Of } from '../../src/base/sha256.ts';
import { parquetFooters } from '../../src/duckdb/file-rows.ts';
import { wordsOf } from '../../src/duckdb/sql-text.ts';
import { cacheRows, readCachedRows } from '../../src/warehouse/cached-rows.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import type { Effects } from '../effects/effects.ts';
import { cachedRelation, type Measurement } from './measurement.ts';

/** Cache of an engine. */
export interface Cache extends Pick<Effects, 'workspace' | 'warehouse'> {
  /** Folder of the cached rows. */
  folder: string;
  /** Engine with its version, as another one may split or write the rows in another way. */
  engine: string;
}

/**
 * Returns a measurement that starts from the cached rows of its month and reads only segments that came since. It
 * stays as it is if nothing is cached, or if a segment behind the cached rows no longer counts.
 */
export async function continueFromCache(
  measurement: Measurement,
  { workspace, warehouse, folder, engine }: Cache,
): Promise<Measurement> {
  const relation = cachedRelation(measurement);
  if (relation === undefined) return measurement;
  const cached = await readCachedRows(folder, relation.readsFrom, measurement.month);
  if (cached === undefined || cached.basis !== basisOf(measurement, engine)) return measurement;
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
  { workspace, warehouse, folder, engine }: Cache,
): Promise<void> {
  const relation = cachedRelation(measurement);
  if (relation === undefined) return;
  await cacheRows(folder, relation.readsFrom, measurement.month, {
    basis: basisOf(measurement, engine),
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

/** Hashes what makes cached rows useless when it changes: their SQL, and the engine. */
function basisOf(measurement: Measurement, engine: string): string {
  const { sql } = measurement;
  const statements = sql.viewStatements([cachedRelation(measurement)!.name]);
  return sha256Of([engine, sql.macros, ...statements].map(wordsOf).join('\n'));
}

function nameOf(path: string, { root }: Workspace): string {
  return relative(root, path).split(sep).join('/');
}
