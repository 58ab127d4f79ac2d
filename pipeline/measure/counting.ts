import type { ProgressTask } from '../../src/base/progress.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { parquetRows } from '../../src/duckdb/file-rows.ts';
import { type KeptRelation, keptRelationOf, viewStatements } from '../../src/duckdb/sql-files.ts';
import type { SourceKind } from '../../src/intake/records/canonical-columns.ts';

/** What is counted of delivered rows, where these are, and where the counted rows go. */
export interface Counting {
  source: SourceKind;
  /** Metrics of sql/metrics, all from this source. */
  metrics: readonly string[];
  month: Month;
  /** Segments, absolute. */
  paths: readonly string[];
  /** Rows that they hold together. */
  rows: number;
  /** Rows of an earlier counting of other segments; none where there was none. */
  kept: CachedRows;
  /** Folder for files of this counting alone. */
  folder: string;
  progress: ProgressTask;
}

/** Rows of a kept relation in Parquet files, dealt out to them by hash; no file where there are none. */
export interface CachedRows {
  paths: readonly string[];
  rows: number;
}

/** Rows of one hash: those of which the hash of `column`, modulo `parts`, is `part`. */
export interface Part {
  column: string;
  part: number;
  parts: number;
}

/** The kept relation that all metrics of a counting are counted from, if there is one. */
export function keptRelation({ metrics }: Pick<Counting, 'metrics'>): KeptRelation | undefined {
  const [first, ...others] = metrics.map(keptRelationOf);
  return others.every((other) => other?.name === first?.name) ? first : undefined;
}

/** Which rows of a counting a database is to see, and through which relations. */
export interface Inputs {
  /** Relations of sql/; the counting's metrics where absent. */
  relations?: readonly string[];
  /** All rows where absent. */
  part?: Part | undefined;
  /** Files that hold the staging relation's rows of this part, and perhaps of others. */
  dealt?: readonly string[] | undefined;
}

/**
 * Makes the relations that a counting's metrics read: the rows of the segments, one row a day of the
 * month, the rows of an earlier counting, and the views of sql/ over them.
 */
export async function createInputs(
  database: Database,
  counting: Counting,
  { relations = counting.metrics, part, dealt }: Inputs = {},
): Promise<void> {
  const { source, month, paths } = counting;
  const condition = part === undefined ? 'true' : conditionOf(part);
  await database.run(`create or replace temp view calendar_days as
    select cast(unnest(generate_series(date '${firstDay(month)}', date '${lastDay(month)}', interval 1 day)) as date) as usage_date`);
  const rows = dealt === undefined ? `lake_${source}` : `stg_${source}`;
  await database.run(
    `create or replace temp view ${rows} as select * from ${dealt === undefined ? lakeRowsOf(source, paths) : parquetRows(dealt)} where ${condition}`,
  );
  await createKeptRows(database, counting, part, condition);
  const given = dealt === undefined ? [] : [rows];
  for (const statement of viewStatements(relations, given)) await database.run(statement);
}

async function createKeptRows(
  database: Database,
  counting: Counting,
  part: Part | undefined,
  condition: string,
): Promise<void> {
  const keptAs = keptRelation(counting)?.keptAs;
  const { paths } = counting.kept;
  // As many files as parts are these parts.
  const files = part?.parts === paths.length ? [paths[part.part]!] : paths;
  for (const [name, empty] of Object.entries(emptyRelations)) {
    const rows = `select * from ${parquetRows(files)} where ${condition}`;
    const isKept = name === keptAs && paths.length > 0;
    await database.run(`create or replace temp view ${name} as ${isKept ? rows : empty}`);
  }
}

/** What is handed in where nothing was kept. */
const emptyRelations: Readonly<Record<string, string>> = {
  kept_user_days: `select cast(null as varchar) as app_id, cast(null as date) as usage_month,
    cast(null as varchar) as user_id, cast(null as integer) as seen_days, cast(null as integer) as login_days
    where false`,
};

/**
 * SQL of the rows of segments. Those of before 0.3 lack a column of bandwidth, which is null then.
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
