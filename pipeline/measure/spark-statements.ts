import { sha256Of } from '../../src/base/sha256.ts';
import { firstDay, lastDay } from '../../src/calendar/month.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import type { CachedRelation, SqlFiles } from '../../src/duckdb/sql-files.ts';
import { wordsOf } from '../../src/duckdb/sql-text.ts';
import { kindTable, type SourceKind, sourceKinds } from '../../src/metrics/source-kinds.ts';
import { cachedRelation, emptyRelations, type Measurement, metricRows } from './measurement.ts';

/** Statements by which Spark counts a measurement, in their order. */
export interface SparkStatements {
  /** The days of the month, and relations without rows for what is not cached. */
  inputs: string[];
  /** Views that the users' sets need, theirs last; empty if no metric is counted from sets. */
  sets: string[];
  /** Views that the metrics and remarks need beside them. */
  views: string[];
  /** Query of the rows of all metrics. */
  query: string;
}

/** Columns of the users' sets, as Spark writes and reads them. */
export const setsSchema =
  'app_id string, usage_month date, user_id string, seen_days int, login_days int';

const sparkTypes: Readonly<Record<string, string>> = {
  varchar: 'string',
  integer: 'int',
  timestamp: 'timestamp_ntz',
};

/** Returns the columns of a source's segments in Spark's words. */
export function segmentsSchema(source: SourceKind): string {
  const columns = Object.entries(kindTable[source].stored);
  return columns.map(([name, type]) => `${name} ${sparkTypes[type] ?? type}`).join(', ');
}

/**
 * Returns the statements that count a measurement on Spark. `lake_<source>` must be there, and the relation of the cached
 * rows if there are some.
 *
 * @param relations Further relations of sql/ to create.
 */
export async function sparkStatements(
  measurement: Pick<Measurement, 'sql' | 'metrics' | 'month' | 'source' | 'cached'>,
  relations: readonly string[] = [],
): Promise<SparkStatements> {
  const { sql, metrics, month, source, cached } = measurement;
  const lake = `lake_${source}`;
  const sets = setsOf(measurement);
  const isCached = (name: string) => cached.paths.length > 0 && name === sets?.readsFrom;
  const wanted = [...metrics.map((metric) => sql.relationOf(metric)), ...relations];
  const calendar = `create or replace temp view calendar_days as
select explode(sequence(date'${firstDay(month)}', date'${lastDay(month)}', interval 1 day)) as usage_date`;
  return {
    inputs: [
      calendar,
      ...Object.entries(emptyRelations)
        .filter(([name]) => !isCached(name))
        .map(([name, { spark }]) => `create or replace temp view ${name} as ${spark}`),
    ],
    sets: sets === undefined ? [] : sql.viewStatements([sets.name], [lake]),
    views: sql.viewStatements(wanted, [lake, ...(sets === undefined ? [] : [sets.name])]),
    query: await rowsQuery(sql, metrics),
  };
}

/** Returns the relation of the users' sets that a metric is counted from, if there is one. */
export function setsOf({
  sql,
  metrics,
}: Pick<Measurement, 'sql' | 'metrics'>): CachedRelation | undefined {
  const all = cachedRelation({ sql, metrics });
  if (all !== undefined) return all;
  return metrics.map((metric) => sql.cachedRelationOf(metric)).find((one) => one !== undefined);
}

/** Hashes what counts, without comments, so that evidence can name it. */
export function hashOfStatements({ inputs, sets, views, query }: SparkStatements): string {
  return sha256Of([...inputs, ...sets, ...views, query].map(wordsOf).join('\n'));
}

/** Returns the query of the rows of all metrics. DuckDB tells their columns, from relations without rows. */
async function rowsQuery(sql: SqlFiles, metrics: readonly string[]): Promise<string> {
  const database = await Database.open({ threads: 1 });
  try {
    await database.run(sql.macros);
    await database.run(
      'create temp view calendar_days as select cast(null as date) as usage_date where false',
    );
    for (const kind of sourceKinds) {
      const columns = Object.entries(kindTable[kind].stored).map(
        ([name, type]) => `cast(null as ${type}) as ${name}`,
      );
      await database.run(
        `create temp view lake_${kind} as select ${columns.join(', ')} where false`,
      );
    }
    for (const [name, { duckdb }] of Object.entries(emptyRelations))
      await database.run(`create temp view ${name} as ${duckdb}`);
    for (const statement of sql.viewStatements(metrics.map((metric) => sql.relationOf(metric))))
      await database.run(statement);
    return await metricRows(database, { sql, metrics }, 'timestamp_ntz');
  } finally {
    database.close();
  }
}
