import { appendFile, cp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { correct, load, run, voidInvoice, withdraw } from '../../src/testing/jobs.ts';
import { snapshotRows } from '../../src/testing/snapshot-rows.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';

const bandwidth = (day: string, mbps: string) =>
  csv(headers.bandwidth, [`2026-09-${day}T12:00:00+08:00,a1,${mbps}`]);

const contract = `contract: c1
customer: acme
from: 2026-03-01
until: 2026-12-31
source: paper
plans: [{ sku: pro, price: "899" }]
`;

let folder: string;
let before: bigint;

// One workspace: each test goes on from what the one before it left.
beforeAll(async () => {
  folder = await writeWorkspace({
    settings: `${defaultSettings}models: models/*.sql\n`,
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: {
      'logs/bandwidth/a.csv': bandwidth('10', '100.5'),
      'models/days.sql': 'select usage_date from daily_usage',
    },
  });
  await run(folder, '2026-09');
});
beforeEach(async () => {
  before = await writtenAt();
});

/** When the snapshot was written. */
async function writtenAt(): Promise<bigint> {
  return (await stat(workspaceAt(folder).analytics, { bigint: true })).mtimeNs;
}

describe('a job that changes nothing', () => {
  it('leaves the snapshot as it is', async () => {
    await run(folder, '2026-09');
    await load(folder);
    await load(folder, 1);
    expect(await writtenAt()).toBe(before);
  });

  it('publishes for as long as a view is left out, and says so each time', async () => {
    await writeFiles(folder, { 'models/broken.sql': 'select nothing from daily_usage' });
    const problems = async () => (await run(folder, '2026-09')).model_problems.length;
    expect([await problems(), await problems()]).toEqual([1, 1]);
    const later = await writtenAt();
    expect(await problems()).toBe(1);
    expect(await writtenAt()).not.toBe(later);
    await rm(join(folder, 'models/broken.sql'));
    expect(await problems()).toBe(0);
    expect(await snapshotRows(folder, 'from model_problems')).toEqual([]);
  });
});

const changes: Record<string, () => Promise<unknown>> = {
  'a delivered file': () => writeFiles(folder, { 'logs/bandwidth/b.csv': bandwidth('11', '1') }),
  'a file under a second name': () =>
    writeFiles(folder, { 'logs/bandwidth/again.csv': bandwidth('10', '100.5') }),
  'a customer': () => appendFile(join(folder, 'accounts/customers.csv'), 'beta,Beta,b1\n'),
  'a purchase': () =>
    appendFile(join(folder, 'accounts/purchases.csv'), 'o2,a1,pro,2026-10-01,1\n'),
  'a contract': () => writeFiles(folder, { 'prices/c1.yaml': contract }),
  'a new model': () => writeFiles(folder, { 'models/more.sql': 'select 1 as one' }),
  'the text of a model': () => writeFiles(folder, { 'models/days.sql': 'select 1 as one' }),
  'a model’s being there': () => rm(join(folder, 'models/days.sql')),
  'models, that there are none': () => writeFiles(folder, { 'imbill.yaml': defaultSettings }),
  'the price list of those who name none': () =>
    writeFiles(folder, { 'imbill.yaml': defaultSettings.replace('tencent-im', 'tencent-im-2019') }),
};

describe('a job after a change publishes anew:', () => {
  it.each(Object.keys(changes))('%s', async (name) => {
    await changes[name]!();
    await load(folder);
    const after = await writtenAt();
    expect(after).not.toBe(before);
    await load(folder);
    expect(await writtenAt()).toBe(after);
  });

  it('a withdrawn file, a correction, a voided invoice', async () => {
    await withdraw(folder, 'logs/bandwidth/a.csv');
    const withdrawn = await writtenAt();
    await correct(folder, '2026-09');
    const corrected = await writtenAt();
    await voidInvoice(folder, 'INV-2026-000001', { isReplaced: false });
    expect(new Set([before, withdrawn, corrected, await writtenAt()]).size).toBe(4);
  });

  it('a file that is refused', async () => {
    await writeFiles(folder, { 'logs/daily/b.csv': 'no,such,columns\n1,2,3\n' });
    await expect(load(folder)).rejects.toThrow('logs/daily/b.csv');
    expect(await writtenAt()).not.toBe(before);
    expect(await snapshotRows(folder, 'select path from refused_files')).toEqual([
      ['logs/daily/b.csv'],
    ]);
    await writeFiles(folder, { 'logs/daily/b.csv': 'date,app_id,metric,value\n' });
    await load(folder);
    expect(await snapshotRows(folder, 'from refused_files')).toEqual([]);
  });

  it('a lake without segments', async () => {
    const other = await writeWorkspace({ files: { 'logs/bandwidth/a.csv': bandwidth('10', '1') } });
    await load(other);
    await rm(join(other, '.imbill/lake/bandwidth'), { recursive: true });
    await load(other).catch(() => undefined);
    expect(await snapshotRows(other, 'select count(*) from bandwidth')).toEqual([[0n]]);
  });

  it('a workspace that was moved', async () => {
    const moved = join(await tempFolder(), 'moved');
    await rename(folder, moved);
    folder = moved;
    await load(folder);
    const [[lines]] = (await snapshotRows(folder, 'select count(*) from bandwidth')) as [[bigint]];
    expect(lines).toBeGreaterThan(0n);
  });

  it('rows that another than a job altered', async () => {
    const warehouse = await Database.open({ path: workspaceAt(folder).warehouse });
    await warehouse.run("update invoices set customer_name = 'Other'");
    warehouse.close();
    await load(folder);
    expect(await snapshotRows(folder, 'select distinct customer_name from invoices')).toEqual([
      ['Other'],
    ]);
  });
});

const spoilt: Record<string, (analytics: string, note: string) => Promise<unknown>> = {
  'is deleted': (analytics) => rm(analytics),
  'is damaged in one byte': async (analytics) => {
    const bytes = await readFile(analytics);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(analytics, bytes);
  },
  'is cut off': (analytics) => writeFile(analytics, 'cut off'),
  'is of another workspace': async (analytics) => {
    const other = await writeWorkspace();
    await load(other);
    await cp(workspaceAt(other).analytics, analytics);
  },
  'was written to': async (analytics) => {
    const snapshot = await Database.open({ path: analytics });
    await snapshot.run('delete from daily_usage');
    snapshot.close();
  },
  'has a log of changes beside it': (analytics) => writeFile(`${analytics}.wal`, ''),
  'has lost its note': (_, note) => rm(note),
  'has half a note': (_, note) => writeFile(note, '{"inputs":'),
  'has no note, but null': (_, note) => writeFile(note, 'null'),
};

describe('a job makes a snapshot anew that', () => {
  it.each(Object.keys(spoilt))('%s', async (name) => {
    const { analytics, publishedNote } = workspaceAt(folder);
    await spoilt[name]!(analytics, publishedNote);
    const changed = await writtenAt().catch(() => before);
    await load(folder);
    expect(await writtenAt()).not.toBe(changed);
    expect(await snapshotRows(folder, 'select count(*) from customers')).toEqual([[2n]]);
  });

  // Between the swap and the note, the note is still that of the snapshot before.
  it('was swapped by a job that was killed before it noted it', async () => {
    const { publishedNote } = workspaceAt(folder);
    const noteBefore = await readFile(publishedNote);
    const days = () =>
      snapshotRows(
        folder,
        "select count(*) from batches where path = 'logs/bandwidth/c.csv' and status = 'live'",
      );
    await writeFiles(folder, { 'logs/bandwidth/c.csv': bandwidth('12', '1') });
    await load(folder);
    expect(await days()).toEqual([[1n]]);
    await writeFile(publishedNote, noteBefore);
    await withdraw(folder, 'logs/bandwidth/c.csv');
    expect(await days()).toEqual([[0n]]);
  });
});
