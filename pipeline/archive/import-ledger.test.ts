import { existsSync } from 'node:fs';
import { appendFile, cp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, headers, writeFiles } from '../../src/testing/write-workspace.ts';
import { changeManifest, noteAnew, restateTables } from '../../src/testing/written-export.ts';
import { schemaVersion } from '../../src/warehouse/schema.ts';

let folder: string;
let exported: string;
let complete: string;

beforeAll(async () => {
  folder = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
  exported = join(await tempFolder(), 'export');
  complete = join(await tempFolder(), 'complete');
  await exportTo(exported, folder);
  await exportTo(complete, folder, '--with-lake');
});

async function exportTo(dir: string, workspace: string, ...options: string[]) {
  const ended = await imbill(['export', 'ledger', dir, '--workspace', workspace, ...options]);
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
}

function importFrom(dir: string, workspace: string, ...options: string[]) {
  return imbill(['import', 'ledger', dir, '--workspace', workspace, ...options]);
}

async function newFolder(): Promise<string> {
  return join(await tempFolder(), 'workspace');
}

/** A copy of an export, of which a test may alter something. */
async function copyOf(dir: string): Promise<string> {
  const copy = join(await tempFolder(), 'copy');
  await cp(dir, copy, { recursive: true });
  return copy;
}

async function imported(dir = exported): Promise<string> {
  const workspace = await newFolder();
  const ended = await importFrom(dir, workspace);
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  return workspace;
}

/** What an import of an altered export says; nothing may be left of it. */
async function refusalOf(dir: string): Promise<string> {
  const workspace = await newFolder();
  const { exitCode, stderr } = await importFrom(dir, workspace);
  expect([exitCode, existsSync(workspace)]).toEqual([3, false]);
  return stderr;
}

describe('an imported ledger', () => {
  it.each([
    ['', () => exported, []],
    [' with the lake', () => complete, ['--with-lake']],
  ])('exports to the same bytes%s', async (_, dir, options) => {
    const again = await newFolder();
    await exportTo(again, await imported(dir()), ...options);
    expect(await hashesBelow(again)).toEqual(await hashesBelow(dir()));
  });

  it('lists, shows and regenerates its documents', async () => {
    const workspace = await imported(complete);
    for (const command of [['list'], ['show', 'INV-2026-000002', '--json']]) {
      const there = await imbill(['invoice', ...command, '--workspace', folder]);
      expect(await imbill(['invoice', ...command, '--workspace', workspace])).toEqual(there);
      expect(there.exitCode).toBe(0);
    }
    const regenerated = await imbill([
      'invoice',
      'regenerate',
      '--from-raw',
      '--workspace',
      workspace,
    ]);
    expect(regenerated.exitCode).toBe(0);
    const issued = Object.entries(await textsBelow(join(folder, 'out', '2026-09')));
    expect(await textsBelow(join(workspace, 'out', '2026-09'))).toEqual(
      Object.fromEntries(issued.filter(([name]) => name.startsWith('INV-'))),
    );
  });

  it('goes on: an issued month stays, known files are recognised, numbers continue', async () => {
    const workspace = await imported();
    await cp(join(folder, 'logs'), join(workspace, 'logs'), { recursive: true });
    const again = await imbill(['run', '--month', '2026-09', '--workspace', workspace, '--json']);
    const { load, new_invoices, outdated } = JSON.parse(again.stdout);
    expect([again.exitCode, load.files, new_invoices, outdated]).toEqual([0, 0, 0, []]);
    expect(await textsBelow(join(workspace, 'out', '2026-09'))).toEqual(
      await textsBelow(join(folder, 'out', '2026-09')),
    );
    const october = csv(headers.logins, ['2026-10-05T12:00:00Z,a1,u1']);
    for (const place of [workspace, folder]) {
      await writeFiles(place, { 'logs/logins/october.csv': october });
      const next = await imbill(['run', '--month', '2026-10', '--workspace', place]);
      expect(next.exitCode).toBe(0);
      const rows = await warehouseRows(place, 'select number, entry_sha256 from invoices');
      expect(rows.map(([number]) => number)).toContain('INV-2026-000004');
    }
    const ends = (place: string) =>
      warehouseRows(
        place,
        "select value from meta where key in ('ledger_head', 'last_sequence_number')",
      );
    expect(await ends(workspace)).toEqual(await ends(folder));
  });

  it('says which segments are missing where a day has to be counted anew', async () => {
    const workspace = await imported();
    await writeFiles(workspace, {
      'logs/bandwidth/late.csv': csv(headers.bandwidth, ['2026-09-02T12:00:00Z,a1,9000']),
    });
    const { exitCode, stderr } = await imbill([
      'run',
      '--month',
      '2026-09',
      '--workspace',
      workspace,
    ]);
    const missing = await warehouseRows(
      workspace,
      "select path from segments where source = 'bandwidth' and usage_date = date '2026-09-02' and batch_id < (select max(batch_id) from batches) order by path",
    );
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.length).toBeLessThanOrEqual(5);
    expect([exitCode, stderr]).toEqual([
      1,
      `Usage cannot be measured: segments of the lake are missing.
${missing.map(([path]) => `  ${path}`).join('\n')}
Copy .imbill/lake from a backup, or from the workspace that this one was imported from, and run again. Nothing was measured or issued.
`,
    ]);
  });
});

describe('imbill import ledger', () => {
  it('leaves files of the user as they are, and names those that differ', async () => {
    const workspace = await newFolder();
    await imbill(['init', workspace]);
    const { exitCode, stdout } = await importFrom(exported, workspace);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(1)).toEqual([
      ...[
        'accounts/customers.csv',
        'accounts/purchases.csv',
        'accounts/roaming.csv',
        'imbill.yaml',
      ].map(
        (path) =>
          `Not replaced, as it differs: ${path}; the exported one is ${exported}/workspace/${path}`,
      ),
      '',
    ]);
    expect(await readFile(join(workspace, 'accounts/roaming.csv'), 'utf8')).not.toContain('a1');
    expect(await warehouseRows(workspace, 'select count(*) from invoices')).toEqual([[3n]]);
  });

  it('refuses a workspace that has a ledger, and leaves it alone', async () => {
    const before = await hashesBelow(join(folder, '.imbill', 'lake'));
    const { exitCode, stderr } = await importFrom(exported, folder);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^The workspace has a ledger already \(rows in .*audit, batches, .*invoices.*\); nothing was imported\.\nTwo ledgers are never mixed\. Name a new folder with --workspace DIR\.\n$/,
    );
    expect(await hashesBelow(join(folder, '.imbill', 'lake'))).toEqual(before);
  });

  it('refuses a folder that holds something else', async () => {
    const workspace = await tempFolder();
    await writeFile(join(workspace, 'note.txt'), 'mine');
    const { exitCode, stderr } = await importFrom(exported, workspace);
    expect([exitCode, stderr]).toEqual([
      2,
      `The folder is not empty, and is not a workspace; nothing was imported.
Accepted: a new or empty folder, or a workspace without a ledger: imbill import ledger ${exported} --workspace DIR
`,
    ]);
    expect(await readdir(workspace)).toEqual(['note.txt']);
  });

  it('refuses a folder that is no export', async () => {
    const [dir, workspace] = [await tempFolder(), await newFolder()];
    const { exitCode, stderr } = await importFrom(dir, workspace);
    expect([exitCode, stderr, existsSync(workspace)]).toEqual([
      2,
      `${dir} is no export of imbill: its manifest.json cannot be read (ENOENT).
Name the folder that imbill export ledger wrote.
`,
      false,
    ]);
  });

  it.each<[string, (text: string) => string, (dir: string) => string]>([
    [
      'a newer format',
      (text) => text.replace('imbill-export/1', 'imbill-export/2'),
      (dir) =>
        `${dir}/manifest.json: the export was written by a newer imbill (format 2; this one knows 1).
Nothing was imported. Import it with the imbill that wrote it, or a newer one.
`,
    ],
    [
      'paths that lead out of it, and types that are none',
      (text) =>
        text
          .replace('"path":"README.txt"', '"path":"../README.txt"')
          .replace('"type":"VARCHAR"', '"type":"VARCHAR); drop table meta; --"'),
      (dir) => `${dir}/manifest.json is not valid:
  tables.0.columns.0.type: is no type that imbill stores
  files.0.path: is not a path inside the export
Nothing was imported. Take another copy of the export.
`,
    ],
  ])('refuses %s', async (_, change, message) => {
    const dir = await copyOf(exported);
    const path = join(dir, 'manifest.json');
    const changed = change(await readFile(path, 'utf8'));
    await writeFile(path, changed);
    expect(await refusalOf(dir)).toBe(message(dir));
  });

  it('refuses tables of a newer schema', async () => {
    const dir = await copyOf(exported);
    await changeManifest(dir, (manifest) => {
      manifest.schema_version = 99;
    });
    await noteAnew(dir);
    expect(await refusalOf(dir)).toBe(
      `The export ${dir} was written by a newer imbill (schema version 99; this one knows ${schemaVersion}).
Nothing was imported. Import it with the imbill that wrote it, or a newer one.
`,
    );
  });

  it('names every file that is not what was written', async () => {
    const dir = await copyOf(exported);
    const facts = Object.keys(await hashesBelow(join(dir, 'facts')));
    await rm(join(dir, 'documents/INV-2026-000001.json'));
    await appendFile(join(dir, 'documents/INV-2026-000002.json'), ' ');
    const third = join(dir, 'documents/INV-2026-000003.json');
    const altered = (await readFile(third, 'utf8')).replace('2026-10-07', '2026-10-08');
    await writeFile(third, altered);
    await writeFile(join(dir, 'documents/INV-2026-000009.json'), altered);
    await rm(join(dir, 'facts', facts[0]!));
    await symlink(join(exported, 'facts', facts[0]!), join(dir, 'facts', facts[0]!));
    await changeManifest(dir, ({ ledger }) => {
      ledger.documents = '2';
    });
    const bytes = Buffer.byteLength(
      await readFile(join(exported, 'documents/INV-2026-000002.json')),
    );
    expect(await refusalOf(dir)).toBe(
      `The export ${dir} was altered:
  manifest.json has another hash than SHA256SUMS says
  documents/INV-2026-000001.json is missing
  documents/INV-2026-000002.json has ${bytes + 1} bytes, not ${bytes}
  documents/INV-2026-000003.json is altered: its SHA-256 differs
  facts/${facts[0]} is not a file
  documents/INV-2026-000009.json does not belong to the export
Nothing was imported. Take another copy of the export.
`,
    );
  });

  it('names what was altered together with the lists of hashes', async () => {
    const dir = await copyOf(complete);
    await rewriteTable(
      dir,
      'daily_usage',
      'select * replace (quantity + 1 as quantity) from given',
    );
    await rewriteTable(dir, 'rejects', 'select * from given union all select 1, ?, ?, 1, ?, ?, ?');
    const document = join(dir, 'documents/INV-2026-000001.json');
    await writeFile(document, (await readFile(document, 'utf8')).replace('999', '998'));
    await noteAnew(dir);
    expect(await refusalOf(dir)).toBe(
      `The export ${dir} was altered:
  the rows of the table daily_usage are altered: their SHA-256 differs
  documents/INV-2026-000001.json has another hash than the table invoices says
  the table invoices has 2 rows, not 3
  the table rejects has 1 rows, not 0
Nothing was imported. Take another copy of the export.
`,
    );
  });

  it('names a document that was taken out with all its traces but the chain', async () => {
    const dir = await copyOf(exported);
    await rewriteTable(dir, 'invoices', 'select * from given where position <> 2');
    await rm(join(dir, 'documents/INV-2026-000002.json'));
    await restateTables(dir);
    expect(await refusalOf(dir)).toMatch(
      /^The export .* was altered:\n {2}ledger, position 2: expected a document, found nothing; the next is INV-2026-000003 at position 3\n {2}INV-2026-000003, entry 3: expected [0-9a-f]{64}, found [0-9a-f]{64}\n {2}manifest\.json names another end of the ledger than the tables have\nNothing was imported\. Take another copy of the export\.\n$/,
    );
  });

  it('names files that belong to nothing', async () => {
    const dir = await copyOf(exported);
    await writeFiles(dir, { 'workspace/.imbill/lock.json': '{}', 'lake/logins/x.txt': 'x' });
    await changeManifest(dir, ({ files }) => {
      for (const path of ['lake/logins/x.txt', 'workspace/.imbill/lock.json'])
        files.push({ path, bytes: '0', sha256: '0'.repeat(64) });
    });
    await noteAnew(dir);
    expect(await refusalOf(dir)).toBe(
      `The export ${dir} was altered:
  lake/logins/x.txt belongs to nothing in the tables
  workspace/.imbill/lock.json belongs to nothing in the tables
Nothing was imported. Take another copy of the export.
`,
    );
  });

  it('names segments that would lie outside of the lake', async () => {
    const dir = await copyOf(exported);
    await rewriteTable(
      dir,
      'segments',
      `select * replace (if(source = 'bandwidth', '.imbill/lake/../../../x', path) as path) from given`,
    );
    await restateTables(dir);
    expect(await refusalOf(dir)).toBe(
      `The export ${dir} was altered:
  the table segments names ".imbill/lake/../../../x", which is not in the lake
Nothing was imported. Take another copy of the export.
`,
    );
  });

  it('names erased segments outside of the lake, whose files a later erasure would remove', async () => {
    const dir = await copyOf(exported);
    await rewriteTable(
      dir,
      'erased_segments',
      `select * from given union all by name
       select 1 as erasure, 1 as batch_id, '.imbill/lake/../../../x' as path, '' as sha256`,
    );
    await restateTables(dir);
    expect(await refusalOf(dir)).toContain(
      '  the table erased_segments names ".imbill/lake/../../../x", which is not in the lake\n',
    );
  });
});

/** Writes a table's Parquet file anew, from the relation `given`. */
async function rewriteTable(dir: string, name: string, query: string): Promise<void> {
  const path = join(dir, 'tables', `${name}.parquet`);
  const database = await Database.open();
  await database.run(`create table given as from read_parquet('${path}')`);
  await database.run(`copy (${query.replaceAll('?', "'x'")}) to '${path}' (format parquet)`);
  database.close();
}
