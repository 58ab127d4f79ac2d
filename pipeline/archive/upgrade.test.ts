import { existsSync, readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { imbill, imbillProcess, startImbill } from '../../src/testing/command-line.ts';
import { unpacked } from '../../src/testing/fixture-archive.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, headers, writeFiles } from '../../src/testing/write-workspace.ts';
import { createTables, schemaVersion } from '../../src/warehouse/schema.ts';
import { type TableShape, tableShapes } from '../../src/warehouse/table-shapes.ts';

/** Documents of a folder of reports: JSON, CSV, HTML. */
async function documentsOf(folder: string): Promise<Record<string, string>> {
  const texts = Object.entries(await textsBelow(folder));
  return Object.fromEntries(texts.filter(([name]) => /\/(INV|CRN|DBN)-/.test(name)));
}

/** Takes the reports of a workspace away, to compare with what is made again. */
async function takeReports(folder: string): Promise<Record<string, string>> {
  const reports = await documentsOf(join(folder, 'out'));
  await rm(join(folder, 'out'), { recursive: true });
  return reports;
}

/** The list that 0.2 called tencent-im-legacy has another name now. */
async function nameList(folder: string): Promise<void> {
  const settings = join(folder, 'imbill.yaml');
  const text = await readFile(settings, 'utf8');
  await writeFile(settings, text.replace('tencent-im-legacy', 'tencent-im'));
}

async function inside<T>(folder: string, work: (database: Database) => Promise<T>): Promise<T> {
  const path = join(folder, '.imbill', 'warehouse.duckdb');
  const database = await Database.open({ path });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

async function succeed(args: readonly string[], env?: NodeJS.ProcessEnv) {
  const ended = await (env === undefined ? imbill(args) : imbillProcess(args, { env }));
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  return ended;
}

/** Without how a version under development renders its own documents: it has not sent any yet. */
async function differencesIn(workspace: string): Promise<unknown[]> {
  const { stdout } = await imbill(['invoice', 'verify', '--workspace', workspace, '--json']);
  const { differences } = JSON.parse(stdout) as { differences: { key: string }[] };
  return differences.filter(({ key }) => !key.endsWith(', rendered from the document'));
}

describe.each(['0.1.0', '0.2.0', 'schema-3', 'schema-4', '0.3.1', '0.4.0', '0.5.0'])(
  'a workspace of %s',
  (version) => {
    it('gives its documents again, byte for byte, whatever became of the rest', async () => {
      const folder = await unpacked(`workspace-${version}`);
      const issued = await takeReports(folder);
      await rename(join(folder, 'logs'), join(folder, 'old-logs'));
      await writeFiles(folder, {
        'accounts/customers.csv': 'customer_id,name,app_id\nother,Other,zz\n',
        'accounts/purchases.csv': 'order_id,app_id,sku,purchased_at,months\n',
        'prices/broken.yaml': 'list: [',
      });
      const regenerate = ['invoice', 'regenerate', '--workspace', folder];
      await succeed(regenerate, { TZ: 'Pacific/Apia', LC_ALL: 'tr_TR.UTF-8' });
      const again = await documentsOf(join(folder, 'out'));
      const pages = version === '0.1.0' ? /\.json$/ : /./;
      const compared = (texts: Record<string, string>) =>
        Object.entries(texts).filter(([name]) => pages.test(name));
      expect(compared(issued).length).toBeGreaterThanOrEqual(4);
      expect(compared(again)).toEqual(compared(issued));
      if (version === '0.1.0') return;
      await succeed([...regenerate, '--from-raw', '--threads', '1'], { TZ: 'Asia/Kathmandu' });
      expect(await documentsOf(join(folder, 'out'))).toEqual(issued);
    });

    it('goes on: issued months stay, and the next number follows', async () => {
      const folder = await unpacked(`workspace-${version}`);
      if (version === '0.2.0') await nameList(folder);
      const documents = () =>
        inside(folder, (database) =>
          database.rows('select number, sha256, document from invoices order by number'),
        );
      const before = await documents();
      expect(await differencesIn(folder)).toEqual([]);
      const run = ['run', '--workspace', folder, '--json', '--month'];
      const again = JSON.parse((await succeed([...run, '2026-09'])).stdout);
      expect([again.new_invoices, again.issued]).toEqual([0, true]);
      expect(await documents()).toEqual(before);
      await writeFiles(folder, {
        'logs/logins/august.csv': csv(headers.logins, ['2026-08-05T12:00:00+08:00,full,u1']),
      });
      const next = JSON.parse((await succeed([...run, '2026-08'])).stdout);
      expect(next.new_invoices).toBe(1);
      expect(await differencesIn(folder)).toEqual([]);
      const after = await documents();
      expect(after.slice(0, before.length)).toEqual(before);
      const invoices = before.filter((row) => String(row['number']).startsWith('INV-'));
      expect(after.at(-1)?.['number']).toBe(
        `INV-2026-${String(invoices.length + 1).padStart(6, '0')}`,
      );
    });
  },
);

/** The first, one in the middle and the last: an upgraded workspace is exported as any other. */
describe.each(['0.1.0', 'schema-4', '0.5.0'])('an upgraded workspace of %s', (version) => {
  it('can be exported, and imported to the same hashes', async () => {
    const folder = await unpacked(`workspace-${version}`);
    const parent = await tempFolder();
    const at = (name: string) => join(parent, name);
    await succeed(['export', 'ledger', at('one'), '--with-lake', '--workspace', folder]);
    await succeed(['import', 'ledger', at('one'), '--workspace', at('moved')]);
    expect(await differencesIn(at('moved'))).toEqual([]);
    await succeed(['export', 'ledger', at('two'), '--with-lake', '--workspace', at('moved')]);
    expect(await hashesBelow(at('two'))).toEqual(await hashesBelow(at('one')));
  });
});

describe.each(['0.2.0', 'schema-3', 'schema-4', '0.3.1', '0.4.0', '0.5.0'])(
  'an export of %s',
  (version) => {
    it('can be imported, and gives the documents of its workspace', async () => {
      const issued = await takeReports(await unpacked(`workspace-${version}`));
      const folder = join(await tempFolder(), 'restored');
      await succeed([
        'import',
        'ledger',
        await unpacked(`export-${version}`),
        '--workspace',
        folder,
      ]);
      await succeed(['invoice', 'regenerate', '--from-raw', '--workspace', folder]);
      expect(await documentsOf(join(folder, 'out'))).toEqual(issued);
    });
  },
);

describe('a migration that is killed', () => {
  it.each([0, 15, 60])('after %i ms leaves the old tables or the new', async (delay) => {
    const folder = await unpacked('workspace-0.1.0');
    const old = await inside(folder, stateOf);
    const { child, ended } = startImbill(['load', '--workspace', folder]);
    const note = join(folder, '.imbill', 'lock.json');
    const isOpen = () =>
      existsSync(note) && readFileSync(note, 'utf8').includes(`"pid":${child.pid},`);
    while (child.exitCode === null && !isOpen()) await setImmediate();
    await setTimeout(delay);
    child.kill('SIGKILL');
    await ended;
    const left = await inside(folder, stateOf);
    expect(left.documents).toEqual(old.documents);
    if (left.version === '1') expect(left).toEqual(old);
    else expect(left).toMatchObject({ version: String(schemaVersion), shapes: await newShapes() });
    await succeed(['load', '--workspace', folder]);
    const after = await inside(folder, stateOf);
    expect(after).toEqual({
      version: String(schemaVersion),
      shapes: await newShapes(),
      documents: old.documents,
    });
  });
});

interface State {
  version: unknown;
  shapes: TableShape[];
  documents: unknown;
}

async function stateOf(database: Database): Promise<State> {
  const { value } = await database.one("select value from meta where key = 'schema_version'");
  const documents = 'select number, sha256, document from invoices order by number';
  return {
    version: value,
    shapes: await tableShapes(database),
    documents: await database.rows(documents),
  };
}

async function newShapes(): Promise<TableShape[]> {
  const database = await Database.open();
  await createTables(database);
  const shapes = await tableShapes(database);
  database.close();
  return shapes;
}
