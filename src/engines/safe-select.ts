import { allowedTableFunctions, refusedFunctions } from './allowed-functions.ts';
import type { Database } from './duckdb.ts';

/** Why a query is not answered: not DuckDB's error, but our refusal. */
export class RefusedQuery extends Error {
  override readonly name = 'RefusedQuery';
}

/** What a parsed query names. */
interface Named {
  tableFunctions: Set<string>;
  functions: Set<string>;
  tables: Set<string>;
  /** Names of its own `with` clauses. */
  ctes: Set<string>;
}

/**
 * Checks that `sql` is one statement that only reads relations of the catalog: decided on the
 * parsed statement, before anything is looked up or opened.
 *
 * @param database Where the relations are that may be read.
 * @throws {RefusedQuery} If it is more than that: a file, the engine's state, another statement.
 * @throws {Error} DuckDB's own, with the position, if it is no SQL.
 */
export async function checkSelect(database: Database, sql: string): Promise<void> {
  const named = namesIn(await parsedSelect(database, sql));
  for (const name of named.tableFunctions) {
    if (!allowedTableFunctions.has(name)) throw refusedFunction(name);
  }
  for (const name of named.functions) {
    if (refusedFunctions.has(name)) throw refusedFunction(name);
  }
  const files = [...named.tables].filter((name) => /[./\\:]/.test(name) && !named.ctes.has(name));
  for (const name of files) {
    if (!(await isRelation(database, name))) throw refusedFile(name);
  }
}

interface Parsed {
  error: boolean;
  error_type?: string;
  error_message?: string;
  statements?: unknown[];
}

/** The only statement, parsed: nothing is looked up or opened for that. */
async function parsedSelect(database: Database, sql: string): Promise<unknown> {
  const { json } = await database.one<{ json: string }>(
    'select cast(json_serialize_sql(cast($sql as varchar)) as varchar) as json',
    { sql },
  );
  const { error, error_type, error_message = '', statements = [] } = JSON.parse(json) as Parsed;
  // Only here is the text no SQL; the error that DuckDB makes of that has the position.
  if (error && error_type === 'parser') await database.countStatements(sql);
  if (error && !error_message.startsWith('Only SELECT')) throw new RefusedQuery(error_message);
  if (!error && statements.length === 0) throw new RefusedQuery('There is no query.');
  if (error || statements.length > 1) throw new RefusedQuery(notOneSelect(sql));
  return statements[0];
}

function namesIn(statement: unknown): Named {
  const named: Named = {
    tableFunctions: new Set(),
    functions: new Set(),
    tables: new Set(),
    ctes: new Set(),
  };
  const rest: unknown[] = [statement];
  while (rest.length > 0) {
    const node = rest.pop();
    if (typeof node !== 'object' || node === null) continue;
    collect(node as Record<string, unknown>, named);
    rest.push(...Object.values(node));
  }
  return named;
}

function collect(node: Record<string, unknown>, named: Named): void {
  if (node['type'] === 'TABLE_FUNCTION') {
    const { function_name } = node['function'] as { function_name?: string };
    named.tableFunctions.add(String(function_name).toLowerCase());
  }
  if (typeof node['function_name'] === 'string') {
    named.functions.add(node['function_name'].toLowerCase());
  }
  if (node['type'] === 'BASE_TABLE') named.tables.add(String(node['table_name']));
  const { map } = (node['cte_map'] ?? {}) as { map?: { key: string }[] };
  for (const { key } of map ?? []) named.ctes.add(key);
}

async function isRelation(database: Database, name: string): Promise<boolean> {
  const rows = await database.rows(
    `select 1 as one from (
       select table_name as name from duckdb_tables() union all select view_name from duckdb_views()
     ) where lower(name) = lower($name)`,
    { name },
  );
  return rows.length > 0;
}

function notOneSelect(sql: string): string {
  const hint = /^\s*pivot\b/i.test(sql)
    ? "\nA pivot needs the values named that become columns: pivot … on sku in ('dau', 'pro') using …"
    : '';
  return `This is not one query that only reads.\nAccepted: one select (or with … select, from, values, describe, summarize, show tables).${hint}`;
}

function refusedFunction(name: string): RefusedQuery {
  return new RefusedQuery(
    `The function ${name} is not available here: it could reach files, settings or the engine itself.\nAccepted: the published relations (show tables), and functions that compute from them.`,
  );
}

function refusedFile(name: string): RefusedQuery {
  return new RefusedQuery(
    `"${name}" is no published relation, and files are not read here.\nAccepted: what show tables lists.`,
  );
}
