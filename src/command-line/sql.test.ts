import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { runSql } from './sql.ts';
import { type Published, publish } from './testing/published.ts';

let published: Published;

beforeAll(async () => {
  published = await publish((warehouse) =>
    warehouse.run(`insert into daily_usage values
      ('007', 'dau', '2026-09-01', 3, 3, 1, false, null),
      ('007', 'bandwidth_domestic_mbps', '2026-09-01', 117042.495, 35112748500000, 300000000, false, '2026-08-31 16:00:00')`),
  );
});
afterAll(() => published.remove());

async function ask(query: string, options: { json?: true } = {}) {
  await runSql(query, { workspace: published.folder, ...options }, published.output);
  return published.written();
}

async function refusalOf(query: string): Promise<string> {
  const error = await ask(query).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(2);
  return (error as Error).message.replaceAll(published.folder, 'FOLDER');
}

describe('runSql', () => {
  it('shows a table, and the number of rows on stderr', async () => {
    expect(await ask('select app_id, customer_name, null as nothing, 12 as n from apps')).toEqual({
      stdout:
        'app_id  customer_name  nothing   n\n' +
        '──────  ─────────────  ───────  ──\n' +
        '007     云端              NULL  12\n',
      stderr: '1 row\n',
    });
  });

  it('gives JSON with exact values: decimals and large integers as text', async () => {
    const { stdout } = await ask(
      `select metric, quantity, usage_date, peak_at, 9007199254740993 as large, 3 as small, true as yes
       from daily_usage order by metric;`,
      { json: true },
    );
    expect(JSON.parse(stdout)).toEqual({
      columns: ['metric', 'quantity', 'usage_date', 'peak_at', 'large', 'small', 'yes'],
      types: ['VARCHAR', 'DECIMAL(38,9)', 'DATE', 'TIMESTAMP', 'BIGINT', 'INTEGER', 'BOOLEAN'],
      rows: [
        {
          metric: 'bandwidth_domestic_mbps',
          quantity: '117042.495000000',
          usage_date: '2026-09-01',
          peak_at: '2026-08-31T16:00:00Z',
          large: '9007199254740993',
          small: 3,
          yes: true,
        },
        {
          metric: 'dau',
          quantity: '3.000000000',
          usage_date: '2026-09-01',
          peak_at: null,
          large: '9007199254740993',
          small: 3,
          yes: true,
        },
      ],
    });
  });

  it.each([
    'with a as (select 1 as x) select * from a',
    'from daily_usage',
    'describe daily_usage',
    'show tables',
    'values (1)',
    '-- a comment\nselect 1 -- and one more\n;',
  ])('answers %j', async (query) => {
    expect((await ask(query)).stdout).not.toBe('');
  });

  it.each([
    'select 1; select 2',
    'select 1; drop table invoices',
    'insert into invoices from invoices',
    'update daily_usage set quantity = 0',
    'delete from daily_usage',
    'drop table daily_usage',
    'create table x (a int)',
    'create temp table x (a int)',
    "attach 'FOLDER/x.duckdb' as x",
    'use memory',
    'checkpoint',
    'set enable_external_access = true',
    'set lock_configuration = false',
    'set threads = 1',
    'set variable a = 1',
    "pragma profiling_output = 'FOLDER/x.json'",
    'pragma enable_profiling',
    'install httpfs',
    'load httpfs',
    "call enable_logging(storage = 'file', storage_path = 'FOLDER/x')",
    'prepare x as select 1',
    'begin',
    'vacuum',
    'explain analyze select 1',
  ])('refuses %j', async (query) => {
    expect(await refusalOf(query.replaceAll('FOLDER', published.folder))).toBe(
      'This is not one query that only reads.\n' +
        'Accepted: one select (or with … select, describe, show tables).',
    );
  });

  const isShutOff =
    /Permission Error: Cannot access (file|directory) "[^"]+" - file system operations are disabled/;
  it.each([
    "select * from read_csv('FOLDER/imbill.yaml')",
    "select * from read_text('FOLDER/imbill.yaml')",
    "select * from read_blob('/etc/passwd')",
    "select * from read_json('https://example.com/a.json')",
    "select * from read_parquet('FOLDER/x.parquet')",
    "select * from 'FOLDER/x.parquet'",
    "select * from '/etc/passwd.csv'",
    "select * from glob('FOLDER/*')",
    "select * from sniff_csv('FOLDER/imbill.yaml')",
    "select * from parquet_metadata('FOLDER/x.parquet')",
    "select * from query('select * from read_text(''/etc/passwd'')')",
    "select (select content from read_text('/etc/passwd'))",
    'select * from duckdb_secrets()',
    "copy daily_usage to 'FOLDER/x.csv'",
    "copy (select 1) to 'FOLDER/x.parquet'",
    "copy daily_usage from 'FOLDER/x.csv'",
    "export database 'FOLDER/x'",
    "import database 'FOLDER/x'",
    'create secret (type s3)',
  ])('cannot reach what is outside: %j', async (query) => {
    expect(await refusalOf(query.replaceAll('FOLDER', published.folder))).toMatch(isShutOff);
  });

  it('knows no environment', async () => {
    expect(await refusalOf("select getenv('HOME')")).toMatch(
      /^Catalog Error: Scalar Function with name getenv does not exist!/,
    );
  });

  it('leaves no trace, whatever was asked', async () => {
    const before = await readdir(published.folder, { recursive: true });
    const asked = [
      "from enable_logging(storage = 'file', storage_path = 'FOLDER/log')",
      "from enable_profiling(format = 'json', save_location = 'FOLDER/x.json')",
      "copy daily_usage to 'FOLDER/x.csv'",
      "attach 'FOLDER/x.duckdb'",
    ];
    for (const query of asked)
      await ask(query.replaceAll('FOLDER', published.folder)).catch(() => undefined);
    expect(await readdir(published.folder, { recursive: true })).toEqual(before);
    published.written();
  });

  it.each([
    ['selec 1', /^Failed to extract statements: Parser Error: syntax error at or near "selec"/],
    [
      'select * from daily_usag',
      /^Catalog Error: Table with name daily_usag does not exist!\nDid you mean "daily_usage"\?/,
    ],
    ["select cast('x' as integer)", /^Conversion Error: Could not convert string 'x' to INT32/],
  ])('says what is wrong with %j', async (query, message) => {
    expect(await refusalOf(query)).toMatch(message);
  });

  it('reads the query from a file', async () => {
    const file = join(published.folder, 'query.sql');
    await writeFile(file, 'select 7 as n');
    await runSql(undefined, { workspace: published.folder, file }, published.output);
    expect(published.written().stdout).toBe('n\n─\n7\n');
    const missing = { workspace: published.folder, file: 'nowhere.sql' };
    await expect(runSql(undefined, missing, published.output)).rejects.toThrow(
      'nowhere.sql: the file cannot be read (ENOENT).\nName a file with a query.',
    );
    await expect(runSql('select 1', missing, published.output)).rejects.toThrow(
      'A query and a file were given.\nAccepted: one of them.',
    );
  });

  it('wants a query', async () => {
    expect(await refusalOf(' \n')).toBe(
      'There is no query.\nGive it as an argument, with -f FILE, or on standard input: imbill sql "show tables"',
    );
  });
});
