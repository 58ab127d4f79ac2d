import { allowedTableFunctions, refusedFunctions } from './allowed-functions.ts';
import type { Database } from './duckdb.ts';
import { type TableName, tableNames } from './table-names.ts';

/** Refusal of a query, as opposed to an error of DuckDB. */
export class RefusedQuery extends Error {
  override readonly name = 'RefusedQuery';
  /** Place in the query, in bytes from 0, if the refusal is about one place. */
  readonly position: number | undefined;

  constructor(message: string, position?: number) {
    super(message);
    this.position = position;
  }
}

/** Name in a query. */
interface Place {
  name: string;
  position: number;
}

/** Functions that a parsed query calls. */
interface Called {
  tableFunctions: Place[];
  functions: Place[];
}

/**
 * Checks that `sql` is one statement that only reads relations of the catalog. It decides on the parsed statement,
 * before DuckDB looks up or opens anything.
 *
 * @param database Database with the relations that may be read.
 * @returns The statement as DuckDB's parser gives it.
 * @throws {RefusedQuery} If the query reads a file, touches settings of the database, or is another statement.
 * @throws {Error} DuckDB's error, with the position, if `sql` is no SQL.
 */
export async function checkSelect(database: Database, sql: string): Promise<unknown> {
  const statement = await parsedSelect(database, sql);
  const called = functionsIn(statement);
  for (const place of called.tableFunctions) {
    if (!allowedTableFunctions.has(place.name)) throw refusedFunction(place);
  }
  for (const place of called.functions) {
    if (refusedFunctions.has(place.name)) throw refusedFunction(place);
  }
  for (const table of tableNames(statement)) {
    if (mayBeFile(table) && !(await isRelation(database, table))) throw refusedFile(table);
  }
  return statement;
}

/** Tells whether DuckDB may take a name for a file: `'x.csv'`, and also `x.csv` if there is no schema x. */
function mayBeFile(table: TableName): boolean {
  return /[./\\:]/.test(fullName(table));
}

function fullName({ catalog, schema, name }: TableName): string {
  return [catalog, schema, name].filter((part) => part !== '').join('.');
}

interface Parsed {
  error: boolean;
  error_type?: string;
  error_message?: string;
  statements?: unknown[];
}

/** Parses the JSON of a statement. DuckDB returns an empty text if its error cuts a character in two. */
function parsedJson(json: string): Parsed {
  return json === '' ? { error: true, error_type: 'parser' } : (JSON.parse(json) as Parsed);
}

/** Parses the only statement, which looks up and opens nothing. */
async function parsedSelect(database: Database, sql: string): Promise<unknown> {
  const { json } = await database.one<{ json: string }>(
    'select cast(json_serialize_sql(cast($sql as varchar)) as varchar) as json',
    { sql },
  );
  const { error, error_type, error_message = '', statements = [] } = parsedJson(json);
  // The text is no SQL. This call throws DuckDB's error, which has the position.
  if (error && error_type === 'parser') await database.countStatements(sql);
  if (error && !error_message.startsWith('Only SELECT')) throw new RefusedQuery(error_message);
  if (!error && statements.length === 0) throw new RefusedQuery('There is no query.');
  if (error || statements.length > 1) throw new RefusedQuery(notOneSelect(sql));
  return statements[0];
}

function functionsIn(statement: unknown): Called {
  const called: Called = { tableFunctions: [], functions: [] };
  const rest: unknown[] = [statement];
  while (rest.length > 0) {
    const node = rest.pop();
    if (typeof node !== 'object' || node === null) continue;
    collect(node as Record<string, unknown>, called);
    rest.push(...Object.values(node));
  }
  return called;
}

function collect(node: Record<string, unknown>, called: Called): void {
  if (node['type'] === 'TABLE_FUNCTION') {
    called.tableFunctions.push(placeOf(node['function'] as Record<string, unknown>));
  }
  if (typeof node['function_name'] === 'string') called.functions.push(placeOf(node));
}

function placeOf(node: Record<string, unknown>): Place {
  const name = String(node['function_name']).toLowerCase();
  return { name, position: Number(node['query_location']) };
}

async function isRelation(
  database: Database,
  { catalog, schema, name }: TableName,
): Promise<boolean> {
  const rows = await database.rows(
    `select 1 as one from (
       select database_name, schema_name, table_name as name from duckdb_tables()
       union all select database_name, schema_name, view_name from duckdb_views()
     ) where lower(name) = lower($name)
       and lower($schema) in ('', lower(schema_name), lower(database_name))
       and lower($catalog) in ('', lower(database_name))`,
    { name, schema, catalog },
  );
  return rows.length > 0;
}

function notOneSelect(sql: string): string {
  const hint = /^\s*pivot\b/i.test(sql)
    ? "\nA pivot needs the values named that become columns: pivot … on sku in ('dau', 'pro') using …"
    : '';
  return `This is not one query that only reads.\nAccepted: one select (or with … select, from, values, describe, summarize, show tables).${hint}`;
}

function refusedFunction({ name, position }: Place): RefusedQuery {
  return new RefusedQuery(
    `The function ${name} is not available here: it could reach files, settings or the database itself.\nAccepted: the published relations (show tables), and functions that compute from them.`,
    position,
  );
}

function refusedFile(table: TableName): RefusedQuery {
  return new RefusedQuery(
    `"${fullName(table)}" is no published relation, and files are not read here.\nAccepted: what show tables lists.`,
    table.position,
  );
}
