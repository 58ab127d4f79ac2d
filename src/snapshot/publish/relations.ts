import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { identifier } from '../../duckdb/duckdb.ts';
import type { SqlFiles } from '../../duckdb/sql-files.ts';
import { statesSql } from '../../ledger/document-states.ts';
import { type SourceKind, sourceKinds } from '../../metrics/source-kinds.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Statement } from './insert-rows.ts';
import { lakeRows, noLakeRows } from './lake-view.ts';

/** Tables of the warehouse that analysts see as they are. */
const keptTables = [
  'deliveries',
  'segments',
  'rejects',
  'refused_files',
  'daily_usage',
  'monthly_users',
  'usage_findings',
  'invoice_lines',
  'voids',
  'audit',
  'findings',
  'summaries',
];

/** Tables of the warehouse that analysts see with more columns: name → select of them all. */
const extendedTables: Record<string, string> = {
  batches: `select *, case when withdrawn_at is null then 'live' else 'withdrawn' end as status
    from batches`,
  invoices: `select invoices.*, states.state as status, cast(states.net as decimal(38, 2)) as net
    from invoices inner join ${statesSql} as states on invoices.number = states.number`,
};

/** What the warehouse holds and its marts: name in the snapshot → query of the warehouse. */
export function copiedRelations(sql: SqlFiles): ReadonlyMap<string, string> {
  const asTheyAre = [...keptTables, ...sql.names('marts')];
  return new Map([
    ...asTheyAre.map((name) => [name, `from ${identifier(name)}`] as const),
    ...Object.entries(extendedTables),
  ]);
}

/** Statements that make the marts, from which is copied. */
export function martViews(sql: SqlFiles): string[] {
  return sql.viewStatements(sql.names('marts'));
}

/** Relations of sql/published that are computed once, in this order; all others are views. */
const computedTables = ['charges', 'corrections'];

/** Statements that create the computed relations of sql/published in a database that has what they read. */
export function computedRelations(sql: SqlFiles): Statement[] {
  return computedTables.map((name) => ({
    sql: `create table ${identifier(name)} as\n${sql.text('published', name)}`,
  }));
}

/** Names of the relations of sql/published that are views. */
export function viewNames(sql: SqlFiles): string[] {
  return sql.names('published').filter((name) => !computedTables.includes(name));
}

/** Statements that create them in a database that has what they read; run with an empty lake. */
export async function views(workspace: Workspace, sql: SqlFiles): Promise<Statement[]> {
  const lake = await lakeOf(workspace);
  return viewNames(sql).map((name) => ({
    sql: viewStatement(name, sql.text('published', name), lake),
  }));
}

type LakeRows = Record<SourceKind, string>;

/** Hands in `lake_<source>`. Not materialized, or the files of all days would be read. */
function viewStatement(name: string, text: string, lake: LakeRows): string {
  const rows = sourceKinds.map(
    (source) => `lake_${source} as not materialized (select * from ${lake[source]})`,
  );
  return `create view ${identifier(name)} as with ${rows.join(', ')}\nselect * from (\n${text}\n)`;
}

/** SQL of each source's segments. A view over files of which there is none could not be read. */
async function lakeOf(workspace: Workspace): Promise<LakeRows> {
  const entries = [];
  for (const source of sourceKinds) {
    const hasFiles = await hasSegments(join(workspace.lake, source));
    entries.push([source, hasFiles ? lakeRows(workspace, source) : noLakeRows(source)] as const);
  }
  return Object.fromEntries(entries) as LakeRows;
}

/** Looks no further than the first one: there may be tens of thousands. */
async function hasSegments(folder: string): Promise<boolean> {
  for (const day of await readdir(folder).catch(() => [])) {
    const names = await readdir(join(folder, day)).catch(() => []);
    if (names.some((name) => name.endsWith('.parquet'))) return true;
  }
  return false;
}
