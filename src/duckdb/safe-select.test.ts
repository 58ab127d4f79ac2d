import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from './duckdb.ts';
import { checkSelect, RefusedQuery } from './safe-select.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.open({ threads: 1 });
  await database.run(
    'create table usage as select 1 as a; create table "odd.csv" as select 1 as a',
  );
});
afterAll(() => database.close());

async function refusalOf(sql: string): Promise<string> {
  const error = await checkSelect(database, sql).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RefusedQuery);
  return (error as Error).message;
}

describe('checkSelect', () => {
  it.each([
    'select 1',
    '-- a comment\nselect 1 -- and one more\n; ;',
    'with x as (select 1 as a) select * from x',
    'with recursive r as (select 1 as n union all select n + 1 from r where n < 3) from r',
    'from usage',
    'table usage',
    'values (1)',
    'describe usage',
    'summarize usage',
    'show tables',
    'show all tables',
    'pivot usage on a in (1) using count(*)',
    'unpivot usage on a',
    'select $month, $other',
    'select ?',
    'from range(3) t(i), unnest([1]), generate_series(1, 2)',
    'select * from usage using sample 10%',
    'from "odd.csv"',
    'with "a.csv" as (select 1) from "A.csv"',
    'from memory.usage, main.usage, memory.main."odd.csv"',
    'with recursive "r.csv" as (select 1 as n union all select n + 1 from "r.csv" where n < 3) from "r.csv"',
    'select table_name from information_schema.tables',
    'from duckdb_columns()',
    'select list_transform([1], lambda x: x + 1), read_csv from (select 1 as read_csv)',
  ])('accepts %j', async (sql) => {
    await expect(checkSelect(database, sql)).resolves.toBeDefined();
  });

  const notOne =
    'This is not one query that only reads.\n' +
    'Accepted: one select (or with … select, from, values, describe, summarize, show tables).';
  it.each([
    'select 1; select 2',
    'select 1; drop table usage',
    'insert into usage values (1)',
    'update usage set a = 0',
    'delete from usage',
    'merge into usage using usage u on true when matched then delete',
    'truncate usage',
    'drop table usage',
    'alter table usage add column b int',
    'create table x (a int)',
    'create temp table x as select 1',
    "create macro m() as table select * from read_text('/etc/passwd')",
    'create view v as select 1',
    'create secret (type s3)',
    "attach 'x.duckdb' as x",
    'detach memory',
    'use memory',
    'checkpoint',
    'force checkpoint',
    'set enable_external_access = true',
    'set lock_configuration = false',
    'reset lock_configuration',
    'set variable a = 1',
    "pragma profiling_output = 'x.json'",
    'pragma enable_profiling',
    'pragma show_tables',
    "pragma import_database('x')",
    'install httpfs',
    'load httpfs',
    'force install httpfs',
    'update extensions',
    "call enable_logging(storage = 'file', storage_path = 'x')",
    "copy usage to 'x.csv'",
    "copy (select 1) to 'x.parquet'",
    "copy usage from 'x.csv'",
    'copy from database a to b',
    "export database 'x'",
    "import database 'x'",
    'prepare x as select 1',
    'execute x',
    'deallocate x',
    'begin',
    'commit',
    'vacuum',
    'analyze',
    'explain select 1',
    "explain analyze copy usage to 'x.csv'",
    "comment on table usage is 'x'",
  ])('refuses %j', async (sql) => {
    expect(await refusalOf(sql)).toBe(notOne);
  });

  it('says how a pivot is written', async () => {
    expect(await refusalOf('PIVOT usage ON a USING count(*)')).toBe(
      `${notOne}\nA pivot needs the values named that become columns: pivot … on sku in ('dau', 'pro') using …`,
    );
  });

  it.each([
    ["from enable_logging(storage = 'file', storage_path = 'x')", 'enable_logging'],
    ['from Disable_Logging()', 'disable_logging'],
    ["select * from read_csv('x')", 'read_csv'],
    ["select (select content from read_text('/etc/passwd'))", 'read_text'],
    ["select exists (from read_blob('/etc/passwd'))", 'read_blob'],
    ["with a as (from glob('/*')) select 1", 'glob'],
    ["with a as materialized (from main.glob('/*')) from a", 'glob'],
    ["describe select * from parquet_scan('x')", 'parquet_scan'],
    ["summarize from read_json('x')", 'read_json'],
    ["select 1 union all (from read_duckdb('x'))", 'read_duckdb'],
    ["select 1 where 1 in (from sniff_csv('x'))", 'sniff_csv'],
    ["select list_transform([1], lambda x: (select count(*) from read_text('x')))", 'read_text'],
    ["from usage, lateral (from read_text('x' || a))", 'read_text'],
    ["from usage join read_text('x') on true", 'read_text'],
    ["pivot (from read_text('x')) on size in (1) using count(*)", 'read_text'],
    ["select * from usage order by (select 1 from read_text('x'))", 'read_text'],
    ["select a from usage limit (select 1 from read_text('x'))", 'read_text'],
    ["values ((select 1 from read_text('x')))", 'read_text'],
    ["from query('from read_text(''x'')')", 'query'],
    ["from query_table('usage')", 'query_table'],
    [
      "from json_execute_serialized_sql(json_serialize_sql('select 1'))",
      'json_execute_serialized_sql',
    ],
    ["select json_serialize_plan('select 1')", 'json_serialize_plan'],
    ['from checkpoint()', 'checkpoint'],
    ['from force_checkpoint()', 'force_checkpoint'],
    ['from duckdb_secrets()', 'duckdb_secrets'],
    ["from enable_profiling(format = 'json', save_location = 'x.json')", 'enable_profiling'],
    ['from truncate_duckdb_logs()', 'truncate_duckdb_logs'],
    ["from which_secret('s3://x', 's3')", 'which_secret'],
    ["select getenv('HOME')", 'getenv'],
    ["select a, sum(getenv('HOME')) over () from usage", 'getenv'],
    ["select write_log('x')", 'write_log'],
    ["select nextval('s')", 'nextval'],
    ["from sql_auto_complete('select * from ''/')", 'sql_auto_complete'],
    ['from a_function_of_the_future()', 'a_function_of_the_future'],
  ])('refuses the function in %j', async (sql, name) => {
    expect(await refusalOf(sql)).toBe(
      `The function ${name} is not available here: it could reach files, settings or the database itself.\n` +
        'Accepted: the published relations (show tables), and functions that compute from them.',
    );
  });

  it.each([
    "from '/etc/passwd.csv'",
    'select * from "x.parquet"',
    "from 'https://example.com/a.json'",
    "from 's3://bucket/*'",
    "select 1 where exists (from '../x.csv')",
    "from 'C:\\x.csv'",
    'from data.csv',
    'select * from "/etc/passwd"."csv"',
    'from memory.data.csv',
    'from data."odd.csv"',
    'select (with "a.csv" as (select 1) select 1 from "a.csv") from "a.csv"',
    'with "a.csv" as (select * from "a.csv") from "a.csv"',
    'with a as (from "b.csv"), "b.csv" as (select 1) from a',
  ])('refuses the file in %j', async (sql) => {
    expect(await refusalOf(sql)).toMatch(
      /^".+" is no published relation, and files are not read here\.\nAccepted: what show tables lists\.$/,
    );
  });

  it.each([
    ["select 'é', getenv('HOME')", 13],
    ["select 'é' from read_text('x')", 17],
    ["select 'é' from 'x.csv'", 17],
  ])('says where in %j', async (sql, position) => {
    await expect(checkSelect(database, sql)).rejects.toMatchObject({ position });
  });

  it("throws DuckDB's own error where the text is no SQL", async () => {
    await expect(checkSelect(database, 'select 1,\n  form x y z')).rejects.toThrow(
      'Parser Error: syntax error at or near "y"\n\nLINE 2:   form x y z\n                 ^',
    );
  });

  it('throws that also where DuckDB cuts a long text in the middle of a character', async () => {
    const sql = `select 1 '${'云'.repeat(100_000)}'`;
    await expect(checkSelect(database, sql)).rejects.toThrow(
      /^Parser Error: syntax error at or near/,
    );
  });

  it('passes on what DuckDB cannot parse yet', async () => {
    expect(await refusalOf('select $month, ?')).toBe(
      'Mixing named and positional parameters is not supported yet',
    );
  });

  it.each(['', ' -- nothing\n'])('finds no query in %j', async (sql) => {
    expect(await refusalOf(sql)).toBe('There is no query.');
  });
});
