import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { makeWarehouse } from './make-warehouse.ts';
import { openWarehouse } from './open-warehouse.ts';

const opener = { command: 'imbill test', startedAt: '2026-10-01T00:00:00Z' };

async function folderOfWarehouse() {
  const workspace = workspaceAt(await tempFolder());
  await mkdir(dirname(workspace.warehouse), { recursive: true });
  return { workspace, folder: dirname(workspace.warehouse) };
}

describe('makeWarehouse', () => {
  it('makes one file, however many ask for it at once', async () => {
    const { workspace, folder } = await folderOfWarehouse();
    await Promise.all([1, 2, 3, 4].map(() => makeWarehouse(workspace.warehouse)));
    expect(await readdir(folder)).toEqual(['warehouse.duckdb']);
  });

  it('leaves one that is there', async () => {
    const { workspace } = await folderOfWarehouse();
    const database = await openWarehouse(workspace, opener);
    await database.run("insert into meta values ('mark', 'here')");
    database.close();
    await makeWarehouse(workspace.warehouse);
    const again = await openWarehouse(workspace, opener);
    expect(await again.rows("select value from meta where key = 'mark'")).toEqual([
      { value: 'here' },
    ]);
    again.close();
  });
});

describe('openWarehouse', () => {
  it('goes on where a process was killed as it made the file', async () => {
    const { workspace, folder } = await folderOfWarehouse();
    const half = 'warehouse.duckdb.0b8e6f0e-6f5e-4b7e-9a58-1d2f3a4b5c6d.new';
    for (const name of [half, `${half}.wal`]) await writeFile(`${folder}/${name}`, 'DUCK');
    const database = await openWarehouse(workspace, opener);
    expect(await database.rows('select count(*) as documents from invoices')).toEqual([
      { documents: 0n },
    ]);
    database.close();
    expect((await readdir(folder)).filter((name) => name.includes('.new'))).toEqual([]);
  });
});
