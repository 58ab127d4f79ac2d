import { join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { type Database, isOutOfMemory, quoted } from '../../src/duckdb/duckdb.ts';
import { parquetRows } from '../../src/duckdb/file-rows.ts';
import { parquetOptions } from '../../src/intake/records/straight-rows.ts';
import { onAllWorkers, type Workers } from '../effects/workers.ts';
import {
  cachedRelation,
  createInputs,
  type Inputs,
  type Measurement,
  metricRows,
  type Part,
} from './measurement.ts';
import { manyParts, partitionRows } from './partition-rows.ts';

/** Files that a measurement wrote. */
export interface MeasuredFiles {
  /**
   * Parquet files of app_id, metric, usage_date, numerator, denominator, peak_at. The date of a month's value is its
   * first day.
   */
  paths: string[];
  /** Rows of the cached relation, if there is one. */
  cached: string[];
}

/** Bytes of DuckDB's data for each row: a set of users takes 80 bytes a user, who logs in often. */
const bytesARow = { delivered: 29, cached: 100 };
const mostParts = 4096;

/**
 * Measures metrics into Parquet files.
 *
 * If the distinct values do not fit into the memory of a worker, the rows are split by the hash of the column that a
 * metric adds up over. All workers measure the parts, and the sums are the same. DuckDB's own spilling gives up too
 * early to rely on.
 *
 * @throws {UserError} (exit 1) If memory does not hold the smallest parts.
 */
export async function measureRows(
  workers: Workers,
  measurement: Measurement,
): Promise<MeasuredFiles> {
  try {
    return await measureAll(workers, measurement);
  } catch (error) {
    throw isOutOfMemory(error) ? tooLarge(measurement, error) : error;
  }
}

function tooLarge({ metrics, month }: Measurement, cause: unknown): Error {
  return new UserError(
    `Out of memory: measuring ${metrics.join(', ')} of ${month}, even after splitting the work.\nSet a higher memory: in imbill.yaml, such as memory: 2GB, and run again. Finished work is not lost.`,
    exitCodes.failed,
    { cause },
  );
}

async function measureAll(workers: Workers, measurement: Measurement): Promise<MeasuredFiles> {
  const { sql, metrics } = measurement;
  const columns = [...new Set(metrics.map((metric) => sql.addsUpOver(metric)))];
  const all: MeasuredFiles = { paths: [], cached: [] };
  for (const column of columns) {
    const own = metrics.filter((metric) => sql.addsUpOver(metric) === column);
    const some = { ...measurement, metrics: own, name: column ?? 'whole' };
    const files =
      column === undefined
        ? await workers.use((database) => measurePart(database, some, {}))
        : await measureInParts(workers, some, column);
    all.paths.push(...files.paths);
    all.cached.push(...files.cached);
  }
  return all;
}

/** A measurement whose metrics all add up over the same column, or all over none. */
interface NamedMeasurement extends Measurement {
  /** Name of its files. */
  name: string;
}

async function measureInParts(
  workers: Workers,
  measurement: NamedMeasurement,
  column: string,
): Promise<MeasuredFiles> {
  for (let parts = await partsFor(workers, measurement); ; parts *= 2) {
    try {
      return await measureParts(workers, measurement, { column, parts });
    } catch (error) {
      if (!isOutOfMemory(error) || parts >= mostParts) throw error;
    }
  }
}

/** Returns the number of parts that lets each fit into memory, and gives each worker as many as the others. */
async function partsFor(workers: Workers, { rows, cached }: Measurement): Promise<number> {
  const limit = await workers.use((database) => database.memoryLimit());
  const bytes = rows * bytesARow.delivered + cached.rows * bytesARow.cached;
  const least = Math.max(1, Math.ceil(bytes / limit));
  // Cached rows need not be split again if they have about as many parts.
  if (cached.paths.length >= least && cached.paths.length <= 4 * least) return cached.paths.length;
  return least === 1 ? 1 : Math.ceil(least / workers.count) * workers.count;
}

async function measureParts(
  workers: Workers,
  measurement: NamedMeasurement,
  split: Omit<Part, 'part'>,
): Promise<MeasuredFiles> {
  const { parts } = split;
  if (parts === 1) return workers.use((database) => measurePart(database, measurement, {}));
  const filesOf = parts > manyParts ? await partitionRows(workers, measurement, split) : undefined;
  measurement.progress.extend(parts);
  const measured = await onAllWorkers(workers, parts, async (database, part) => {
    const rows = { part: { ...split, part }, partFiles: filesOf?.(part) };
    const one = await measurePart(database, measurement, rows);
    measurement.progress.advance(`${measurement.source} of ${measurement.month}, part ${part + 1}`);
    return one;
  });
  const paths = measured.flatMap((one) => one.paths);
  return {
    paths: [await addUp(workers, measurement, paths)],
    cached: measured.flatMap((one) => one.cached),
  };
}

/** Measures one part of the rows, or all of them. A cached relation is written first, and read from its file. */
async function measurePart(
  database: Database,
  measurement: NamedMeasurement,
  inputs: Pick<Inputs, 'part' | 'partFiles'>,
): Promise<MeasuredFiles> {
  await createInputs(database, measurement, inputs);
  const file = join(measurement.folder, `${measurement.name}-${inputs.part?.part ?? 0}`);
  const relation = cachedRelation(measurement);
  const cached = relation === undefined ? [] : [`${file}-${relation.readsFrom}.parquet`];
  for (const path of cached) {
    const { name } = relation!;
    await database.run(`copy (select * from ${name}) to ${quoted(path)} (${parquetOptions})`);
    await database.run(`create or replace temp view ${name} as from ${parquetRows(path)}`);
  }
  const rows = await metricRows(database, measurement, 'timestamp');
  await database.run(`copy (${rows}) to ${quoted(`${file}.parquet`)} (format parquet)`);
  return { paths: [`${file}.parquet`], cached };
}

/** Adds up the values of the parts. */
async function addUp(
  workers: Workers,
  { folder, name }: NamedMeasurement,
  paths: readonly string[],
): Promise<string> {
  const path = join(folder, `${name}.parquet`);
  await workers.use((database) =>
    database.run(`copy (
      select app_id, metric, usage_date, cast(sum(numerator) as decimal(38, 9)) as numerator,
        cast(1 as bigint) as denominator, cast(null as timestamp) as peak_at
      from ${parquetRows(paths)} group by app_id, metric, usage_date
    ) to ${quoted(path)} (format parquet)`),
  );
  return path;
}
