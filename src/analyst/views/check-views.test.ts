import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../duckdb/duckdb.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { openLocked } from '../sandbox/locked-database.ts';
import { checkViews, type Verdict } from './check-views.ts';

let folder: string;
let database: Database;

beforeAll(async () => {
  folder = await tempFolder();
  await mkdir(join(folder, 'lake'));
  const writer = await Database.open({ path: join(folder, 'analytics.duckdb'), threads: 1 });
  await writer.run('create table usage as select 7 as app_id, 1 as users');
  await writer.run('create view usage_view as from usage');
  await writer.run(`copy usage to '${folder}/lake/x.parquet'`);
  await writer.run(`copy usage to '${folder}/secret.parquet'`);
  writer.close();
});
afterEach(() => database.close());

/** Looks at views of these names and texts, each in `models/<name>.sql`. */
async function verdictsOn(
  texts: Record<string, string>,
  lost: readonly string[] = [],
): Promise<Verdict[]> {
  database = await openLocked({
    snapshot: join(folder, 'analytics.duckdb'),
    workspace: folder,
    lake: [`${folder}/lake`],
    memoryMegabytes: 256,
    threads: 1,
    errorsAsJson: true,
  });
  const views = Object.entries(texts).map(([name, text]) => ({
    name,
    path: `models/${name}.sql`,
    text: text.replaceAll('FOLDER', folder),
  }));
  const verdicts: Verdict[] = [];
  for await (const verdict of checkViews(database, views, new Set(lost))) verdicts.push(verdict);
  return verdicts;
}

const fitOf = (verdicts: readonly Verdict[]) =>
  verdicts.flatMap((verdict) => (verdict.kind === 'fit' ? [verdict.path.slice(7, -4)] : []));
const problemsOf = (verdicts: readonly Verdict[]) =>
  verdicts.flatMap((verdict) => (verdict.kind === 'unfit' ? [verdict.problem] : []));

/** The only problem of the only view, as `line:column message`. */
async function problemOfText(text: string, name = 'a'): Promise<string> {
  const verdicts = await verdictsOn({ [name]: text });
  expect(fitOf(verdicts)).toEqual([]);
  const [problem, ...more] = problemsOf(verdicts);
  expect(more).toEqual([]);
  expect(problem?.path).toBe(`models/${name}.sql`);
  return problem?.line === null
    ? problem.message
    : `${problem?.line}:${problem?.column} ${problem?.message}`;
}

describe('checkViews', () => {
  it('finds views that can be created, each after those that it reads', async () => {
    const verdicts = await verdictsOn({
      a: 'with usage as (select * from usage) select * from usage join B using (app_id) -- end',
      b: '-- Of all.\nselect * from c; -- the end\n;',
      c: "from usage_view pivot (sum(users) for app_id in ('7'))",
      d: 'select list_transform([1], lambda x: x + 1) as l, a, 1 as a from (values (1)) t(a)',
      月: 'select table_name from information_schema.tables',
    });
    expect(problemsOf(verdicts)).toEqual([
      {
        path: 'models/a.sql',
        line: null,
        column: null,
        message: 'Binder Error: Column "app_id" does not exist on right side of join!',
      },
    ]);
    expect(fitOf(verdicts)).toEqual(['c', 'b', 'd', '月']);
  });

  it('tells what it is at, as it may not come back', async () => {
    expect(await verdictsOn({ a: 'select 1', b: 'select' })).toEqual([
      { kind: 'begun', path: 'models/a.sql' },
      { kind: 'begun', path: 'models/b.sql' },
      { kind: 'unfit', problem: expect.anything() },
      { kind: 'begun', path: 'models/a.sql' },
      { kind: 'fit', path: 'models/a.sql' },
    ]);
  });

  it('does not look at those that are lost, and says so of those that read them', async () => {
    const verdicts = await verdictsOn({ a: 'select', b: 'select\n  * from A', c: 'from b' }, [
      'models/a.sql',
    ]);
    expect(fitOf(verdicts)).toEqual([]);
    expect(problemsOf(verdicts)).toEqual([
      {
        path: 'models/b.sql',
        line: 2,
        column: 10,
        message: 'It reads A, which is left out, too.\nCorrect models/a.sql first.',
      },
      {
        path: 'models/c.sql',
        line: 1,
        column: 6,
        message: 'It reads b, which is left out, too.\nCorrect models/b.sql first.',
      },
    ]);
  });

  it('names circles', async () => {
    const verdicts = await verdictsOn({ a: 'from b', b: 'from A', c: 'from c', d: 'from usage' });
    expect(fitOf(verdicts)).toEqual(['d']);
    const end = 'Accepted: views of which each reads only views before it.';
    expect(problemsOf(verdicts).map(({ path, message }) => [path, message])).toEqual([
      ['models/a.sql', `These views read each other in a circle: a → b → a.\n${end}`],
      ['models/b.sql', `These views read each other in a circle: a → b → a.\n${end}`],
      ['models/c.sql', `These views read each other in a circle: c → c.\n${end}`],
    ]);
  });

  it.each([
    ['', 'There is no query.\nAccepted: one select (or with … select, from, values).'],
    [
      '-- nothing ;\n;',
      'There is no query.\nAccepted: one select (or with … select, from, values).',
    ],
    ['select 1; select 2', 'The file holds 2 statements.\nAccepted: one select a file.'],
    [
      "select 1; copy usage to 'x'; from usage",
      'The file holds 3 statements.\nAccepted: one select a file.',
    ],
    [
      'drop table usage',
      'This is not one query that only reads.\nAccepted: one select (or with … select, from, values, describe, summarize, show tables).',
    ],
    [
      'describe usage',
      'A view cannot describe, summarize or show.\nAccepted: one select (or with … select, from, values).',
    ],
    [
      'from (show tables)',
      'A view cannot describe, summarize or show.\nAccepted: one select (or with … select, from, values).',
    ],
    [
      "-- é\nselect 'é', $month",
      'A view has no parameters.\nAccepted: a query without $name or ?; filter where you read the view.',
    ],
    [
      'select * from main.usage',
      "1:15 main.usage names a database or schema, and each client has another name for the snapshot.\nAccepted: the relation's name alone: usage.",
    ],
    [
      'select * from published.main.usage',
      "1:15 published.main.usage names a database or schema, and each client has another name for the snapshot.\nAccepted: the relation's name alone: usage.",
    ],
    [
      "select\n  '云', userz from usage",
      '2:8 Binder Error: Referenced column "userz" not found in FROM clause!\nCandidate bindings: "users"',
    ],
    ['select 1,\n  form x y z', '2:10 Parser Error: syntax error at or near "y"'],
    [
      'select * from usag',
      '1:15 Catalog Error: Table with name usag does not exist!\nDid you mean "usage"?',
    ],
    [
      'select nope(1)',
      '1:8 Catalog Error: Scalar Function with name nope does not exist!\nDid you mean "now"?',
    ],
    [`select ${'('.repeat(200_000)}1`, '1:10004 Parser Error: memory exhausted at or near "("'],
  ])('leaves out %j', async (text, problem) => {
    expect(await problemOfText(text)).toBe(problem);
  });

  it.each([
    ["select * from read_csv('/etc/passwd')", 'The function read_csv is not available here'],
    [
      "from read_parquet('FOLDER/lake/x.parquet')",
      'The function read_parquet is not available here',
    ],
    ["select (select content from read_text('x'))", 'The function read_text is not available here'],
    ["select getenv('HOME')", 'The function getenv is not available here'],
    ["from query('select 1')", 'The function query is not available here'],
    ["from 'FOLDER/lake/x.parquet'", 'files are not read here'],
    ['from "FOLDER/secret"."parquet"', 'files are not read here'],
    ['from data.csv', 'files are not read here'],
    ['with "x.csv" as (from "x.csv") from "x.csv"', 'files are not read here'],
    ['from duckdb_secrets()', 'The function duckdb_secrets is not available here'],
  ])('lets nothing through that reads more: %j', async (text, problem) => {
    expect(await problemOfText(text)).toContain(problem);
  });

  it.each([
    ['usage', 'is a published relation'],
    ['USAGE_VIEW', 'is a published relation'],
    ['duckdb_tables', "is a relation of DuckDB's own"],
    ['pg_class', "is a relation of DuckDB's own"],
    ['Select', 'is a word of SQL'],
    ['left', 'is a word of SQL'],
  ])('takes no name that is taken: %s', async (name, why) => {
    expect(await problemOfText('select 1 as a', name)).toBe(
      `The name ${name} ${why}.\nRename the file.`,
    );
  });

  it('says no more of what is wrong than one reads', async () => {
    const problem = await problemOfText(`select 1 '${'x'.repeat(100_000)}'`);
    expect(problem).toMatch(/^1:10 Parser Error: syntax error at or near "'x+…$/);
    expect(problem).toHaveLength('1:10 '.length + 2000);
    database.close();
    expect(await problemOfText(`select 1 '${'云'.repeat(100_000)}'`)).toContain('syntax error');
  });

  it('means the published relation where a view has its name', async () => {
    const verdicts = await verdictsOn({ Usage: 'select 1 as a', b: 'select users from usage' });
    expect(fitOf(verdicts)).toEqual(['b']);
  });

  it('executes nothing', async () => {
    const verdicts = await verdictsOn({
      slow: 'select count(*) as n from range(1_000_000_000_000) a, range(1_000_000) b',
      fails: "select error('executed') as e from range(1_000_000)",
    });
    expect(fitOf(verdicts)).toEqual(['slow', 'fails']);
  });
});
