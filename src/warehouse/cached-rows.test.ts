import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { type Workspace, workspaceAt } from '../workspace/workspace.ts';
import { cacheRows, readCachedRows } from './cached-rows.ts';

async function workspaceOf(...months: string[]): Promise<Workspace> {
  const workspace = workspaceAt(await tempFolder());
  for (const month of months) await keep(workspace, month);
  return workspace;
}

async function keep(workspace: Workspace, month: string, ...texts: string[]): Promise<void> {
  await mkdir(workspace.scratch, { recursive: true });
  const paths = texts.map((text) => join(workspace.scratch, text));
  for (const path of paths) await writeFile(path, path);
  await cacheRows(workspace.counted, 'sets', month, {
    basis: 'b',
    segments: ['s1', 's2'],
    paths,
    rows: 7,
  });
}

describe('cacheRows and readCachedRows', () => {
  it('keep files in the order of their parts, and what they were counted from', async () => {
    const workspace = await workspaceOf();
    await keep(workspace, '2026-09', 'x', 'a');
    const folder = join(workspace.counted, 'sets/2026-09');
    expect(await readCachedRows(workspace.counted, 'sets', '2026-09')).toEqual({
      basis: 'b',
      segments: ['s1', 's2'],
      rows: 7,
      paths: [join(folder, '0.parquet'), join(folder, '1.parquet')],
    });
    expect(await readdir(workspace.scratch)).toEqual([]);
  });

  it('put new rows in the place of those kept before', async () => {
    const workspace = await workspaceOf();
    await keep(workspace, '2026-09', 'x', 'y');
    await keep(workspace, '2026-09', 'z');
    expect((await readCachedRows(workspace.counted, 'sets', '2026-09'))?.paths).toHaveLength(1);
    expect(await readdir(join(workspace.counted, 'sets'))).toEqual(['2026-09']);
  });

  it('keep the latest three months', async () => {
    const workspace = await workspaceOf('2025-12', '2026-03', '2026-01', '2026-02');
    await keep(workspace, '2025-11');
    expect((await readdir(join(workspace.counted, 'sets'))).sort()).toEqual([
      '2026-01',
      '2026-02',
      '2026-03',
    ]);
    expect(await readCachedRows(workspace.counted, 'sets', '2025-12')).toBeUndefined();
  });

  it('take over what a killed process left half-made', async () => {
    const workspace = await workspaceOf();
    const half = join(workspace.counted, 'sets/.2026-09.imbill-new');
    await mkdir(half, { recursive: true });
    await writeFile(join(half, '0.parquet'), 'half');
    await keep(workspace, '2026-09', 'x');
    expect(existsSync(half)).toBe(false);
    expect((await readCachedRows(workspace.counted, 'sets', '2026-09'))?.paths).toHaveLength(1);
  });

  it('know nothing of a file outside their folder', async () => {
    const workspace = await workspaceOf();
    await keep(workspace, '2026-09', 'x');
    const note = join(workspace.counted, 'sets/2026-09/counted-from.json');
    await writeFile(
      note,
      '{"basis":"b","segments":[],"files":[{"name":"../x","sha256":"h"}],"rows":1}',
    );
    expect(await readCachedRows(workspace.counted, 'sets', '2026-09')).toBeUndefined();
  });
});
