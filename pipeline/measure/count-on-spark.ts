import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { CountedBy } from '../../src/ledger/evidence.ts';
import type { SourceKind } from '../../src/metrics/source-kinds.ts';
import type { ExactRow } from '../../src/spark/exact-rows.ts';
import type { SparkSession } from '../../src/spark/session.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import type { Effects } from '../effects/effects.ts';
import type { Conflict } from './bandwidth-conflicts.ts';
import type { UnclearSlot } from './bandwidth-samples.ts';
import { type Cache, cacheForLater, continueFromCache } from './cached-user-days.ts';
import type { Counted, CountingEngine, OpenEngine, Remarks } from './counting-engine.ts';
import { type Measurement, remarkRelations } from './measurement.ts';
import { remarkQueries } from './spark-remarks.ts';
import {
  hashOfStatements,
  type SparkStatements,
  segmentsSchema,
  setsOf,
  setsSchema,
  sparkStatements,
} from './spark-statements.ts';
import { writeResultRows } from './write-result-rows.ts';

const partitionsKey = 'spark.sql.shuffle.partitions';
/** Bytes that a task of a shuffle works on, and bytes of a row there. Source: docs/scale-out.md. */
const bytesAPartition = 130_000_000;
const bytesARow = 20;

/** Counts on a Spark cluster, by the same SQL over the same segments. */
export function sparkCounting(spark: SparkEngine, effects: Effects): CountingEngine {
  return {
    // Spark divides the work itself.
    rowsADayJob: Number.POSITIVE_INFINITY,
    async open(rows, progress) {
      const session = await spark.session();
      const given = spark.settings.settings[partitionsKey];
      const partitions = given ?? String(partitionsFor(rows, await coresOf(session)));
      await session.configure({ [partitionsKey]: partitions });
      const version = await spark.version();
      const counting = { spark, session, version, effects };
      const stop = spark.follow(progress);
      const limits = new Map<SourceKind, ReturnType<typeof pLimit>>();
      return {
        scratch: spark.places.scratch,
        // Views have names: of each source, one measurement at a time.
        count(measurement) {
          const { source } = measurement;
          const limit = limits.get(source) ?? pLimit(1);
          limits.set(source, limit);
          return limit(() => countOnSpark(measurement, counting));
        },
        close: stop,
      } satisfies OpenEngine;
    },
  };
}

/** Returns the number of tasks of a shuffle: two a core, and more if a task would have too much to do. */
export function partitionsFor(rows: number, cores: number): number {
  return Math.max(cores * 2, Math.ceil((rows * bytesARow) / bytesAPartition));
}

/** Reads how many tasks the cluster runs at once; it may grow later. */
export async function coresOf(session: SparkSession): Promise<number> {
  const [row] = await session.rows(
    'select count(distinct part) as cores from (select spark_partition_id() as part from range(0, 100000)) as parts',
  );
  return Number(row?.['cores'] ?? 1);
}

/** Cluster, and what is counted there. */
interface Counting {
  spark: SparkEngine;
  session: SparkSession;
  version: string;
  effects: Effects;
}

async function countOnSpark(whole: Measurement, counting: Counting): Promise<Counted> {
  const { spark, session, version } = counting;
  const cache = cacheOf(counting);
  const measurement = cache === undefined ? whole : await continueFromCache(whole, cache);
  const relations = whole.source === 'bandwidth' ? remarkRelations(whole) : [];
  const statements = await sparkStatements(measurement, relations);
  await defineInputs(measurement, statements, counting);
  const sets = await writeSets(measurement, statements, counting);
  for (const statement of statements.views) await session.run(statement);
  const paths = await writeResultRows(session.batches(statements.query), measurement.folder);
  const remarks = relations.length > 0 ? await readRemarks(relations, session) : undefined;
  const countedBy: CountedBy = {
    engine: 'spark',
    version,
    settings: { ...spark.settings.settings },
    statements_sha256: hashOfStatements(statements),
  };
  return {
    paths,
    remarks,
    countedBy,
    async cache() {
      if (cache !== undefined) await cacheForLater(whole, sets, cache);
    },
  };
}

/** Returns the cache of users' sets; undefined where a month is measured aside, for a proof. */
function cacheOf({ spark, version, effects }: Counting): Cache | undefined {
  const { workspace, warehouse } = effects;
  if (workspace.root !== spark.places.root) return undefined;
  return { workspace, warehouse, folder: spark.places.counted, engine: `spark ${version}` };
}

async function defineInputs(
  { source, paths, cached, ...measurement }: Measurement,
  { inputs }: SparkStatements,
  { spark, session }: Counting,
): Promise<void> {
  const files = (schema: string, some: readonly string[]) => ({
    format: 'parquet' as const,
    schema,
    paths: some.map((path) => spark.pathForSpark(path)),
  });
  await session.defineView(`lake_${source}`, files(segmentsSchema(source), paths));
  for (const statement of inputs) await session.run(statement);
  if (cached.paths.length > 0)
    await session.defineView(setsOf(measurement)!.readsFrom, files(setsSchema, cached.paths));
}

/**
 * Writes the users' sets once, so that no metric makes them again.
 *
 * @returns Their files; none if no metric is counted from sets.
 */
async function writeSets(
  measurement: Measurement,
  { sets }: SparkStatements,
  { spark, session }: Counting,
): Promise<string[]> {
  const relation = setsOf(measurement);
  if (relation === undefined) return [];
  for (const statement of sets) await session.run(statement);
  const folder = join(measurement.folder, relation.name);
  await session.write(`select * from ${relation.name}`, spark.pathForSpark(folder));
  const files = (await readdir(folder)).filter((name) => name.endsWith('.parquet')).sort();
  const paths = files.map((name) => join(folder, name));
  await session.defineView(relation.name, {
    format: 'parquet',
    schema: setsSchema,
    paths: [spark.pathForSpark(folder)],
  });
  return paths;
}

async function readRemarks(relations: readonly string[], session: SparkSession): Promise<Remarks> {
  const { conflicts, views, unclear } = remarkQueries(relations);
  const rowsOf = async (sql: string | undefined) =>
    sql === undefined ? [] : (await session.rows(sql)).map(asRowOfDuckdb);
  const found = await rowsOf(conflicts);
  for (const view of views) await session.run(view);
  return {
    conflicts: found as unknown as Conflict[],
    unclear: (await rowsOf(unclear)) as unknown as UnclearSlot[],
  };
}

/** Writes the start of a slot as DuckDB's rows have it: RFC 3339, in UTC. */
function asRowOfDuckdb(row: ExactRow): ExactRow {
  const startedAt = row['slot_started_at'];
  if (typeof startedAt !== 'string') return row;
  const text = startedAt.replace(' ', 'T').replace(/\.?0+$/, '');
  return { ...row, slot_started_at: `${text}Z` };
}
