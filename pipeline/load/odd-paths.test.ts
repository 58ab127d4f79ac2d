import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { run } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { reportsOf } from '../../src/testing/reports.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';

/** Columns of what is read anywhere: the lake, what is counted, kept, rejected and exported. */
const columns = [
  'app_id',
  'user_id',
  'group_id',
  'usage_date',
  'metric',
  'numerator',
  'denominator',
  'peak_at',
  'line_number',
  'extra',
  'region',
  'node',
  'mbps',
  'bytes',
  'is_success',
  'usage_month',
  'seen_days',
  'login_days',
  'bucket',
  'quantity',
  'number',
  'content',
  'line',
  'time',
  'c0',
  'filename',
  'file_row_number',
  'value',
  'reason',
  'column_name',
  'bits',
];

/** Files of all formats. */
const texts = { ...mixedAccounts, files: splitFiles(3) };
let expected: Record<string, string>;

beforeAll(async () => {
  expected = await reportsOf(await issuedWorkspace(texts));
});

/** A workspace below a folder of that name. */
async function workspaceIn(name: string): Promise<string> {
  const folder = join(await tempFolder(), name, 'w');
  await mkdir(join(folder, '..'), { recursive: true });
  await rename(await writeWorkspace(texts), folder);
  return folder;
}

async function json(folder: string, ...args: string[]) {
  const ended = await imbill([...args, '--workspace', folder, '--json']);
  expect([args.join(' '), ended.exitCode, ended.stderr]).toEqual([args.join(' '), 0, '']);
  return JSON.parse(ended.stdout);
}

/** Asks for the month with each command that reads the lake or an export. */
async function expectReadAsElsewhere(folder: string): Promise<void> {
  expect(await reportsOf(folder)).toEqual(expected);
  const query = 'select count(*) as n, count(distinct app_id) as apps from logins';
  expect((await json(folder, 'sql', query)).rows).toEqual([{ n: 600, apps: 4 }]);
  const explained = await json(folder, 'invoice', 'explain', 'INV-2026-000001', '--rows');
  expect(JSON.stringify(explained)).toContain('logs/logins/part-');
  await json(folder, 'invoice', 'verify');
  await json(folder, 'invoice', 'regenerate', '--month', '2026-09', '--from-raw');
  expect(await reportsOf(folder)).toEqual(expected);
  await json(folder, 'export', 'ledger', join(folder, '..', 'export'), '--with-lake');
  const restored = join(folder, '..', 'restored');
  await json(restored, 'import', 'ledger', join(folder, '..', 'export'));
  await json(restored, 'invoice', 'regenerate', '--from-raw');
  await json(restored, 'invoice', 'verify');
}

describe('the path of a workspace', () => {
  it.each([
    [
      'folders named like columns',
      columns
        .map((name) => `${name}=5`)
        .join('/')
        .padEnd(3000, '/xx'),
    ],
    ['what patterns are made of', '[a-z]*/**/[!w]/{w,v}/!(w)/+(w)/@{u}/[/]'],
    ['what texts are made of', `it's "a" $x;--/ %20#1 /-x/~/a|b&c/a:b/空间 é/a\nb/c\td/\u001b[31m`],
  ])('reaches neither rows nor amounts: %s', async (_, name) => {
    const folder = await workspaceIn(name);
    await run(folder, '2026-09');
    await expectReadAsElsewhere(folder);
  });

  it.each(['a?b', 'a\\b', '\\[x]*'])('is refused with %s', async (name) => {
    const folder = await workspaceIn(name);
    for (const args of [['load'], ['sql', 'select 1'], ['status'], ['prices', 'list']]) {
      const { exitCode, stderr } = await imbill([...args, '--workspace', folder]);
      expect([exitCode, stderr]).toEqual([
        2,
        `The path of the workspace is ${JSON.stringify(folder)}, with a ${name.match(/[?\\]/)?.[0]}.
Accepted: paths without ? and \\, as the database cannot open files there.
Rename or move the folder, and run again.\n`,
      ]);
    }
  });
});

describe('a workspace that is a link', () => {
  it('is one like any other, and refused where the link leads to a ?', async () => {
    const link = join(await tempFolder(), 'link');
    await symlink(await workspaceIn('b\\[c]*'), link);
    await run(link, '2026-09');
    await expectReadAsElsewhere(link);
    const other = join(await tempFolder(), 'link');
    await symlink(await workspaceIn('b?c'), other);
    const { exitCode, stderr } = await imbill(['load', '--workspace', other]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/b\?c\/w", with a \?/)]);
  });
});

describe('a lake that is a link', () => {
  it('is read as one that lies there', async () => {
    const folder = await workspaceIn('linked');
    const [lake, days] = [join(await tempFolder(), 'app_id=zz'), join(await tempFolder(), 'days')];
    await mkdir(join(folder, '.imbill'));
    for (const path of [lake, days]) await mkdir(path);
    await symlink(lake, join(folder, '.imbill', 'lake'));
    await symlink(days, join(lake, 'logins'));
    await run(folder, '2026-09');
    await run(folder, '2026-09');
    await expectReadAsElsewhere(folder);
  });
});
