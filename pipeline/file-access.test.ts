import { chmod, lstat, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbillProcess } from '../src/testing/command-line.ts';
import { mixedAccounts, splitFiles } from '../src/testing/mixed-month.ts';
import { tempFolder } from '../src/testing/temp-folder.ts';
import { defaultSettings, writeWorkspace } from '../src/testing/write-workspace.ts';

/** Lists files and folders that others than their owner may read, write or enter, each with its mode. */
async function openTo(others: number, ...folders: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.map((entry) => join(entry.parentPath, entry.name));
    expect(paths.length).toBeGreaterThan(0);
    for (const path of [folder, ...paths]) {
      const mode = (await lstat(path)).mode & 0o777;
      if ((mode & others) !== 0) found.push(`${mode.toString(8)} ${relative(folder, path)}`);
    }
  }
  return found;
}

async function done(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await imbillProcess(args);
  expect([exitCode, stderr]).toEqual([0, '']);
}

describe.skipIf(process.platform === 'win32')('files that imbill makes', () => {
  it('are of their user alone', async () => {
    const folder = await writeWorkspace({ ...mixedAccounts, files: splitFiles() });
    // Copies of an export do not take over the modes of their originals.
    await chmod(join(folder, 'imbill.yaml'), 0o644);
    await done('run', '--month', '2026-09', '--workspace', folder);
    const outside = await tempFolder();
    const [exported, imported] = [join(outside, 'ledger'), join(outside, 'imported')];
    await done('export', 'ledger', exported, '--workspace', folder);
    await done('import', 'ledger', exported, '--workspace', imported);
    await done('report', '--html', '--workspace', folder);
    await done('init', join(outside, 'new'));
    const made = [join(folder, '.imbill'), join(folder, 'out'), exported, imported];
    expect(await openTo(0o077, ...made, join(outside, 'new'))).toEqual([]);
  });

  it('are readable by the group where the workspace says so', async () => {
    const folder = await writeWorkspace({
      ...mixedAccounts,
      settings: `${defaultSettings}file_access: group\n`,
      files: splitFiles(),
    });
    await done('run', '--month', '2026-09', '--workspace', folder);
    expect(await openTo(0o007, join(folder, '.imbill'), join(folder, 'out'))).toEqual([]);
    const mode = async (path: string) =>
      ((await lstat(join(folder, path))).mode & 0o777).toString(8);
    expect([await mode('out'), await mode('out/2026-09/summary.html')]).toEqual(['750', '640']);
  });

  it('keep a word that is none of the accepted ones out', async () => {
    const folder = await writeWorkspace({ settings: `${defaultSettings}file_access: everybody\n` });
    await writeFile(join(folder, 'note'), '');
    const { exitCode, stderr } = await imbillProcess(['load', '--workspace', folder]);
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringContaining('accepted: private, group, umask'),
    ]);
  });
});
