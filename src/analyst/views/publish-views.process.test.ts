import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { Database } from '../../duckdb/duckdb.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { writeFiles } from '../../testing/write-workspace.ts';
import { workspaceAt } from '../../workspace/workspace.ts';
import { publishViews } from './publish-views.ts';

const script = join(dirname(inject('mainPath')), '..', 'src', 'analyst', 'views', 'checker.js');
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await tempFolder();
  const { analytics } = workspaceAt(folder);
  file = `${analytics}.new`;
  await mkdir(dirname(file), { recursive: true });
  const writer = await Database.open({ path: file, threads: 1 });
  await writer.run('create table usage as select 7 as app_id, 152340 as users');
  await writer.run(
    'create table model_problems (path varchar, line_number integer, column_number integer, message varchar)',
  );
  writer.close();
});

const publish = (views: Record<string, string>, globs = ['models/*.sql']) =>
  writeFiles(folder, views).then(() => publishViews(file, workspaceAt(folder), globs, { script }));

/** As somebody opens the snapshot who has nothing but DuckDB. */
async function rowsOf(sql: string) {
  const reader = await Database.open({ path: file, threads: 1, readOnly: true });
  try {
    return await reader.rows(sql);
  } finally {
    reader.close();
  }
}

describe('publishViews', () => {
  it('makes views that any client of the file sees, with comments, and says what is none', async () => {
    const problems = await publish({
      'models/top.sql': '-- The apps\n-- with most users.\nselect *\nfrom big -- all;\n;\n',
      'models/big.sql': '\uFEFFselect app_id, users + 1 as more from usage where users > 100',
      'models/broken.sql': 'select\n    userz\nfrom usage',
      'models/evil.sql': "select * from read_text('/etc/passwd')",
      'models/Usage.sql': 'select 1 as app_id',
    });
    expect(await rowsOf('from top')).toEqual([{ app_id: 7n, more: 152341n }]);
    expect(
      await rowsOf('select view_name, comment from duckdb_views() where not internal order by all'),
    ).toEqual([
      { view_name: 'big', comment: null },
      { view_name: 'top', comment: 'The apps with most users.' },
    ]);
    expect(problems.map(({ path, line, column }) => [path, line, column])).toEqual([
      ['models/Usage.sql', null, null],
      ['models/broken.sql', 2, 5],
      ['models/evil.sql', 1, 15],
    ]);
    expect(await rowsOf('from model_problems')).toEqual(
      problems.map(({ path, line, column, message }) => ({
        path,
        message,
        line_number: line === null ? null : BigInt(line),
        column_number: column === null ? null : BigInt(column),
      })),
    );
  });

  it('leaves out a query that DuckDB cannot look at in its limits, and goes on', async () => {
    const doubled = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `models/m${index}.sql`,
        index === 0 ? 'from usage' : `select a.app_id from m${index - 1} a, m${index - 1} b`,
      ]),
    );
    await writeFiles(folder, { ...doubled, 'models/fine.sql': 'from usage' });
    const problems = await publishViews(file, workspaceAt(folder), ['models/*.sql'], {
      script,
      patience: { start: 60_000, view: 700, all: 60_000 },
    });
    expect(await rowsOf('select count(*) as n from fine')).toEqual([{ n: 1n }]);
    expect(problems.map(({ path }) => path)).toContain('models/m59.sql');
  });

  it('touches nothing where nothing is asked for, or matches', async () => {
    expect(await publish({ 'models/a.sql': 'select' }, [])).toEqual([]);
    expect(await publish({}, ['none/*.sql'])).toEqual([]);
    expect(await rowsOf('from model_problems')).toEqual([]);
  });

  it('never fails', async () => {
    file = join(folder, 'none.duckdb');
    expect(await publish({ 'models/a.sql': 'select 1' })).toEqual([
      {
        path: 'imbill.yaml',
        line: null,
        column: null,
        message: expect.stringMatching(/^The views of models: were not created: ENOENT/),
      },
    ]);
  });
});
