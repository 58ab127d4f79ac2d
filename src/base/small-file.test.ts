import { spawnSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { priceFilesIn } from '../prices/price-files.ts';
import { readBookFile } from '../prices/read-book-file.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { readAccounts } from '../workspace/accounts.ts';
import { parseSettings, readSettings } from '../workspace/settings.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { exitCodes } from './errors.ts';
import { readSmallText, UnfitFile } from './small-file.ts';
import { systemError } from './system-error.ts';

const settings = parseSettings('sources: {}');
let folder: string;
beforeEach(async () => {
  folder = await tempFolder();
});

/** What may be in place of a file, and what is said of it. */
const unfit: [name: string, seen: string, make: (path: string) => Promise<unknown>][] = [
  ['a folder', 'is a folder', (path) => mkdir(path)],
  ['a named pipe', 'is a named pipe', async (path) => spawnSync('mkfifo', [path])],
  ['a device', 'is a special file', (path) => symlink('/dev/zero', path)],
  ['a folder behind a link', 'is a folder', (path) => symlink('/', path)],
];

async function hugeFile(path: string): Promise<void> {
  await writeFile(path, '');
  await truncate(path, 40 * 1024 ** 3);
}

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error) => `${error.exitCode}: ${error.message}`,
  );

describe.skipIf(process.platform === 'win32')('a file of the workspace that is', () => {
  it.each(unfit)('%s is refused by name, and never waited for', async (_, seen, make) => {
    const workspace = workspaceAt(folder);
    for (const name of ['accounts', 'prices']) await mkdir(join(folder, name));
    for (const name of ['imbill.yaml', 'accounts/customers.csv', 'prices/own.yaml'])
      await make(join(folder, name));
    const inWords = (name: string) =>
      `3: ${name} ${seen}.\nAccepted: a regular file.\nCorrect it and run the command again.`;
    expect(await messageOf(readSettings(workspace.settings))).toBe(inWords('imbill.yaml'));
    expect(await messageOf(readAccounts(workspace, settings))).toBe(
      inWords('accounts/customers.csv'),
    );
    const prices = { dir: workspace.prices, label: 'prices' };
    expect(await messageOf(priceFilesIn(prices))).toBe(inWords('prices/own.yaml'));
    expect(await messageOf(readBookFile(join(folder, 'prices/own.yaml'), []))).toBe(
      `2: ${join(folder, 'prices/own.yaml')}: ${seen}.\nName the file of a price book.`,
    );
  });

  it('larger than people write is refused before it fills the memory', async () => {
    const workspace = workspaceAt(folder);
    for (const name of ['accounts', 'prices']) await mkdir(join(folder, name));
    for (const name of ['imbill.yaml', 'accounts/customers.csv', 'prices/own.yaml'])
      await hugeFile(join(folder, name));
    const before = process.memoryUsage().rss;
    const inWords = (name: string, size: number) =>
      `3: ${name} is larger than ${size} MB.\nAccepted: a file of at most ${size} MB.\nCorrect it and run the command again.`;
    expect(await messageOf(readSettings(workspace.settings))).toBe(inWords('imbill.yaml', 1));
    expect(await messageOf(readAccounts(workspace, settings))).toBe(
      inWords('accounts/customers.csv', 64),
    );
    const prices = { dir: workspace.prices, label: 'prices' };
    expect(await messageOf(priceFilesIn(prices))).toBe(inWords('prices/own.yaml', 4));
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
  });

  it('a file where a folder should be is said to be one', async () => {
    for (const name of ['accounts', 'prices']) await writeFile(join(folder, name), '');
    expect(await messageOf(priceFilesIn({ dir: join(folder, 'prices'), label: 'prices' }))).toBe(
      '3: prices is no folder.\nAccepted: a folder of price books and contracts, or none.\nRename it and run the command again.',
    );
    expect(
      systemError(await readAccounts(workspaceAt(folder), settings).catch((error) => error)),
    ).toEqual(
      expect.objectContaining({
        exitCode: exitCodes.failed,
        message: `imbill cannot go on: stat '${folder}/accounts/customers.csv': Not a directory (ENOTDIR).\nRemove the file that is where a folder should be, and run again: finished work is stored, and nothing is left half done.`,
      }),
    );
  });

  it('not UTF-8, or leads to itself, is told apart from one that is not there', async () => {
    await writeFile(join(folder, 'imbill.yaml'), Buffer.from('issuer: { name: "\xe9" }', 'latin1'));
    expect(await messageOf(readSettings(join(folder, 'imbill.yaml')))).toBe(
      '3: imbill.yaml is not UTF-8 text.\nAccepted: text saved as UTF-8.\nCorrect it and run the command again.',
    );
    await symlink(join(folder, 'loop'), join(folder, 'loop'));
    const error = await readSettings(join(folder, 'loop')).catch((error) => error);
    expect([error instanceof UnfitFile, systemError(error)?.message]).toEqual([
      true,
      expect.stringContaining('(ELOOP)'),
    ]);
  });
});

describe('readSmallText', () => {
  it('reads files whose size is known only as they are read, and leaves out a byte order mark', async () => {
    await writeFile(join(folder, 'bom.txt'), '\uFEFFa: 1\n');
    expect(await readSmallText(join(folder, 'bom.txt'))).toBe('a: 1\n');
    if (process.platform === 'linux')
      expect(await readSmallText('/proc/self/status')).toContain('Name:');
  });
});
