import type { ProgressTask } from '../../src/base/progress.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import { type Database, quoted } from '../../src/duckdb/duckdb.ts';
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

/** Lists the relations whose rows are slots that a person should look at. */
export function remarkRelations({ sql }: Pick<Measurement, 'sql'>): string[] {
  // The rules of 0.2 do not have the second: all lines without a node added up.
  const hasSamples = sql.has('intermediate', 'bandwidth_samples');
  return ['bandwidth_conflicts', ...(hasSamples ? ['bandwidth_samples'] : [])];
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
  for (const [name, { duckdb }] of Object.entries(emptyRelations)) {
    const isCached = name === readsFrom && paths.length > 0;
    const rows = isCached ? `select * from ${parquetRows(files)} where ${condition}` : duckdb;
    await database.run(`create or replace temp view ${name} as ${rows}`);
  }
}

const noUserDays = {
  duckdb: emptyUserDays('varchar'),
  spark: emptyUserDays('string'),
};

function emptyUserDays(text: string): string {
  return `select cast(null as ${text}) as app_id, cast(null as date) as usage_month,
    cast(null as ${text}) as user_id, cast(null as integer) as seen_days, cast(null as integer) as login_days
    where false`;
}

/** Stands for cached rows if there are none. The rules of 0.3.0 read `kept_user_days`. */
export const emptyRelations: Readonly<Record<string, typeof noUserDays>> = {
  cached_user_days: noUserDays,
  kept_user_days: noUserDays,
};

/**
 * Returns SQL of all metrics as rows of one shape. A metric need not have a divisor or a peak's time.
 *
 * @param database Has the relations of the metrics, to tell their columns.
 * @param instant Type of an instant without a zone, in the words of the engine that counts.
 */
export async function metricRows(
  database: Database,
  { metrics, sql }: Pick<Measurement, 'metrics' | 'sql'>,
  instant: 'timestamp' | 'timestamp_ntz',
): Promise<string> {
  const selects: string[] = [];
  for (const metric of metrics) {
    const relation = sql.relationOf(metric);
    const described = await database.rows<{ column_name: string }>(`describe ${relation}`);
    const has = (name: string) => described.some(({ column_name }) => column_name === name);
    selects.push(`select app_id, ${quoted(metric)} as metric,
        ${has('usage_date') ? 'usage_date' : 'usage_month as usage_date'},
        cast(quantity as decimal(38, 9)) as numerator,
        cast(${has('divisor') ? 'divisor' : '1'} as bigint) as denominator,
        ${has('peak_at') ? 'peak_at' : `cast(null as ${instant})`} as peak_at
      from ${relation}`);
  }
  return selects.join('\nunion all\n');
}

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
