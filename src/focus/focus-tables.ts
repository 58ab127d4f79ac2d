import { type Database, identifier, quoted } from '../duckdb/duckdb.ts';
import { allowedValues, serviceCategories } from './allowed-values.ts';
import {
  allColumnNames,
  columnsOf,
  type FocusColumn,
  type FocusRow,
  type FocusType,
  snakeCase,
} from './columns.ts';
import { decimalScale } from './piece.ts';
import type { FocusVersion } from './versions.ts';

/** A document whose rows are exported, with the total that they must have. */
export interface ExportedDocument {
  number: string;
  kind: string;
  refersTo: string | null;
  customerId: string;
  currency: string;
  /** Two decimals. */
  total: string;
}

/**
 * Creates the tables of an export. `focus_texts` is written, text by text; `focus` has the types
 * that Parquet gets. The rules in sql/focus/ compare with the others.
 */
export async function createFocusTables(database: Database, version: FocusVersion): Promise<void> {
  const columns = columnsOf(version);
  await database.run(
    `create table focus_texts (row_number bigint, ${columns.map(({ name }) => `${identifier(name)} varchar`).join(', ')})`,
  );
  await database.run(`create table focus_invoices (invoice_id varchar, kind varchar, refers_to varchar,
    customer_id varchar, currency varchar, total decimal(38, 2))`);
  await database.run(
    'create table focus_specification (column_name varchar, position bigint, type varchar, data_type varchar, is_nullable boolean)',
  );
  await insertRows(database, 'focus_specification', columns.map(specificationOf));
  await database.run('create table focus_allowed_values (column_name varchar, value varchar)');
  await insertRows(
    database,
    'focus_allowed_values',
    Object.entries(allowedValues).flatMap(([column_name, values]) =>
      values.map((value) => ({ column_name, value })),
    ),
  );
  await database.run(
    'create table focus_service_subcategories (service_category varchar, service_subcategory varchar)',
  );
  await insertRows(
    database,
    'focus_service_subcategories',
    Object.entries(serviceCategories).flatMap(([service_category, subcategories]) =>
      subcategories.map((service_subcategory) => ({ service_category, service_subcategory })),
    ),
  );
}

/** Adds rows, numbered from `first` on, and the documents that they are of. */
export async function addFocusRows(
  database: Database,
  rows: readonly FocusRow[],
  documents: readonly ExportedDocument[],
  first: number,
): Promise<void> {
  const numbered = rows.map((row, index) => ({ row_number: first + index, ...row }));
  await insertRows(database, 'focus_texts', numbered);
  await insertRows(
    database,
    'focus_invoices',
    documents.map(({ number, kind, refersTo, customerId, currency, total }) => ({
      invoice_id: number,
      kind,
      refers_to: refersTo,
      customer_id: customerId,
      currency,
      total,
    })),
  );
}

/** Makes the typed tables and views of what was added. A text that is not of its type becomes null. */
export async function typeFocusRows(database: Database, version: FocusVersion): Promise<void> {
  const columns = columnsOf(version);
  const typed = columns.map(
    ({ name, type }) =>
      `try_cast(${identifier(name)} as ${typeNames[type]}) as ${identifier(name)}`,
  );
  await database.run(
    `create table focus as select ${typed.join(', ')} from focus_texts order by row_number`,
  );
  await database.run(
    `create view focus_columns as select column_name, column_index as position, lower(data_type) as data_type
     from duckdb_columns() where table_name = 'focus' and database_name = current_database()`,
  );
  const names = columns.map(({ name }) => identifier(name)).join(', ');
  await database.run(
    `create view focus_values as select row_number, column_name, value from focus_texts unpivot include nulls (value for column_name in (${names}))`,
  );
  await database.run(
    `create view focus_charges as select ${inSnakeCase(columns)} from focus_texts`,
  );
}

/** Selects all columns of all versions under the names that the rules use. */
function inSnakeCase(columns: readonly FocusColumn[]): string {
  const types = new Map(columns.map(({ name, type }) => [name, typeNames[type]]));
  return [
    'row_number',
    ...allColumnNames.map((name) => {
      const type = types.get(name);
      const value =
        type === undefined ? 'cast(null as varchar)' : `try_cast(${identifier(name)} as ${type})`;
      return `${value} as ${snakeCase(name)}`;
    }),
  ].join(', ');
}

const typeNames: Record<FocusType, string> = {
  text: 'varchar',
  json: 'varchar',
  decimal: `decimal(38,${decimalScale})`,
  integer: 'bigint',
  moment: 'timestamp with time zone',
};

function specificationOf({ name, type, isNullable }: FocusColumn, index: number) {
  return {
    column_name: name,
    position: index + 1,
    type,
    data_type: typeNames[type],
    is_nullable: isNullable,
  };
}

/** Inserts records by name; keys that the table does not have are left out. */
async function insertRows(
  database: Database,
  table: string,
  records: readonly Record<string, string | number | boolean | null>[],
): Promise<void> {
  const columns = await database.rows<{ column_name: string; data_type: string }>(
    `select column_name, data_type from duckdb_columns() where table_name = ${quoted(table)} order by column_index`,
  );
  const shape = Object.fromEntries(
    columns.map(({ column_name, data_type }) => [column_name, data_type]),
  );
  for (let from = 0; from < records.length; from += mostAtOnce) {
    const some = JSON.stringify(records.slice(from, from + mostAtOnce));
    await database.run(
      `insert into ${table} select unnest(from_json($records, ${quoted(JSON.stringify([shape]))}), max_depth := 2)`,
      { records: some },
    );
  }
}

const mostAtOnce = 2000;
