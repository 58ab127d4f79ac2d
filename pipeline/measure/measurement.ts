import type { ProgressTask } from '../../src/base/progress.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { parquetRows } from '../../src/duckdb/file-rows.ts';
import type { CachedRelation, SqlFiles } from '../../src/duckdb/sql-files.ts';
import type { SourceKind } from '../../src/metrics/source-kinds.ts';

/** Metrics that are measured together: from which rows, by which SQL, into which folder. */
export interface Measurement {
  sql: SqlFiles;
  source: SourceKind;
  /** Metrics of sql/metrics, all from this source. */
  metrics: readonly string[];
  month: Month;
  /** Segments, absolute. */
  paths: readonly string[];
  /** Rows in these segments. */
  rows: number;
  /** Rows that an earlier measurement of other segments left; empty if there was none. */
  cached: CachedRows;
  /** Folder for the files of this measurement alone. */
  folder: string;
  progress: ProgressTask;
}

/** Rows of a cached relation in Parquet files, one file for each part. */
export interface CachedRows {
  paths: readonly string[];
  rows: number;
}

/** Part of the rows: those whose hash of `column`, modulo `parts`, is `part`. */
export interface Part {
  column: string;
  part: number;
  parts: number;
}

/** Returns the cached relation that all metrics of a measurement read, if there is one. */
export function cachedRelation({
  metrics,
  sql,
}: Pick<Measurement, 'metrics' | 'sql'>): CachedRelation | undefined {
  const [first, ...others] = metrics.map((metric) => sql.cachedRelationOf(metric));
  return others.every((other) => other?.name === first?.name) ? first : undefined;
}

/** Rows that a database sees of a measurement, and the relations that it reads them through. */
export interface Inputs {
  /** Relations of sql/; those of the metrics if absent. */
  relations?: readonly string[];
  /** All rows if absent. */
  part?: Part | undefined;
  /** Files with the staging relation's rows of this part, and perhaps of others. */
  partFiles?: readonly string[] | undefined;
}

/**
 * Creates the relations that metrics read: the rows of the segments, the days of the month, the rows of an earlier
 * measurement, and the views of sql/ over them.
 */
export async function createInputs(
  database: Database,
  measurement: Measurement,
  { relations, part, partFiles }: Inputs = {},
): Promise<void> {
  const { source, month, paths, metrics, sql } = measurement;
  const condition = part === undefined ? 'true' : conditionOf(part);
  await database.run(`create or replace temp view calendar_days as
    select cast(unnest(generate_series(date '${firstDay(month)}', date '${lastDay(month)}', interval 1 day)) as date) as usage_date`);
  const rows = partFiles === undefined ? lakeRowsOf(source, paths) : parquetRows(partFiles);
  const input = partFiles === undefined ? `lake_${source}` : `stg_${source}`;
  await database.run(
    `create or replace temp view ${input} as select * from ${rows} where ${condition}`,
  );
  await createCachedRows(database, measurement, part, condition);
  const wanted = relations ?? metrics.map((metric) => sql.relationOf(metric));
  for (const statement of sql.viewStatements(wanted, [input])) await database.run(statement);
}

async function createCachedRows(
  database: Database,
  measurement: Measurement,
  part: Part | undefined,
  condition: string,
): Promise<void> {
  const readsFrom = cachedRelation(measurement)?.readsFrom;
  const { paths } = measurement.cached;
  // Cached files have the same parts if there are as many.
  const files = part?.parts === paths.length ? [paths[part.part]!] : paths;
  for (const [name, empty] of Object.entries(emptyRelations)) {
    const isCached = name === readsFrom && paths.length > 0;
    const rows = isCached ? `select * from ${parquetRows(files)} where ${condition}` : empty;
    await database.run(`create or replace temp view ${name} as ${rows}`);
  }
}

const noUserDays = `select cast(null as varchar) as app_id, cast(null as date) as usage_month,
    cast(null as varchar) as user_id, cast(null as integer) as seen_days, cast(null as integer) as login_days
    where false`;

/** Stands for cached rows if there are none. The rules of 0.3.0 read `kept_user_days`. */
const emptyRelations: Readonly<Record<string, string>> = {
  cached_user_days: noUserDays,
  kept_user_days: noUserDays,
};

/**
 * Returns SQL of the rows of segments. Bandwidth segments from before 0.3 lack a column, which is then null.
 *
 * @param options Further options of DuckDB's reader.
 */
export function lakeRowsOf(
  source: SourceKind,
  paths: readonly string[],
  ...options: string[]
): string {
  if (source !== 'bandwidth') return parquetRows(paths, ...options);
  return `(select * from ${parquetRows(paths, 'union_by_name = true', ...options)}
    union all by name select cast(null as varchar) as samples where false)`;
}

function conditionOf({ column, part, parts }: Part): string {
  return `hash(${column}) % ${parts} = ${part}`;
}
