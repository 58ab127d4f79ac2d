import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbillProcess, type ProcessOptions } from '../src/testing/command-line.ts';
import {
  filesOf,
  mixedAccounts,
  mixedFiles,
  splitBy,
  splitFiles,
} from '../src/testing/mixed-month.ts';
import { reportsOf } from '../src/testing/reports.ts';
import {
  defaultSettings,
  type FileContent,
  writeWorkspace,
} from '../src/testing/write-workspace.ts';

let expected: Record<string, string>;
let expectedOfSplit: Record<string, string>;

beforeAll(async () => {
  expected = await reportsAfterRun(await workspaceOf(mixedFiles()));
  expectedOfSplit = await reportsAfterRun(await workspaceOf(splitFiles()));
});

describe('the reports', () => {
  it('hold something to compare', () => {
    const names = Object.keys(expected);
    expect(names).toEqual([
      '2026-09/INV-2026-000001.csv',
      '2026-09/INV-2026-000001.json',
      '2026-09/INV-2026-000002.csv',
      '2026-09/INV-2026-000002.json',
      '2026-09/INV-2026-000003.csv',
      '2026-09/INV-2026-000003.json',
      '2026-09/lines.csv',
      '2026-09/summary.csv',
      '2026-09/summary.json',
    ]);
  });

  it.each([
    ['1', undefined],
    ['2', '4GB'],
    ['5', '256MB'],
  ])('are the same bytes with --threads %s, memory: %s', async (threads, memory) => {
    const settings =
      memory === undefined ? defaultSettings : `${defaultSettings}memory: ${memory}\n`;
    const folder = await writeWorkspace({ ...mixedAccounts, files: splitFiles(), settings });
    expect(await reportsAfterRun(folder, ['--threads', threads])).toEqual(expectedOfSplit);
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['TZ=Pacific/Apia, LC_ALL=tr_TR.UTF-8', { TZ: 'Pacific/Apia', LC_ALL: 'tr_TR.UTF-8' }],
    ['an unknown zone, LC_ALL=C', { TZ: 'No/Where', LC_ALL: 'C', LANG: 'C' }],
  ])('are the same bytes with %s', async (_, env) => {
    const folder = await workspaceOf(mixedFiles());
    expect(await reportsAfterRun(folder, [], { env })).toEqual(expected);
  });

  it('are the same bytes for another user, in another language, zone and current folder', async () => {
    const folder = await workspaceOf(mixedFiles());
    const user = { HOME: join('no', 'home'), USER: 'somebody', LOGNAME: 'somebody' };
    const language = { LANG: 'ar_EG.UTF-8', LC_ALL: 'de_DE', LANGUAGE: 'de' };
    const here = await imbillProcess(['run', '--month', '2026-09'], {
      cwd: folder,
      env: { ...user, ...language, TZ: 'America/St_Johns' },
    });
    expect(here).toMatchObject({ exitCode: 0 });
    expect(await reportsOf(folder)).toEqual(expected);
  });

  it('are the same bytes whichever file was there first, and of whatever date', async () => {
    const files = splitFiles();
    const reversed = await workspaceOf(Object.fromEntries(Object.entries(files).reverse()));
    for (const [index, name] of Object.keys(files).entries()) {
      await utimes(join(reversed, name), 1_000_000_000, 1_700_000_000 - index);
    }
    expect(await reportsAfterRun(reversed)).toEqual(expectedOfSplit);
  });

  it('are the same bytes when they are made in two steps', async () => {
    const folder = await workspaceOf(mixedFiles());
    const env = { TZ: 'Asia/Kathmandu' };
    const steps = [
      await imbillProcess(['load', '--workspace', folder], { env }),
      await imbillProcess(['preview', '--month', '2026-09', '--workspace', folder], { env }),
    ];
    expect(steps.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(await reportsAfterRun(folder)).toEqual(expected);
  });
});

describe('the invoices', () => {
  it('are the same bytes when rows are split into files of several formats', () => {
    expect(invoicesIn(expectedOfSplit)).toEqual(invoicesIn(expected));
  });

  it.each([
    [
      'files are called otherwise, and rows stand in another order',
      renamed(filesOf(({ rows }) => [rows.toReversed()])),
    ],
    ['rows are shuffled and then split', filesOf(({ rows }) => splitBy(5, shuffled(rows)))],
  ])('are the same bytes when %s', async (_, files) => {
    const folder = await workspaceOf(files);
    expect(invoicesIn(await reportsAfterRun(folder))).toEqual(invoicesIn(expected));
  });
});

it('invoices are the same bytes when the rows of accounts stand in another order', async () => {
  const { customers, purchases, roaming } = mixedAccounts;
  const folder = await writeWorkspace({
    customers: customers.toReversed(),
    purchases: purchases.toReversed(),
    roaming: roaming.toReversed(),
    files: mixedFiles(),
  });
  expect(await reportsAfterRun(folder)).toEqual(expected);
});

/** All reports but the list of the delivered files, which names them. */
function invoicesIn(reports: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(reports).filter(([name]) => !name.endsWith('/summary.json')),
  );
}

function workspaceOf(files: Record<string, FileContent>): Promise<string> {
  return writeWorkspace({ ...mixedAccounts, files });
}

async function reportsAfterRun(
  folder: string,
  args: readonly string[] = [],
  options: ProcessOptions = {},
): Promise<Record<string, string>> {
  const run = ['run', '--month', '2026-09', '--workspace', folder, ...args];
  const ended = await imbillProcess(run, options);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  return reportsOf(folder);
}

function renamed(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name.replace('month', 'z/ñ 中'), text]),
  );
}

/** The same rows in an order that looks random. */
function shuffled(rows: readonly string[]): string[] {
  const key = (index: number) => (index * 7919 + 13) % 104729;
  return rows
    .map((row, index) => ({ row, key: key(index) }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);
}
