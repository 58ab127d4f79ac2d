import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, identifier } from '../../engines/duckdb.ts';
import { relationNames, sqlText, viewStatements } from '../../engines/sql-files.ts';
import { statesSql } from '../../ledger/document-states.ts';
import { type SourceKind, sourceKinds } from '../../sources/canonical-columns.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { lakeRows, noLakeRows, withEmptyLake } from './lake-view.ts';

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

/** Copies what the warehouse holds, and its marts, into the database `published`. */
export async function copyTables(database: Database): Promise<void> {
  const marts = relationNames('marts');
  for (const statement of viewStatements(marts, [])) await database.run(statement);
  for (const name of [...keptTables, ...marts])
    await database.run(`create table published.${identifier(name)} as from ${identifier(name)}`);
  for (const [name, sql] of Object.entries(extendedTables))
    await database.run(`create table published.${identifier(name)} as ${sql}`);
}

/** Relations of sql/published that are computed once, in this order; all others are views. */
const computedTables = ['charges', 'corrections'];

/** Creates the relations of sql/published in the current database, which has what they read. */
export async function createRelations(database: Database, workspace: Workspace): Promise<void> {
  for (const name of computedTables)
    await database.run(`create table ${identifier(name)} as\n${sqlText('published', name)}`);
  const lake = await lakeOf(workspace);
  await withEmptyLake(database, join(workspace.scratch, 'lake'), async () => {
    for (const name of relationNames('published'))
      if (!computedTables.includes(name)) await createView(database, name, lake);
  });
}

type LakeRows = Record<SourceKind, string>;

async function createView(database: Database, name: string, lake: LakeRows): Promise<void> {
  const sql = sqlText('published', name).replaceAll(
    /\bfrom lake_(\w+)/g,
    (_, source: SourceKind) => `from ${lake[source]}`,
  );
  await database.run(`create view ${identifier(name)} as\n${sql}`);
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
