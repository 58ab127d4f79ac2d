import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExamples } from '../../analyst/help/examples.ts';
import { UserError } from '../../base/errors.ts';
import { Database } from '../../duckdb/duckdb.ts';
import { unpainted } from '../../terminal/paint.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { type Published, publish } from '../testing/published.ts';
import { type OptionValues, optionArgs, runCommand } from '../testing/run-command.ts';

let published: Published;

beforeAll(async () => {
  published = await publish((warehouse) =>
    warehouse.run(`insert into daily_usage values
      ('007', 'dau', '2026-09-01', 3, 3, 1, false, null),
      ('007', 'bandwidth_domestic_mbps', '2026-09-01', 117042.495, 35112748500000, 300000000, false, '2026-08-31 16:00:00')`),
  );
});
afterAll(() => published.remove());

type Asked = OptionValues & {
  /** Width of the terminal that stdout is. */
  columns?: number;
  input?: string;
};

async function ask(query: string | undefined, { columns, input = '', ...options }: Asked = {}) {
  const terminal = columns === undefined ? undefined : { columns };
  const args = optionArgs({ workspace: published.folder, threads: 1, ...options });
  await runCommand(['sql', ...(query === undefined ? [] : [query]), ...args], {
    ...published.output,
    terminal,
    ...(terminal !== undefined && { room: { width: terminal.columns, paint: unpainted } }),
    stdin: Readable.from([input]),
  });
  return published.written();
}

async function refusalOf(query: string | undefined, asked: Asked = {}) {
  const error = await ask(query, asked).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(2);
  expect(published.written()).toEqual({ stdout: '', stderr: '' });
  return (error as Error).message;
}

const usage = 'select metric, quantity, peak_at from daily_usage order by metric';

describe('imbill sql', () => {
  it('gives CSV where stdout is no terminal', async () => {
    expect(await ask(usage)).toEqual({
      stdout:
        'metric,quantity,peak_at\n' +
        'bandwidth_domestic_mbps,117042.495000000,2026-08-31T16:00:00Z\ndau,3.000000000,\n',
      stderr: '',
    });
  });

  it('shows a table on a terminal, as wide as it is, and the number of rows on stderr', async () => {
    const query =
      "select app_id, customer_name, null as nothing, 'NULL' as text, 12 as n from apps";
    expect(await ask(query, { columns: 80 })).toEqual({
      stdout:
        'app_id  customer_name  nothing  text     n\n' +
        '──────  ─────────────  ───────  ──────  ──\n' +
        '007     云端              NULL  "NULL"  12\n',
      stderr: '1 row\n',
    });
    expect(await ask(query, { columns: 30 })).toEqual({
      stdout:
        'app_id  customer_name  nothing\n──────  ─────────────  ───────\n007     云端              NULL\n',
      stderr: '1 row\n2 of 5 columns do not fit: text, n. --format line shows all.\n',
    });
  });

  it('shows the first rows of many, and says that there are more', async () => {
    const { stdout, stderr } = await ask('from range(1_000_000_000_000)', { columns: 80 });
    expect(stdout.split('\n').slice(-2)).toEqual(['  999', '']);
    expect(stderr).toBe('The first 1,000 rows of more; --rows N shows more.\n');
    const three = { format: 'table', rows: 3 } as const;
    expect((await ask('from range(3)', three)).stderr).toBe('3 rows\n');
    expect((await ask('from range(9999)', { rows: 5000 })).stdout.split('\n')).toHaveLength(5002);
  });

  it('gives the JSON document with exact values: decimals and large integers as text', async () => {
    const { stdout } = await ask(
      'select metric, quantity, usage_date, 9007199254740993 as large, 3 as small, true as yes from daily_usage order by metric;',
      { json: true },
    );
    expect(JSON.parse(stdout)).toEqual({
      columns: ['metric', 'quantity', 'usage_date', 'large', 'small', 'yes'],
      types: ['VARCHAR', 'DECIMAL(38,9)', 'DATE', 'BIGINT', 'INTEGER', 'BOOLEAN'],
      rows: [
        {
          metric: 'bandwidth_domestic_mbps',
          quantity: '117042.495000000',
          usage_date: '2026-09-01',
          large: '9007199254740993',
          small: 3,
          yes: true,
        },
        {
          metric: 'dau',
          quantity: '3.000000000',
          usage_date: '2026-09-01',
          large: '9007199254740993',
          small: 3,
          yes: true,
        },
      ],
    });
  });

  it('fills in parameters', async () => {
    const query = 'select quantity from daily_usage where metric = $metric and usage_date >= $from';
    expect((await ask(query, { param: { metric: 'dau', from: '2026-09-01' } })).stdout).toBe(
      'quantity\n3.000000000\n',
    );
    expect(await refusalOf(query, { param: { metric: 'dau' } })).toBe(
      'The query names $from, but it has no value.\nAccepted: --param metric=… --param from=….',
    );
  });

  it('reads the query from a file or from stdin', async () => {
    const file = join(published.folder, 'query.sql');
    await writeFile(file, '\uFEFFselect 7 as n -- seven');
    expect((await ask(undefined, { file })).stdout).toBe('n\n7\n');
    expect((await ask(undefined, { input: 'select 8 as n;\n' })).stdout).toBe('n\n8\n');
    expect(await refusalOf(undefined, { file: 'nowhere.sql' })).toBe(
      'nowhere.sql: the file cannot be read (ENOENT).\nName a file with a query.',
    );
    expect(await refusalOf('select 1', { file })).toBe(
      'A query and a file were given.\nAccepted: one of them.',
    );
    expect(await refusalOf('select 1', { file, example: 'next_block' })).toBe(
      'A query and a file and an example were given.\nAccepted: one of them.',
    );
    expect(await refusalOf(undefined, { input: ' \n' })).toBe(
      'There is no query.\nGive it as an argument, with -f FILE, or on standard input: imbill sql "show tables"',
    );
  });

  it('refuses a query that is not UTF-8, and asks nothing', async () => {
    const file = join(published.folder, 'gbk.sql');
    await writeFile(file, Buffer.from("select '\xd5\xc5\xc8\xfd' as name", 'latin1'));
    expect(await refusalOf(undefined, { file })).toBe(
      `${file}: the query is not UTF-8.\nAccepted: UTF-8, with or without a byte order mark. A query in GBK: iconv -f GBK -t UTF-8 query.sql`,
    );
  });

  it('takes what the header of the query says of a parameter, where no value is given', async () => {
    const file = join(published.folder, 'header.sql');
    await writeFile(
      file,
      "-- Which?\n-- $month = '2026-08': the month\n-- $not = '': named\nselect $month as m",
    );
    expect((await ask(undefined, { file })).stdout).toBe('m\n2026-08\n');
    expect((await ask(undefined, { file, param: { month: '2026-09' } })).stdout).toBe(
      'm\n2026-09\n',
    );
    const out = join(published.folder, 'header.parquet');
    expect((await ask(undefined, { file, out })).stderr).toContain('1 row');
    expect(await refusalOf(undefined, { file, param: { not: 'x' } })).toBe(
      'A value was given for not, and the query does not name $not.\nAccepted: --param month=….',
    );
  });

  it('lists the queries that come with imbill, with all that is known as JSON', async () => {
    expect((await ask(undefined, { examples: true })).stdout).toMatch(
      /^example +question +parameters\n[─ ]+\nbandwidth_by_hour +At which hours .*\? +month, app_id, time_zone\n[\s\S]*\n\nRun one: imbill sql --example NAME \[--param month=2026-09\]\n$/,
    );
    const { stdout } = await ask(undefined, { examples: true, json: true });
    expect(JSON.parse(stdout)).toEqual({ examples: await readExamples() });
  });

  it('answers a query that comes with imbill', async () => {
    const param = { month: '2026-09', app_id: '007' };
    expect((await ask(undefined, { example: 'daily_users', param })).stdout).toBe(
      'app_id,usage_date,users,mean_users,mean_days\n007,2026-09-01,3,3.00,1\n',
    );
  });

  it('writes nothing of a result that fails later', async () => {
    const query = "select cast(if(i = 9000, 'x', '1') as int) as n from range(10000) t(i)";
    expect(await refusalOf(query)).toMatch(/^Conversion Error: Could not convert string 'x'/);
  });

  it.each([
    [{ format: 'csv', json: true }, '--format csv and --json were given.\nAccepted: one of them.'],
    [{ format: 'parquet' }, 'Parquet needs a file.\nName it: --out usage.parquet'],
    [
      { out: 'x.parquet', rows: 3 },
      '--rows does not work with Parquet.\nLimit the rows in the query: … limit 1000',
    ],
    [
      { out: 'usage' },
      'usage: the name does not end in a known format.\nAccepted: --format table|line|csv|json|ndjson|md|parquet|arrow|arrows, ' +
        'or a name that ends in .txt .csv .json .ndjson .jsonl .md .parquet .arrow .feather .arrows.',
    ],
  ] satisfies [Asked, string][])('refuses %j', async (asked, message) => {
    expect(await refusalOf('select 1', asked)).toBe(message);
  });
});

describe('imbill sql --out', () => {
  it('writes each format that the name says', async () => {
    const folder = await tempFolder();
    const text = async (name: string) => {
      const out = join(folder, name);
      expect((await ask(usage, { out })).stderr).toMatch(/: 2 rows\n$/);
      return readFile(out, 'utf8');
    };
    expect(await text('u.csv')).toMatch(/^metric,quantity,peak_at\n/);
    expect(JSON.parse(await text('u.json')).rows).toHaveLength(2);
    expect(
      (await text('u.ndjson'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).metric),
    ).toEqual(['bandwidth_domestic_mbps', 'dau']);
    expect(await text('u.md')).toContain('| dau | 3.000000000 | NULL |');
    expect(await text('u.txt')).toContain('dau                           3      NULL\n');
    await text('u.arrow');
    expect(tableFromIPC(await readFile(join(folder, 'u.arrow'))).numRows).toBe(2);
    expect((await readdir(folder)).sort()).toEqual([
      'u.arrow',
      'u.csv',
      'u.json',
      'u.md',
      'u.ndjson',
      'u.txt',
    ]);
  });

  it('writes Parquet with the types of the result', async () => {
    const out = join(await tempFolder(), 'usage.parquet');
    expect(await ask(usage, { out, json: true })).toEqual({
      stdout: `${JSON.stringify({ file: out, format: 'parquet', rows: 2 }, null, 2)}\n`,
      stderr: '',
    });
    const reader = await Database.open({ threads: 1 });
    expect(await reader.rows(`from '${out}'`)).toEqual([
      {
        metric: 'bandwidth_domestic_mbps',
        quantity: '117042.495000000',
        peak_at: '2026-08-31T16:00:00Z',
      },
      { metric: 'dau', quantity: '3.000000000', peak_at: null },
    ]);
    expect(await reader.rows(`select column_type from (describe from '${out}')`)).toEqual(
      ['VARCHAR', 'DECIMAL(38,9)', 'TIMESTAMP WITH TIME ZONE'].map((column_type) => ({
        column_type,
      })),
    );
    reader.close();
  });

  it.each(['usage.parquet', 'usage.csv'])(
    'replaces %s only when told to, all of it or nothing',
    async (name) => {
      const folder = await tempFolder();
      const out = join(folder, name);
      const link = join(folder, `link-${name}`);
      await writeFile(out, 'mine', { mode: 0o640 });
      await symlink(out, link);
      expect(await refusalOf('select 1', { out })).toBe(
        `${out} exists already.\nName another file, or replace this one with --force.`,
      );
      await refusalOf('selec 1', { out, force: true });
      await refusalOf("select cast(if(i = 9000, 'x', '1') as int) from range(10000) t(i)", {
        out,
        force: true,
      });
      expect(await readFile(out, 'utf8')).toBe('mine');
      await ask('select 1 as n', { out: link, force: true });
      expect(await readFile(out, 'utf8')).not.toBe('mine');
      expect((await stat(out)).mode & 0o777).toBe(0o640);
      expect((await readdir(folder)).sort()).toEqual([`link-${name}`, name]);
    },
  );

  it('says where it cannot write', async () => {
    const folder = await tempFolder();
    const out = join(folder, 'no/such/x.csv');
    expect(await refusalOf('select 1', { out })).toBe(
      `${out}: the file cannot be written (ENOENT).\nName a file in an existing folder that you may write to.`,
    );
    expect(await refusalOf('select 1', { out: folder, format: 'csv', force: true })).toBe(
      `${folder} exists and is not a file.\nName a file that does not exist yet.`,
    );
  });
});
