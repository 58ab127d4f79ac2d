import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { readManifest } from '../../src/testing/written-export.ts';

let folder: string;
let exported: string;

beforeAll(async () => {
  folder = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
  exported = join(await tempFolder(), 'export');
  const { exitCode, stderr } = await exportTo(exported, '--with-lake');
  expect([exitCode, stderr]).toEqual([0, '']);
});

function exportTo(dir: string, ...options: string[]) {
  return imbill(['export', 'ledger', dir, '--workspace', folder, ...options]);
}

/** A copy of the workspace, of which a test may alter something. */
async function copied(): Promise<string> {
  const copy = join(await tempFolder(), 'workspace');
  await cp(folder, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

describe('imbill export ledger', () => {
  it('writes documents and reports as they were issued', async () => {
    const issued = await textsBelow(join(folder, 'out', '2026-09'));
    const written = await textsBelow(exported);
    const numbers = ['INV-2026-000001', 'INV-2026-000002', 'INV-2026-000003'];
    for (const number of numbers)
      for (const extension of ['json', 'csv', 'html'])
        expect(written[`reports/${number}/${number}.${extension}`]).toBe(
          issued[`${number}.${extension}`],
        );
    const documents = await warehouseRows(folder, 'select number, document from invoices');
    expect(Object.keys(written).filter((path) => path.startsWith('documents/'))).toEqual(
      numbers.map((number) => `documents/${number}.json`),
    );
    for (const [number, document] of documents)
      expect(written[`documents/${number}.json`]).toBe(document);
  });

  it('names each fact by the SHA-256 of its file', async () => {
    const facts = Object.entries(await hashesBelow(join(exported, 'facts')));
    expect(facts.length).toBeGreaterThan(5);
    for (const [path, hash] of facts) expect(path).toBe(`${hash.slice(0, 2)}/${hash}.json`);
  });

  it('has every table of the warehouse, with its rows', async () => {
    const { tables } = await readManifest(exported);
    const names = await warehouseRows(
      folder,
      'select table_name from duckdb_tables() where not temporary order by table_name',
    );
    expect(tables.map(({ name }) => [name])).toEqual(names);
    for (const { name, rows } of tables) {
      const [[count]] = (await warehouseRows(folder, `select count(*) from ${name}`)) as [[bigint]];
      expect([name, rows]).toEqual([name, String(count)]);
      expect(existsSync(join(exported, 'tables', `${name}.parquet`))).toBe(true);
    }
  });

  it('lists all files in SHA256SUMS, as sha256sum reads it', async () => {
    const { status, stdout } = spawnSync('sha256sum', ['-c', 'SHA256SUMS'], {
      cwd: exported,
      encoding: 'utf8',
    });
    const { SHA256SUMS: _, ...rest } = await hashesBelow(exported);
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n').sort()).toEqual(
      Object.keys(rest)
        .map((path) => `${path}: OK`)
        .sort(),
    );
  });

  it('hashes the rows of a table in a way that outlives Parquet', async () => {
    const { tables } = await readManifest(exported);
    const lines = (await warehouseRows(folder, 'select key, value from meta order by key')).map(
      ([key, value]) => `${JSON.stringify({ key, value })}\n`,
    );
    expect(tables.find(({ name }) => name === 'meta')?.sha256).toBe(sha256Of(lines.join('')));
  });

  it('gives the same bytes again, with any number of threads and in any zone', async () => {
    const again = join(await tempFolder(), 'again');
    const { exitCode } = await imbill(
      ['export', 'ledger', again, '--with-lake', '--workspace', folder, '--threads', '1'],
      { timeZone: 'Pacific/Apia' },
    );
    expect(exitCode).toBe(0);
    expect(await hashesBelow(again)).toEqual(await hashesBelow(exported));
  });

  it('takes only the segments along that later months are counted from, unless all are wanted', async () => {
    const small = join(await tempFolder(), 'small');
    const { stdout } = await exportTo(small);
    const months = (hashes: object) =>
      [
        ...new Set(Object.keys(hashes).flatMap((path) => /^lake\/\w+\/\d+-\d+/.exec(path) ?? [])),
      ].sort();
    expect(months(await hashesBelow(exported))).toEqual([
      'lake/bandwidth/2026-09',
      'lake/groups/2026-09',
      'lake/logins/2026-09',
      'lake/logins/2026-10',
    ]);
    expect(months(await hashesBelow(small))).toEqual([
      'lake/groups/2026-09',
      'lake/logins/2026-10',
    ]);
    expect(stdout).toContain(
      'Rows that no later month needs are left out; --with-lake exports them too.\n',
    );
  });

  it('never mixes with what is there', async () => {
    const dir = join(await tempFolder(), 'mine');
    await mkdir(dir);
    await writeFile(join(dir, 'note.txt'), 'mine');
    const { exitCode, stderr } = await exportTo(dir);
    expect([exitCode, stderr]).toEqual([
      2,
      `${dir} is not empty; nothing was exported.
Accepted: a new or empty folder, such as ${dir}-2. Two exports never share a folder.
`,
    ]);
    expect(await readdir(dir)).toEqual(['note.txt']);
  });

  it('goes into an empty folder, and says as JSON what was written', async () => {
    const dir = await tempFolder();
    const { stdout } = await exportTo(dir, '--json');
    const { files } = await readManifest(dir);
    expect(JSON.parse(stdout)).toEqual({
      dir,
      documents: 3,
      files: files.length,
      bytes: files.reduce((total, { bytes }) => total + Number(bytes), 0),
      lake: 'for later months',
      entry_sha256: (await readManifest(dir)).ledger.entry_sha256,
      manifest_sha256: sha256Of(await readFile(join(dir, 'manifest.json'))),
    });
  });

  it('names everything in the ledger that is not what was kept, and leaves nothing', async () => {
    const altered = await copied();
    await warehouseRows(
      altered,
      "update invoices set document = replace(document, '999', '998') where number = 'INV-2026-000001' returning 1",
    );
    await warehouseRows(
      altered,
      "update facts set content = content || ' ' where kind = 'settings' returning 1",
    );
    await warehouseRows(
      altered,
      "update reports set content = 'x' where name = 'INV-2026-000002.csv' returning 1",
    );
    await warehouseRows(
      altered,
      "delete from invoices where number = 'INV-2026-000003' returning 1",
    );
    const [[settings]] = (await warehouseRows(
      altered,
      "select sha256 from facts where kind = 'settings'",
    )) as [[string]];
    const [[first], [last]] = (await warehouseRows(
      altered,
      'select entry_sha256 from invoices order by position',
    )) as [[string], [string]];
    expect(first).not.toBe(last);
    const [[head]] = (await warehouseRows(
      altered,
      "select value from meta where key = 'ledger_head'",
    )) as [[string]];
    const [[segment]] = (await warehouseRows(
      altered,
      "select path from segments where source = 'groups' order by path limit 1",
    )) as [[string]];
    await writeFile(join(altered, segment), 'PAR1');
    const parent = await tempFolder();
    const dir = join(parent, 'export');
    const { exitCode, stderr } = await imbill(['export', 'ledger', dir, '--workspace', altered]);
    expect([exitCode, stderr]).toEqual([
      1,
      `The ledger cannot be exported, because it was altered:
  ledger, last entry: expected ${head}, found 2 ${last}
  documents/INV-2026-000001.json (invoices) does not have its SHA-256
  facts/${settings.slice(0, 2)}/${settings}.json (facts) does not have its SHA-256
  reports/INV-2026-000002/INV-2026-000002.csv (reports) does not have its SHA-256
  ${segment} does not have its SHA-256
Nothing was exported. imbill invoice verify shows the details. Restore a backup of the workspace.
`,
    ]);
    expect(await readdir(parent)).toEqual([]);
  });
});
