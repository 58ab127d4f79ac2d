import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { identifier } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import type { SqlFiles } from '../../duckdb/sql-files.ts';
import { readInstead } from '../../duckdb/sql-text.ts';
import { type SourceKind, sourceKinds } from '../../metrics/source-kinds.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Statement } from './insert-rows.ts';
import { lakeRows, noLakeRows } from './lake-view.ts';

/** Changes to a table of the warehouse when it is published. */
interface Changes {
  /** Expressions by the column that they replace. */
  replace?: Readonly<Record<string, string>>;
  /** New names by the name in the warehouse. */
  rename?: Readonly<Record<string, string>>;
}

/** Returns changes that make instants of texts in RFC 3339. A text that is none becomes null. */
function instants(...columns: readonly string[]): Changes {
  return {
    replace: Object.fromEntries(
      columns.map((column) => [column, `try_cast(${column} as timestamptz)`]),
    ),
  };
}

/** Returns changes that make a month, `YYYY-MM`, of its first day. */
const monthAsText: Changes = {
  replace: { usage_month: "strftime(usage_month, '%Y-%m')" },
  rename: { usage_month: 'month' },
};

/** Tables of the warehouse that are published, with their changes. */
const copiedTables: Readonly<Record<string, Changes>> = {
  deliveries: {},
  segments: {},
  rejects: {},
  refused_files: {},
  missing_deliveries: instants('starts_at', 'ends_at'),
  daily_usage: { replace: { peak_at: "peak_at at time zone 'UTC'" } },
  monthly_usage: monthAsText,
  monthly_users: monthAsText,
  usage_findings: {},
  anomalies: {},
  invoice_lines: {},
  voids: {},
  audit: instants('recorded_at'),
  findings: {},
  summaries: {},
  outdated_customers: {},
  alerts: { ...instants('raised_at'), rename: { reached_at: 'threshold_value' } },
  approvals: instants('approved_at'),
  closings: instants('closed_at', 'reopened_at'),
  // The text of a payment is an instant or a day.
  payments: {
    replace: {
      received_at:
        "case when contains(received_at, 'T') then try_cast(received_at as timestamptz) end",
    },
  },
  sent_files: {},
  logos: {},
};

/** Tables of the warehouse that a query of sql/queries/snapshot publishes with further columns. */
const extendedTables = [
  'zone',
  'loads',
  'batches',
  'invoices',
  'recalculations',
  'drafts',
  'draft_months',
];

/** Returns the copied tables: name in the snapshot → query of the warehouse. */
export function copiedRelations(): ReadonlyMap<string, string> {
  const copied = Object.entries(copiedTables);
  return new Map([
    ...copied.map(([name, changes]) => [name, copyOf(name, changes)] as const),
    ...extendedTables.map((name) => [name, queryText(`snapshot/published_${name}`)] as const),
  ]);
}

function copyOf(name: string, { replace = {}, rename = {} }: Changes): string {
  // A new name is one that `replace` does not know, and a replaced column keeps its place.
  const named = (column: string) => identifier(rename[column] ?? column);
  const values = Object.entries(replace).map(
    ([column, value]) => `${value} as ${identifier(column)}`,
  );
  const renamed = Object.keys(rename).map((column) => `${identifier(column)} as ${named(column)}`);
  const replaced = `select *${values.length > 0 ? ` replace (${values.join(', ')})` : ''} from ${identifier(name)}`;
  return renamed.length > 0
    ? `select * rename (${renamed.join(', ')}) from (${replaced})`
    : replaced;
}

/** Returns statements that create the views of the marts. */
export function martViews(sql: SqlFiles): string[] {
  return sql.viewStatements(sql.names('marts'));
}

/** Relations of sql/published that are calculated once, in this order. All others are views. */
const computedTables = ['calendar', 'charges', 'corrections'];

/** Returns statements that create the calculated relations of sql/published. */
export function computedRelations(sql: SqlFiles): Statement[] {
  return computedTables.map((name) => ({
    sql: `create table ${identifier(name)} as\n${sql.text('published', name)}`,
  }));
}

/** Views that read other views of sql/published, each after those that it reads. */
const laterViews = ['receivables', 'open_items', 'customer_balances', 'arrears', 'outstanding'];

/** Returns the names of the relations of sql/published that are views, in the order of their creation. */
export function viewNames(sql: SqlFiles): string[] {
  const others = [...computedTables, ...laterViews];
  return [...sql.names('published').filter((name) => !others.includes(name)), ...laterViews];
}

/** Returns statements that create the views of sql/published. They run with an empty lake. */
export async function views(workspace: Workspace, sql: SqlFiles): Promise<Statement[]> {
  const lake = await lakeOf(workspace);
  return viewNames(sql).map((name) => ({
    sql: viewStatement(name, sql.text('published', name), lake),
  }));
}

type LakeRows = Record<SourceKind, string>;

/**
 * Hands in `lake_<source>` in the place of its name. As a subquery or a CTE it would read the files of all days: DuckDB
 * chooses files only where the view reads them directly.
 */
function viewStatement(name: string, text: string, lake: LakeRows): string {
  const rows = new Map(sourceKinds.map((source) => [`lake_${source}`, lake[source]]));
  return `create view ${identifier(name)} as\n${readInstead(text, rows)}`;
}

/**
 * Returns SQL of each source's segments. DuckDB cannot create a view over files if there are none.
 */
async function lakeOf(workspace: Workspace): Promise<LakeRows> {
  const entries = [];
  for (const source of sourceKinds) {
    const hasFiles = await hasSegments(join(workspace.lake, source));
    entries.push([source, hasFiles ? lakeRows(workspace, source) : noLakeRows(source)] as const);
  }
  return Object.fromEntries(entries) as LakeRows;
}

/** Tells if a folder has segments. It stops at the first: there may be tens of thousands. */
async function hasSegments(folder: string): Promise<boolean> {
  for (const day of await readdir(folder).catch(() => [])) {
    const names = await readdir(join(folder, day)).catch(() => []);
    if (names.some((name) => name.endsWith('.parquet'))) return true;
  }
  return false;
}
