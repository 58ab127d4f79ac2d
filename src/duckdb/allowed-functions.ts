/**
 * Table functions that a query may call: those that compute, and those that describe the catalog. All others are
 * refused, also those of a later DuckDB. They read files (`read_csv`, `glob`, `parquet_metadata`), run SQL from a text
 * (`query`, `json_execute_serialized_sql`), which would hide its calls, or change the database (`enable_logging`,
 * `checkpoint`).
 */
export const allowedTableFunctions: ReadonlySet<string> = new Set([
  'duckdb_columns',
  'duckdb_constraints',
  'duckdb_databases',
  'duckdb_functions',
  'duckdb_keywords',
  'duckdb_schemas',
  'duckdb_settings',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_views',
  'generate_series',
  'histogram',
  'histogram_values',
  'icu_calendar_names',
  'json_each',
  'json_tree',
  'pg_timezone_names',
  'pragma_database_size',
  'pragma_show',
  'pragma_table_info',
  'pragma_version',
  'range',
  'repeat',
  'repeat_row',
  'summary',
  'test_all_types',
  'unnest',
]);

/**
 * Scalar functions that a query may not call: they write, read the environment, or take an SQL text.
 * `allowed-functions.test.ts` compares them with all functions of DuckDB.
 */
export const refusedFunctions: ReadonlySet<string> = new Set([
  'getenv',
  'json_deserialize_sql',
  'json_serialize_plan',
  'nextval',
  'currval',
  'write_log',
]);
