import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../duckdb/duckdb.ts';
import { parquetRows } from '../../duckdb/file-rows.ts';
import { currentSql } from '../../duckdb/sql-files.ts';
import { kindTable, type SourceKind, sourceKinds } from '../../metrics/source-kinds.ts';
import type { SparkSession } from '../../spark/session.ts';
import type { Values } from './compare-rows.ts';

/** Rows that the texts of sql/ read: all segments of a workspace, and the days from `first` to `last`. */
export interface LakeRows {
  workspace: string;
  first: string;
  last: string;
}

/** Engine over such rows, with a view for each relation of staging, intermediate, metrics and shortcuts. */
export interface EngineOverLake {
  /** Reads the rows of a query; instants as text with six digits of a second. */
  values(sql: string): Promise<Values[]>;
  /** Reads the names and types of a relation's columns. */
  columns(relation: string): Promise<{ name: string; type: string }[]>;
}

/** Returns the relations that both engines define: those that measure and those they read. */
export function measuringRelations(): string[] {
  const sql = currentSql();
  return (['intermediate', 'metrics', 'shortcuts'] as const).flatMap((layer) => sql.names(layer));
}

/** Defines the relations in a session of Spark. */
export async function sparkOverLake(
  session: SparkSession,
  rows: LakeRows,
): Promise<EngineOverLake> {
  for (const source of sourceKinds) {
    const { schema, paths } = { schema: sparkSchema(source), paths: segmentsOf(rows, source) };
    if (paths.length === 0) await session.run(emptyView(`lake_${source}`, schema));
    else await session.defineView(`lake_${source}`, { format: 'parquet', ...{ schema, paths } });
  }
  await session.run(
    `create or replace temporary view calendar_days as
     select explode(sequence(date'${rows.first}', date'${rows.last}', interval 1 day)) as usage_date`,
  );
  await session.run(emptyView('cached_user_days', userDays));
  for (const statement of currentSql().viewStatements(measuringRelations()))
    await session.run(statement);
  return {
    values: async (sql) => (await session.rows(sql)).map(Object.values),
    columns: async (relation) =>
      (await session.rows(`describe ${relation}`)).map(({ col_name, data_type }) => ({
        name: `${col_name}`,
        type: `${data_type}`,
      })),
  };
}

/** Defines the relations in a DuckDB of its own; `close` it. */
export async function duckdbOverLake(
  rows: LakeRows,
): Promise<EngineOverLake & { close: () => void }> {
  const database = await Database.open({ threads: 2 });
  await database.run(currentSql().macros);
  for (const source of sourceKinds) {
    const paths = segmentsOf(rows, source);
    const segments = `create view lake_${source} as select * from ${parquetRows(paths)}`;
    await database.run(
      paths.length === 0 ? emptyView(`lake_${source}`, duckdbSchema(source)) : segments,
    );
  }
  await database.run(
    `create view calendar_days as select cast(unnest(generate_series(date '${rows.first}', date '${rows.last}',
       interval 1 day)) as date) as usage_date`,
  );
  await database.run(emptyView('cached_user_days', userDays));
  for (const statement of currentSql().viewStatements(measuringRelations()))
    await database.run(statement);
  return {
    values: async (sql) => (await database.rows(sql)).map(Object.values),
    columns: async (relation) =>
      (
        await database.rows<Record<'column_name' | 'column_type', string>>(`describe ${relation}`)
      ).map(({ column_name, column_type }) => ({ name: column_name, type: column_type })),
    close: () => database.close(),
  };
}

/**
 * Reads all rows of a relation, of all columns.
 *
 * @returns Decimals, days and instants as text.
 */
export async function rowsOf(engine: EngineOverLake, relation: string): Promise<Values[]> {
  const columns = await engine.columns(relation);
  const cells = columns.sort((a, b) => (a.name < b.name ? -1 : 1)).map(cellOf);
  return engine.values(`select ${cells.join(', ')} from ${relation}`);
}

/** Reads the rows of all metrics as one query: app_id, metric, day or month, numerator, denominator, peak. */
export async function metricRows(
  engine: EngineOverLake,
  relationOf: (metric: string) => string = (metric) => metric,
): Promise<Values[]> {
  const selects: string[] = [];
  for (const metric of currentSql().names('metrics')) {
    const relation = relationOf(metric);
    const columns = await engine.columns(relation);
    const cell = (name: string, absent: string) => {
      const column = columns.find((one) => one.name === name);
      return column === undefined ? absent : cellOf(column);
    };
    selects.push(`select app_id, '${metric}' as metric,
      ${cell('usage_date', 'cast(usage_month as varchar(10)) as usage_date')},
      cast(cast(quantity as decimal(38, 9)) as varchar(50)) as numerator,
      cast(${cell('divisor', '1 as divisor').replace(/ as .*/, '')} as bigint) as denominator,
      ${cell('peak_at', 'cast(null as varchar(30)) as peak_at')}
      from ${relation}`);
  }
  return engine.values(selects.join('\nunion all\n'));
}

/** Returns SQL of a column's value: whole numbers, text and flags as they are, anything else as text. */
function cellOf({ name, type }: { name: string; type: string }): string {
  if (type === 'TIMESTAMP') return `strftime(${name}, '%Y-%m-%d %H:%M:%S.%f') as ${name}`;
  if (type === 'timestamp_ntz')
    return `date_format(${name}, 'yyyy-MM-dd HH:mm:ss.SSSSSS') as ${name}`;
  if (/^(date|decimal)/i.test(type)) return `cast(${name} as varchar(50)) as ${name}`;
  return name;
}

function segmentsOf({ workspace }: LakeRows, source: SourceKind): string[] {
  const root = join(workspace, '.imbill', 'lake', source);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.parquet'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const userDays = 'app_id string, usage_month date, user_id string, seen_days int, login_days int';
const sparkTypes = new Map([
  ['varchar', 'string'],
  ['timestamp', 'timestamp_ntz'],
]);

function sparkSchema(source: SourceKind): string {
  const { stored } = kindTable[source];
  return Object.entries(stored)
    .map(([name, type]) => `${name} ${sparkTypes.get(type) ?? type}`)
    .join(', ');
}

function duckdbSchema(source: SourceKind): string {
  const { stored } = kindTable[source];
  return Object.entries(stored)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
}

/** Both engines read this text. */
function emptyView(name: string, schema: string): string {
  const columns = schema
    .split(/, (?=[a-z])/)
    .map((column) => column.replace(/^(\w+) (.*)$/, 'cast(null as $2) as $1'));
  return `create or replace temporary view ${name} as select ${columns.join(', ')} where false`;
}
