import { type Database, identifier, quoted } from '../duckdb/duckdb.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import { allowedValues, serviceCategories } from './allowed-values.ts';
import {
  allColumnNames,
  type FocusColumn,
  type FocusRow,
  type FocusType,
  snakeCase,
} from './columns.ts';
import { allDatasets, datasetsOf, type FocusDataset, qualifiedName } from './datasets.ts';
import type { DetailRow } from './detail-columns.ts';
import type { PeriodRow } from './period-columns.ts';
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

/** An exported document with its content. */
export interface ReadDocument extends ExportedDocument {
  content: InvoiceDocument;
}

/**
 * Creates the tables of an export. `focus_texts` and those of the other datasets are written, text by text; `focus`
 * has the types that Parquet gets. The rules in sql/focus/ compare with the others.
 */
export async function createFocusTables(database: Database, version: FocusVersion): Promise<void> {
  for (const { table, columns } of allDatasets(version))
    await database.run(
      `create table ${table}_texts (row_number bigint, ${columns.map(({ name }) => `${identifier(name)} varchar`).join(', ')})`,
    );
  await database.run(`create table focus_invoices (invoice_id varchar, kind varchar, refers_to varchar,
    customer_id varchar, currency varchar, total decimal(38, 2))`);
  await database.run(
    'create table focus_specification (column_name varchar, position bigint, type varchar, data_type varchar, is_nullable boolean)',
  );
  for (const dataset of datasetsOf(version))
    await insertRows(
      database,
      'focus_specification',
      dataset.columns.map((column, index) => specificationOf(dataset, column, index)),
    );
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

/** Adds rows of Cost and Usage, numbered from `first` on, and the documents that they are of. */
export async function addFocusRows(
  database: Database,
  rows: readonly FocusRow[],
  documents: readonly ExportedDocument[],
  first: number,
): Promise<void> {
  await insertRows(database, 'focus_texts', numbered(rows, first));
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

/** Adds rows of Invoice Detail, numbered from `first` on. */
export async function addDetailRows(
  database: Database,
  rows: readonly DetailRow[],
  first: number,
): Promise<void> {
  await insertRows(database, 'focus_detail_texts', numbered(rows, first));
}

/** Adds the rows of Billing Period. */
export async function addPeriodRows(database: Database, rows: readonly PeriodRow[]): Promise<void> {
  await insertRows(database, 'focus_period_texts', numbered(rows, 1));
}

function numbered<Row>(rows: readonly Row[], first: number): (Row & { row_number: number })[] {
  return rows.map((row, index) => ({ row_number: first + index, ...row }));
}

/** Makes the typed tables and views of what was added. A text that is not of its type becomes null. */
export async function typeFocusRows(database: Database, version: FocusVersion): Promise<void> {
  for (const dataset of allDatasets(version)) {
    const { table, view, columns } = dataset;
    const typed = columns.map(
      ({ name, type }) =>
        `try_cast(${identifier(name)} as ${typeNames[type]}) as ${identifier(name)}`,
    );
    await database.run(
      `create table ${table} as select ${typed.join(', ')} from ${table}_texts order by row_number`,
    );
    const names = dataset.id === 'CostAndUsage' ? allColumnNames : columns.map(({ name }) => name);
    await database.run(
      `create view ${view} as select ${inSnakeCase(columns, names)} from ${table}_texts`,
    );
  }
  const datasets = datasetsOf(version);
  await database.run(
    `create view focus_columns as ${datasets.map(columnsSql).join(' union all ')}`,
  );
  await database.run(`create view focus_values as ${datasets.map(valuesSql).join(' union all ')}`);
}

function columnsSql(dataset: FocusDataset): string {
  return `select ${qualifiedSql(dataset)} as column_name, column_index as position, lower(data_type) as data_type
    from duckdb_columns() where table_name = ${quoted(dataset.table)} and database_name = current_database()`;
}

function valuesSql(dataset: FocusDataset): string {
  const names = dataset.columns.map(({ name }) => identifier(name)).join(', ');
  return `(select row_number, ${qualifiedSql(dataset)} as column_name, value
    from ${dataset.table}_texts unpivot include nulls (value for column_name in (${names})))`;
}

/** Returns SQL of a column's name among those of all datasets. */
function qualifiedSql(dataset: FocusDataset): string {
  return `${quoted(qualifiedName(dataset, ''))} || column_name`;
}

/** Selects columns under the names that the rules use; those that the version does not have are null. */
function inSnakeCase(columns: readonly FocusColumn[], names: readonly string[]): string {
  const types = new Map(columns.map(({ name, type }) => [name, typeNames[type]]));
  return [
    'row_number',
    ...names.map((name) => {
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

function specificationOf(
  dataset: FocusDataset,
  { name, type, isNullable }: FocusColumn,
  index: number,
) {
  return {
    column_name: qualifiedName(dataset, name),
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
