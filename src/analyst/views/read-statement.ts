import type { Database } from '../../duckdb/duckdb.ts';
import { checkSelect, RefusedQuery } from '../../duckdb/safe-select.ts';
import { holdsStatement } from '../../duckdb/sql-text.ts';
import { type TableName, tableNames } from '../../duckdb/table-names.ts';

/**
 * Finds the relations that a view reads, from its parsed statement.
 *
 * @throws {RefusedQuery} If it is not one select that reads relations by their names.
 * @throws {Error} DuckDB's own, if it is no SQL.
 */
export async function readStatement(database: Database, sql: string): Promise<TableName[]> {
  if (!holdsStatement(sql)) throw new RefusedQuery(`There is no query.\n${accepted}`);
  const statement = await checkSelect(database, sql);
  refuseParts(statement);
  const tables = tableNames(statement);
  const elsewhere = tables.find(({ catalog, schema }) => catalog !== '' || !isOwn(schema));
  if (elsewhere) throw notByItsName(elsewhere);
  return tables;
}

const accepted = 'Accepted: one select (or with … select, from, values).';

/** Refuses parts of a query that no view can have. */
function refuseParts(statement: unknown): void {
  const rest: unknown[] = [statement];
  while (rest.length > 0) {
    const node = rest.pop();
    if (typeof node !== 'object' || node === null) continue;
    const { type, class: kind, query_location } = node as Record<string, unknown>;
    if (type === 'SHOW_REF') {
      throw new RefusedQuery(`A view cannot describe, summarize or show.\n${accepted}`);
    }
    if (kind === 'PARAMETER') {
      throw new RefusedQuery(
        'A view has no parameters.\nAccepted: a query without $name or ?; filter where you read the view.',
        Number(query_location),
      );
    }
    rest.push(...Object.values(node));
  }
}

function isOwn(schema: string): boolean {
  return ['', 'information_schema', 'pg_catalog'].includes(schema.toLowerCase());
}

/** Builds the refusal of a database's or schema's name: each client has another name for the snapshot. */
function notByItsName({ catalog, schema, name, position }: TableName): RefusedQuery {
  const written = [catalog, schema, name].filter((part) => part !== '').join('.');
  return new RefusedQuery(
    `${written} names a database or schema, and each client has another name for the snapshot.\nAccepted: the relation's name alone: ${name}.`,
    position,
  );
}
