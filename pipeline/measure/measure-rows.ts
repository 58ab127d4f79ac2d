import { join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { type Database, isOutOfMemory, quoted } from '../../src/duckdb/duckdb.ts';
import { parquetRows } from '../../src/duckdb/file-rows.ts';
import { addsUpOver } from '../../src/duckdb/sql-files.ts';
import { parquetOptions } from '../../src/intake/records/straight-rows.ts';
import { onAllWorkers, type Workers } from '../effects/workers.ts';
import {
  type Counting,
  createInputs,
  type Inputs,
  keptRelation,
  type Part,
} from './measurement.ts';
import { dealOut, manyParts } from './partition-rows.ts';

/** What a counting came to. */
export interface Counted {
  /**
   * Parquet files of app_id, metric, usage_date, numerator, denominator, peak_at; the date of a
   * month's value is its first day.
   */
  paths: string[];
  /** Rows of the kept relation, if there is one. */
  kept: string[];
}

/** Of DuckDB's data for each row: a set of users takes 80 bytes a user, who logs in often. */
const bytesARow = { delivered: 29, kept: 100 };
const mostParts = 4096;

/**
 * Counts metrics into Parquet files.
 *
 * Where the sets of distinct values do not fit into the memory of a worker, what a metric adds up
 * over is dealt out to parts by its hash, and the parts are counted by all workers: the sums are the
 * same. DuckDB's own spilling gives up too early to rely on.
 *
 * @throws {UserError} (exit 1) If memory does not hold the smallest parts.
 */
export async function countRows(workers: Workers, counting: Counting): Promise<Counted> {
  try {
    return await countAll(workers, counting);
  } catch (error) {
    throw isOutOfMemory(error) ? tooLarge(counting, error) : error;
  }
}

function tooLarge({ metrics, month }: Counting, cause: unknown): Error {
  return new UserError(
    `Counting ${metrics.join(', ')} of ${month} takes more memory than there is, also in parts.\nLet imbill take more, with memory: in imbill.yaml, such as memory: 2GB, and run again: what is done is kept.`,
    exitCodes.failed,
    { cause },
  );
}

async function countAll(workers: Workers, counting: Counting): Promise<Counted> {
  const columns = [...new Set(counting.metrics.map(addsUpOver))];
  const all: Counted = { paths: [], kept: [] };
  for (const column of columns) {
    const metrics = counting.metrics.filter((metric) => addsUpOver(metric) === column);
    const some = { ...counting, metrics, name: column ?? 'whole' };
    const counted =
      column === undefined
        ? await workers.use((database) => countPart(database, some, {}))
        : await countInParts(workers, some, column);
    all.paths.push(...counted.paths);
    all.kept.push(...counted.kept);
  }
  return all;
}

/** A counting of which all metrics add up over the same, or none do. */
interface NamedCounting extends Counting {
  /** Of its files. */
  name: string;
}

async function countInParts(
  workers: Workers,
  counting: NamedCounting,
  column: string,
): Promise<Counted> {
  for (let parts = await partsFor(workers, counting); ; parts *= 2) {
    try {
      return await countParts(workers, counting, { column, parts });
    } catch (error) {
      if (!isOutOfMemory(error) || parts >= mostParts) throw error;
    }
  }
}

/** As many parts as there must be for each to fit; several are shared out evenly among the workers. */
async function partsFor(workers: Workers, { rows, kept }: Counting): Promise<number> {
  const limit = await workers.use((database) => database.memoryLimit());
  const bytes = rows * bytesARow.delivered + kept.rows * bytesARow.kept;
  const least = Math.max(1, Math.ceil(bytes / limit));
  // Kept rows need not be dealt out again where they have about as many parts.
  if (kept.paths.length >= least && kept.paths.length <= 4 * least) return kept.paths.length;
  return least === 1 ? 1 : Math.ceil(least / workers.count) * workers.count;
}

async function countParts(
  workers: Workers,
  counting: NamedCounting,
  { column, parts }: Omit<Part, 'part'>,
): Promise<Counted> {
  if (parts === 1) return workers.use((database) => countPart(database, counting, {}));
  const dealt = parts > manyParts ? await dealOut(workers, counting, { column, parts }) : undefined;
  counting.progress.extend(parts);
  const counted = await onAllWorkers(workers, parts, async (database, part) => {
    const rows = { part: { column, part, parts }, dealt: dealt?.(part) };
    const one = await countPart(database, counting, rows);
    counting.progress.advance(`${counting.source} of ${counting.month}, part ${part + 1}`);
    return one;
  });
  const paths = counted.flatMap((one) => one.paths);
  return {
    paths: [await summed(workers, counting, paths)],
    kept: counted.flatMap((one) => one.kept),
  };
}

/** Counts one part of the rows, or all of them; a kept relation is written before it is counted. */
async function countPart(
  database: Database,
  counting: NamedCounting,
  inputs: Pick<Inputs, 'part' | 'dealt'>,
): Promise<Counted> {
  await createInputs(database, counting, inputs);
  const file = join(counting.folder, `${counting.name}-${inputs.part?.part ?? 0}`);
  const relation = keptRelation(counting);
  const kept = relation === undefined ? [] : [`${file}-${relation.keptAs}.parquet`];
  for (const path of kept) {
    const { name } = relation!;
    await database.run(`copy (select * from ${name}) to ${quoted(path)} (${parquetOptions})`);
    await database.run(`create or replace temp view ${name} as from ${parquetRows(path)}`);
  }
  const rows = await rowsSql(database, counting);
  await database.run(`copy (${rows}) to ${quoted(`${file}.parquet`)} (format parquet)`);
  return { paths: [`${file}.parquet`], kept };
}

/** Adds up what the parts came to. */
async function summed(
  workers: Workers,
  { folder, name }: NamedCounting,
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

/** All metrics as rows of one shape; a metric need not have a divisor or a peak's time. */
async function rowsSql(database: Database, { metrics }: Counting): Promise<string> {
  const selects: string[] = [];
  for (const metric of metrics) {
    const described = await database.rows<{ column_name: string }>(`describe ${metric}`);
    const has = (name: string) => described.some(({ column_name }) => column_name === name);
    selects.push(`select app_id, ${quoted(metric)} as metric,
        ${has('usage_date') ? 'usage_date' : 'usage_month as usage_date'},
        cast(quantity as decimal(38, 9)) as numerator,
        cast(${has('divisor') ? 'divisor' : '1'} as bigint) as denominator,
        ${has('peak_at') ? 'peak_at' : 'cast(null as timestamp)'} as peak_at
      from ${metric}`);
  }
  return selects.join('\nunion all\n');
}
