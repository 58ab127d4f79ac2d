import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill, startImbill } from '../../src/testing/command-line.ts';
import { unpacked } from '../../src/testing/fixture-archive.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';

let folder: string;
let exported: string;

beforeAll(async () => {
  folder = await unpacked('workspace-0.2.0');
  exported = join(await tempFolder(), 'export');
  await succeed(['export', 'ledger', exported, '--with-lake', '--workspace', folder]);
});

async function succeed(args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await imbill(args);
  expect([exitCode, stderr]).toEqual([0, '']);
}

/** Kills a command as soon as a path is there. */
async function killedAt(args: readonly string[], path: string): Promise<void> {
  const { child, ended } = startImbill(args);
  while (child.exitCode === null && !existsSync(path)) await setImmediate();
  child.kill('SIGKILL');
  await ended;
}

describe('an export that is killed', () => {
  it.each(['.', 'documents/INV-2026-000002.json', 'lake', 'tables/meta.parquet', 'manifest.json'])(
    'as its %s is written leaves nothing under its name, and the next one is whole',
    async (name) => {
      const parent = await tempFolder();
      const dir = join(parent, 'export');
      const args = ['export', 'ledger', dir, '--with-lake', '--workspace', folder];
      await killedAt(args, join(parent, '.export.imbill-new', name));
      if (existsSync(dir)) expect(await hashesBelow(dir)).toEqual(await hashesBelow(exported));
      else await succeed(args);
      expect(await readdir(parent)).toEqual(['export']);
      expect(await hashesBelow(dir)).toEqual(await hashesBelow(exported));
    },
  );
});

describe('an import that is killed', () => {
  it.each([
    '.imbill/warehouse.duckdb',
    '.imbill/scratch/rebuilt.duckdb',
    '.imbill/lake',
    'accounts/customers.csv',
    'imbill.yaml',
  ])('as its %s is made is made good by the next one', async (name) => {
    const workspace = join(await tempFolder(), 'workspace');
    const args = ['import', 'ledger', exported, '--workspace', workspace];
    await killedAt(args, join(workspace, name));
    const { exitCode, stderr } = await imbill(args);
    if (exitCode === 2) expect(stderr).toContain('The workspace has a ledger already');
    else expect([exitCode, stderr]).toEqual([0, '']);
    const again = join(await tempFolder(), 'again');
    await succeed(['export', 'ledger', again, '--with-lake', '--workspace', workspace]);
    expect(await hashesBelow(again)).toEqual(await hashesBelow(exported));
  });
});
