import { type Database, identifier } from '../duckdb/duckdb.ts';

/** Columns and keys of a table: enough to create it again. */
export interface TableShape {
  name: string;
  /** Columns in their order. */
  columns: { name: string; type: string; nullable: boolean }[];
  /** Keys, the primary key first. */
  keys: { kind: 'primary' | 'unique'; columns: string[] }[];
}

/** Pattern of the column types of the warehouse. */
export const columnType =
  /^(VARCHAR|BIGINT|INTEGER|BOOLEAN|DATE|TIMESTAMP|DECIMAL\(\d{1,2},\d{1,2}\))$/;

/** Reads the shapes of all tables of the database, by name. */
export async function tableShapes(database: Database): Promise<TableShape[]> {
  const columns = await database.rows<
    Record<'table_name' | 'name' | 'type', string> & { nullable: boolean }
  >(
    `select table_name, column_name as name, data_type as type, is_nullable as nullable
     from duckdb_columns() inner join duckdb_tables() using (database_name, schema_name, table_name)
     where database_name = current_database() and not duckdb_tables.temporary and not duckdb_tables.internal
     order by table_name, column_index`,
  );
  const keys = await database.rows<Record<'table_name' | 'kind' | 'columns', string>>(
    `select table_name, constraint_type as kind, array_to_string(constraint_column_names, chr(10)) as columns
     from duckdb_constraints()
     where database_name = current_database() and constraint_type in ('PRIMARY KEY', 'UNIQUE')
     order by table_name, constraint_type, columns`,
  );
  const names = [...new Set(columns.map(({ table_name }) => table_name))];
  return names.map((name) => ({
    name,
    columns: columns
      .filter(({ table_name }) => table_name === name)
      .map((column) => ({ name: column.name, type: column.type, nullable: column.nullable })),
    keys: keys
      .filter(({ table_name }) => table_name === name)
      .map(({ kind, columns: list }) => ({
        kind: kind === 'PRIMARY KEY' ? 'primary' : 'unique',
        columns: list.split('\n'),
      })),
  }));
}

/** Creates an empty table of a shape. */
export async function createTable(database: Database, shape: TableShape): Promise<void> {
  const columns = shape.columns.map(
    ({ name, type, nullable }) => `${identifier(name)} ${type}${nullable ? '' : ' not null'}`,
  );
  const keys = shape.keys.map(
    ({ kind, columns: names }) =>
      `${kind === 'primary' ? 'primary key' : 'unique'} (${names.map(identifier).join(', ')})`,
  );
  await database.run(
    `create table ${identifier(shape.name)} (${[...columns, ...keys].join(', ')})`,
  );
}

/** Returns the SQL order of a table's rows: by primary key, or by place if it has none. */
export function orderOf({ keys }: TableShape): string {
  const primary = keys.find(({ kind }) => kind === 'primary')?.columns;
  return primary?.map(identifier).join(', ') ?? 'rowid';
}
