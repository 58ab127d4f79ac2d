import { describe, expect, it } from 'vitest';
import { allowedTableFunctions, refusedFunctions } from './allowed-functions.ts';
import { Database } from './duckdb.ts';

async function functions(kinds: string[], where = 'true'): Promise<string[]> {
  const database = await Database.open({ threads: 1 });
  const rows = await database.rows<{ name: string }>(
    `select distinct function_name as name from duckdb_functions()
     where function_type in (${kinds.map((kind) => `'${kind}'`).join(', ')}) and ${where}
     order by name`,
  );
  database.close();
  return rows.map(({ name }) => name);
}

describe('allowedTableFunctions', () => {
  it('leaves out what reads files, runs a text as SQL, or changes the engine', async () => {
    const all = await functions(['table', 'table_macro']);
    expect(all.filter((name) => !allowedTableFunctions.has(name))).toEqual([
      'arrow_scan',
      'arrow_scan_dumb',
      'check_peg_parser',
      'checkpoint',
      'disable_logging',
      'disable_peg_parser',
      'disable_profiling',
      'duckdb_approx_database_count',
      'duckdb_connection_count',
      'duckdb_coordinate_systems',
      'duckdb_dependencies',
      'duckdb_extensions',
      'duckdb_external_file_cache',
      'duckdb_indexes',
      'duckdb_log_contexts',
      'duckdb_logs',
      'duckdb_logs_parsed',
      'duckdb_memory',
      'duckdb_optimizers',
      'duckdb_prepared_statements',
      'duckdb_profiling_settings',
      'duckdb_secret_types',
      'duckdb_secrets',
      'duckdb_sequences',
      'duckdb_table_sample',
      'duckdb_temporary_files',
      'duckdb_variables',
      'enable_logging',
      'enable_peg_parser',
      'enable_profiling',
      'force_checkpoint',
      'glob',
      'json_execute_serialized_sql',
      'parquet_bloom_probe',
      'parquet_file_metadata',
      'parquet_full_metadata',
      'parquet_kv_metadata',
      'parquet_metadata',
      'parquet_scan',
      'parquet_schema',
      'pragma_collations',
      'pragma_metadata_info',
      'pragma_platform',
      'pragma_storage_info',
      'pragma_user_agent',
      'query',
      'query_table',
      'read_blob',
      'read_csv',
      'read_csv_auto',
      'read_duckdb',
      'read_json',
      'read_json_auto',
      'read_json_objects',
      'read_json_objects_auto',
      'read_ndjson',
      'read_ndjson_auto',
      'read_ndjson_objects',
      'read_parquet',
      'read_text',
      'seq_scan',
      'sniff_csv',
      'sql_auto_complete',
      'test_vector_types',
      'truncate_duckdb_logs',
      'which_secret',
    ]);
  });

  it('names functions that there are', async () => {
    const all = await functions(['table', 'table_macro']);
    // `unnest` is a table function of the parser's own where the catalog has none.
    expect([...allowedTableFunctions].filter((name) => !all.includes(name))).toEqual([]);
  });
});

describe('refusedFunctions', () => {
  it('are all that have effects but those on the query itself', async () => {
    const volatile = await functions(['scalar'], "stability = 'VOLATILE'");
    expect(volatile.filter((name) => !refusedFunctions.has(name))).toEqual([
      'current_connection_id',
      'current_query',
      'current_query_id',
      'current_transaction_id',
      'error',
      'gen_random_uuid',
      'random',
      'setseed',
      'sleep_ms',
      'stats',
      'uuid',
      'uuidv4',
      'uuidv7',
    ]);
  });
});
