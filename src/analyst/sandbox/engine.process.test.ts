import { mkdir, readdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { Database, quoted } from '../../duckdb/duckdb.ts';
import { engineScript } from '../../testing/engine-script.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { writeFiles } from '../../testing/write-workspace.ts';
import { type Workspace, workspaceAt } from '../../workspace/workspace.ts';
import { type EngineOptions, type QueryOptions, SqlEngine } from './engine.ts';

let workspace: Workspace;
const engines: SqlEngine[] = [];

beforeAll(async () => {
  workspace = workspaceAt(await tempFolder());
  await writeFiles(workspace.root, { 'imbill.yaml': 'sources: {}\n', '.imbill/lake/x/a.txt': '' });
  await publish('first');
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});

/** As a job publishes: aside, then by rename. */
async function publish(text: string): Promise<void> {
  const aside = `${workspace.analytics}.new`;
  const writer = await Database.open({ path: aside, threads: 1 });
  await writer.run(`create table notes as select '${text}' as note, 7 as n`);
  writer.close();
  await rename(aside, workspace.analytics);
}

function open(options: Partial<EngineOptions> = {}, at = workspace): SqlEngine {
  const engine = new SqlEngine(at, {
    memoryMegabytes: 256,
    timeoutSeconds: 60,
    threads: 1,
    script: engineScript(),
    ...options,
  });
  engines.push(engine);
  return engine;
}

async function rows(engine: SqlEngine, sql: string, options: QueryOptions = {}) {
  const { columns, chunks } = await engine.query(sql, options);
  const found: unknown[] = [];
  for await (const chunk of chunks) {
    for (let row = 0; row < chunk.rows; row++) {
      found.push(columns.map((_, index) => chunk.columns[index]![row]));
    }
  }
  return found;
}

async function failureOf(work: Promise<unknown>): Promise<{ exitCode: number; message: string }> {
  const error = await work.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UserError);
  const { exitCode, message } = error as UserError;
  return { exitCode, message };
}

describe('SqlEngine', () => {
  it('gives columns with their types, and rows', async () => {
    const { columns, chunks } = await open().query('select note, n, 1.50 as price from notes');
    expect(columns).toEqual([
      { name: 'note', type: { name: 'VARCHAR', kind: 'VARCHAR' } },
      { name: 'n', type: { name: 'INTEGER', kind: 'INTEGER' } },
      { name: 'price', type: { name: 'DECIMAL(3,2)', kind: 'DECIMAL', width: 3, scale: 2 } },
    ]);
    expect(await chunks.next()).toEqual({
      done: false,
      value: { rows: 1, columns: [['first'], [7], [150n]] },
    });
    expect((await chunks.next()).done).toBe(true);
  });

  it('takes parameters as text', async () => {
    const engine = open();
    const asked = { parameters: { day: '2026-09-18', n: '7' } };
    expect(
      await rows(engine, "select note from notes where date '2026-09-18' = $day and n = $n", asked),
    ).toEqual([['first']]);
    expect(
      await failureOf(engine.query('select $a, $b, $c', { parameters: { b: '', d: '', e: '' } })),
    ).toEqual({
      exitCode: 2,
      message:
        'The query names $a, and no value was given for it.\n' +
        'The query names $c, and no value was given for it.\n' +
        'A value was given for d, and the query does not name $d.\n' +
        'A value was given for e, and the query does not name $e.\n' +
        'Accepted: --param a=… --param b=… --param c=….',
    });
    expect((await failureOf(engine.query('select 1', { parameters: { d: '' } }))).message).toBe(
      'A value was given for d, and the query does not name $d.\nAccepted: no parameter.',
    );
  });

  it('fails as DuckDB says it, with the position, and goes on', async () => {
    const engine = open();
    expect(await failureOf(engine.query('select note,\n  nix from notes'))).toEqual({
      exitCode: 2,
      message:
        'Binder Error: Referenced column "nix" not found in FROM clause!\nCandidate bindings: "n", "note"\n\n' +
        'LINE 2:   nix from notes\n          ^',
    });
    expect(await failureOf(engine.query('selec 1'))).toEqual({
      exitCode: 2,
      message: 'Parser Error: syntax error at or near "selec"\n\nLINE 1: selec 1\n        ^',
    });
    expect((await failureOf(engine.query("from read_text('/etc/passwd')"))).exitCode).toBe(2);
    for (const row of [5000, 600_000]) {
      const late = `select cast(if(i = ${row}, 'x', '1') as int) from range(700000) t(i)`;
      expect(await failureOf(rows(engine, late))).toEqual({
        exitCode: 2,
        message: expect.stringMatching(
          /^Conversion Error: Could not convert string 'x' to INT32\n\nLINE 1: /,
        ),
      });
    }
    expect(await rows(engine, 'select 1')).toEqual([[1]]);
  });

  it('refuses a struct whose fields have no names, of which the binding loses values', async () => {
    expect((await failureOf(open().query('select [row(1, 2)] as pairs'))).message).toBe(
      'A result of the type STRUCT("" INTEGER, "" INTEGER) has fields without names of their own.\n' +
        "Name them: {'first': 1, 'second': 2} instead of row(1, 2)",
    );
  });

  it('reads no further than its caller, and answers the next query', async () => {
    const engine = open();
    const { chunks } = await engine.query('from range(1_000_000_000_000)');
    for await (const chunk of chunks) {
      expect(chunk.columns[0]?.[0]).toBe(0n);
      break;
    }
    expect(await rows(engine, 'select 1')).toEqual([[1]]);
  });

  it('answers one query after the other', async () => {
    const engine = open();
    const asked = [1, 2, 3].map((n) => rows(engine, `select ${n}, count(*) from range(100000)`));
    expect(await Promise.all(asked)).toEqual([1, 2, 3].map((n) => [[n, 100_000n]]));
  });

  it('stops a query when told to, also one that does not listen', async () => {
    const engine = open();
    for (const endless of [
      'select count(*) from range(1_000_000_000_000)',
      'select sleep_ms(600000)',
    ]) {
      const signal = AbortSignal.timeout(300);
      expect(await failureOf(rows(engine, endless, { signal }))).toEqual({
        exitCode: 1,
        message: 'The query was stopped.',
      });
    }
    expect(await rows(engine, 'select 1')).toEqual([[1]]);
  });

  it('answers the next query where the one before was stopped before it began', async () => {
    const engine = open();
    const options = { signal: AbortSignal.abort() };
    expect(await failureOf(engine.query('select 1', options))).toEqual({
      exitCode: 1,
      message: 'The query was stopped.',
    });
    expect(await rows(engine, 'select 1')).toEqual([[1]]);
  });

  it('stops a query that takes too long', async () => {
    const engine = open({ timeoutSeconds: 1 });
    expect(await failureOf(rows(engine, 'select count(*) from range(1_000_000_000_000)'))).toEqual({
      exitCode: 1,
      message:
        'The query was stopped: it had not ended after 1 s.\n' +
        'Read fewer days, or allow more: --timeout 6',
    });
  });

  const tooMuch = {
    exitCode: 1,
    message:
      'The query needs more memory than it may have: 256 MB.\n' +
      'Read fewer rows or columns, aggregate earlier, or allow more: --memory 4GB',
  };
  it.each([
    "select length(repeat('x', 2_000_000_000))",
    "select repeat('0123456789', 100_000_000) from range(3)",
    'select count(distinct i) from range(1_000_000_000) t(i)',
    'select list(i) from range(1_000_000_000) t(i)',
  ])('lets a query die that needs too much memory, and nobody else: %j', async (sql) => {
    const engine = open();
    expect(await failureOf(rows(engine, sql))).toEqual(tooMuch);
    expect(await rows(engine, 'select 1')).toEqual([[1]]);
  });

  it('reads what was published last, and keeps what it is reading', async () => {
    const engine = open();
    const { chunks } = await engine.query('select note, i from notes, range(100000) t(i)');
    const notes = new Set<unknown>();
    let isPublished = false;
    for await (const chunk of chunks) {
      if (!isPublished) await publish('second');
      isPublished = true;
      for (const note of chunk.columns[0]!) notes.add(note);
    }
    expect([...notes]).toEqual(['first']);
    expect(await rows(engine, 'select note from notes')).toEqual([['second']]);
    await publish('first');
  });

  it('keeps the first snapshot for all queries, where it is to', async () => {
    await publish('before');
    const engine = open({ keepsSnapshot: true });
    expect(await rows(engine, 'select note from notes')).toEqual([['before']]);
    await publish('after');
    expect(await rows(engine, 'select note from notes')).toEqual([['before']]);
    await publish('first');
  });

  it('works where the workspace is reached through a link', async () => {
    const link = join(await tempFolder(), 'link');
    await symlink(workspace.root, link, 'junction');
    expect(await rows(open({}, workspaceAt(link)), 'select note from notes')).toEqual([['first']]);
  });

  it('leaves no trace', async () => {
    const before = await readdir(workspace.root, { recursive: true });
    const engine = open();
    for (const sql of [
      `from enable_logging(storage = 'file', storage_path = '${workspace.lake}/log')`,
      `copy notes to '${workspace.lake}/x.csv'`,
      'from notes',
    ]) {
      await rows(engine, sql).catch(() => undefined);
    }
    expect(await readdir(workspace.root, { recursive: true })).toEqual(before);
  });

  it('copies as Parquet into the writable file only', async () => {
    const folder = await tempFolder();
    const writableFile = join(folder, "o'x.parquet");
    const engine = open({ writableFile });
    const sql = 'select note, $n as n from notes ; -- done';
    expect(await engine.copyAsParquet(sql, { parameters: { n: '9' } })).toBe(1n);
    const reader = await Database.open({ threads: 1 });
    expect(await reader.rows(`from read_parquet('${folder}/o''x.parquet')`)).toEqual([
      { note: 'first', n: '9' },
    ]);
    reader.close();
    expect(
      (await failureOf(engine.copyAsParquet("select 1) to '/tmp/x' (format csv); --"))).exitCode,
    ).toBe(2);
    await expect(open().copyAsParquet('select 1')).rejects.toThrow(
      'The engine has no writable file.',
    );
  });

  it.each([
    ['sum(n::bigint)', 'DECIMAL(38,0)', '9007199254740993'],
    ['max(n::uhugeint)', 'DECIMAL(38,0)', '9007199254740992'],
    ['list(n::hugeint order by n)', 'DECIMAL(38,0)[]', '[1, 9007199254740992]'],
    ['[sum(n)]::hugeint[1]', 'DECIMAL(38,0)[]', '[9007199254740993]'],
    [
      "{'a b': sum(n), 'c': 1.5}",
      'STRUCT("a b" DECIMAL(38,0), c DECIMAL(2,1))',
      "{'a b': 9007199254740993, 'c': 1.5}",
    ],
    ['map {$k: sum(n)}', 'MAP(VARCHAR, DECIMAL(38,0))', '{k=9007199254740993}'],
    ["max(interval '1.000456 seconds')", 'VARCHAR', '00:00:01.000456'],
    ["max('12:00:00.5+08'::timetz)", 'VARCHAR', '12:00:00.5+08'],
    ['sum(n::decimal(18, 2))', 'DECIMAL(38,2)', '9007199254740993.00'],
  ])('copies %s as Parquet exactly', async (value, type, text) => {
    const writableFile = join(await tempFolder(), 'x.parquet');
    const sql = `select ${value} as value, 'b' as value, $k as k from (values (9007199254740992), (1)) as numbers (n) -- done`;
    await open({ writableFile }).copyAsParquet(sql, { parameters: { k: 'k' } });
    const reader = await Database.open({ threads: 1 });
    const [row] = await reader.rows(
      `select typeof(value) as type, cast(value as varchar) as text, k from read_parquet(${quoted(writableFile)})`,
    );
    reader.close();
    expect(row).toEqual({ type, text, k: 'k' });
  });

  it('copies no number that Parquet cannot hold', async () => {
    const writableFile = join(await tempFolder(), 'x.parquet');
    const sql = "select '170141183460469231731687303715884105727'::hugeint as n";
    expect(await failureOf(open({ writableFile }).copyAsParquet(sql))).toMatchObject({
      exitCode: 2,
      message:
        'A whole number of the result has more than 38 digits, which Parquet cannot hold.\nMake it text in the query, cast(… as varchar), or choose another format, such as --format csv.',
    });
  });

  it('says where there is nothing to ask', async () => {
    const folder = await tempFolder();
    expect(await failureOf(open({}, workspaceAt(folder)).query('select 1'))).toEqual({
      exitCode: 2,
      message:
        'There is no imbill.yaml here: this folder is not a workspace.\n' +
        'Name one with --workspace DIR, or make one with: imbill init DIR',
    });
    await writeFiles(folder, { 'imbill.yaml': 'sources: {}\n' });
    expect(await failureOf(open({}, workspaceAt(folder)).query('select 1'))).toEqual({
      exitCode: 4,
      message:
        'Nothing is published yet: no load or run has ended in this workspace.\n' +
        'Load what the sources match with: imbill load',
    });
    await mkdir(join(folder, '.imbill'), { recursive: true });
    await writeFiles(folder, { '.imbill/analytics.duckdb': 'no database at all' });
    expect(await failureOf(open({}, workspaceAt(folder)).query('select 1'))).toEqual({
      exitCode: 1,
      message: expect.stringMatching(
        /^The query could not be answered: IO Error: .*not a valid DuckDB database file/,
      ),
    });
  });
});
