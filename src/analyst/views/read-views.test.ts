import { spawnSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { tempFolder } from '../../testing/temp-folder.ts';
import { writeFiles } from '../../testing/write-workspace.ts';
import { readViewFile } from './read-view-file.ts';
import { readViews } from './read-views.ts';

let root: string;
beforeEach(async () => {
  root = await tempFolder();
});

const globs = ['models/**/*'];
const pathsOf = (found: readonly { path: string }[]) => found.map(({ path }) => path);

describe('readViews', () => {
  it('reads nothing where no glob is given, or none matches', async () => {
    expect(await readViews(root, [])).toEqual({ views: [], problems: [] });
    expect(await readViews(root, ['models/*.sql'])).toEqual({ views: [], problems: [] });
  });

  it('reads SQL files by path, without byte order marks, and passes over others', async () => {
    await writeFiles(root, {
      'models/b.sql': '\uFEFFselect 1\r\n',
      'models/deep/A.SQL': 'select 2',
      'models/notes.md': 'no',
      'models/.hidden.sql': 'no',
      'models/folder.sql/c.sql': '',
      'other/d.sql': 'no',
    });
    expect(await readViews(root, globs)).toEqual({
      views: [
        { name: 'b', path: 'models/b.sql', text: 'select 1\r\n' },
        { name: 'A', path: 'models/deep/A.SQL', text: 'select 2' },
        { name: 'c', path: 'models/folder.sql/c.sql', text: '' },
      ],
      problems: [],
    });
  });

  it('takes several globs, each file once, and what they exclude out', async () => {
    await writeFiles(root, { 'models/a.sql': 'a', 'models/old/b.sql': 'b', 'more/c.sql': 'c' });
    const found = await readViews(root, ['models/**/*.sql', 'm*/*.sql', '!models/old/**']);
    expect(pathsOf(found.views)).toEqual(['models/a.sql', 'more/c.sql']);
  });

  it('takes none of several files with one name', async () => {
    await writeFiles(root, { 'models/Top.sql': 'a', 'models/x/top.sql': 'b', 'models/b.sql': 'c' });
    const found = await readViews(root, globs);
    expect(pathsOf(found.views)).toEqual(['models/b.sql']);
    expect(found.problems).toEqual([
      {
        path: 'models/Top.sql',
        line: null,
        column: null,
        message:
          'The name Top is also that of models/x/top.sql; none of them becomes a view.\nAccepted: each name once, whatever its case.',
      },
      {
        path: 'models/x/top.sql',
        line: null,
        column: null,
        message:
          'The name top is also that of models/Top.sql; none of them becomes a view.\nAccepted: each name once, whatever its case.',
      },
    ]);
  });

  it.each([
    [
      'is no UTF-8',
      Buffer.from('select \u00e9', 'latin1'),
      'The text is not UTF-8.\nAccepted: UTF-8, with or without a byte order mark.',
    ],
    [
      'is UTF-16',
      Buffer.from('\uFEFFselect 1', 'utf16le'),
      'The text is not UTF-8.\nAccepted: UTF-8, with or without a byte order mark.',
    ],
    [
      'holds NUL',
      'select 1 \0',
      'The text is not UTF-8.\nAccepted: UTF-8, with or without a byte order mark.',
    ],
    [
      'has 10 MB',
      Buffer.alloc(10_000_000, ' '),
      'The file is larger than 1 MB.\nAccepted: one query, as text.',
    ],
  ])('leaves out a file that %s', async (_, content, message) => {
    await writeFiles(root, { 'models/a.sql': content, 'models/b.sql': 'select 1' });
    const { views, problems } = await readViews(root, globs);
    expect(pathsOf(views)).toEqual(['models/b.sql']);
    expect(problems).toEqual([{ path: 'models/a.sql', line: null, column: null, message }]);
  });

  it('follows no link, whatever it leads to', async () => {
    const outside = await tempFolder();
    await writeFiles(outside, { 'secret.sql': 'select 1' });
    await writeFiles(root, { 'models/a.sql': 'select 1' });
    await symlink(join(outside, 'secret.sql'), join(root, 'models/file.sql'));
    await symlink(join(root, 'models/a.sql'), join(root, 'models/own.sql'));
    await symlink(outside, join(root, 'models/folder'));
    await symlink(join(outside, 'none'), join(root, 'models/nothing.sql'));
    await symlink(join(outside, 'none'), join(root, 'models/nothing.txt'));
    const { views, problems } = await readViews(root, globs);
    expect(pathsOf(views)).toEqual(['models/a.sql']);
    expect(problems).toEqual(
      ['file.sql', 'folder', 'nothing.sql', 'own.sql'].map((name) => ({
        path: `models/${name}`,
        line: null,
        column: null,
        message:
          'This is a link; links are not followed.\nAccepted: files of the workspace itself.',
      })),
    );
  });

  it('reads nothing of a folder that is a link out of the workspace', async () => {
    const outside = await tempFolder();
    await writeFiles(outside, { 'secret.sql': 'select 1' });
    await symlink(outside, join(root, 'models'));
    expect(await readViews(root, ['models/*.sql'])).toEqual({
      views: [],
      problems: [
        {
          path: 'models/secret.sql',
          line: null,
          column: null,
          message:
            'The file is outside of the workspace.\nAccepted: files of the workspace itself, not what a link leads to.',
        },
      ],
    });
  });

  it('opens no pipe', async () => {
    await mkdir(join(root, 'models'));
    spawnSync('mkfifo', [join(root, 'models/pipe.sql')]);
    expect((await readViews(root, globs)).problems).toEqual([
      {
        path: 'models/pipe.sql',
        line: null,
        column: null,
        message: 'This is neither a file nor a folder.\nAccepted: regular files.',
      },
    ]);
  });

  it('says what cannot be read', async () => {
    await writeFiles(root, { models: 'a file' });
    expect((await readViews(root, ['models/*.sql'])).problems).toEqual([
      {
        path: 'models',
        line: null,
        column: null,
        message: 'The folder cannot be read (ENOTDIR).\nAccepted: folders that this user may read.',
      },
    ]);
    expect(await readViewFile(root, 'gone.sql')).toEqual({
      problem: 'The file cannot be read (ENOENT).\nAccepted: a file that this user may read.',
    });
  });

  it('reads no more than so many', async () => {
    await mkdir(join(root, 'models'));
    const names = Array.from({ length: 502 }, (_, index) => `m${String(index).padStart(3, '0')}`);
    for (const name of names) await writeFile(join(root, `models/${name}.sql`), 'select 1');
    const { views, problems } = await readViews(root, globs);
    expect(views).toHaveLength(500);
    expect(problems).toEqual([
      {
        path: 'models/m500.sql',
        line: null,
        column: null,
        message:
          'This file and all after it are too many: models: in imbill.yaml matches 502.\nAccepted: 500 files.',
      },
    ]);
  });
});
