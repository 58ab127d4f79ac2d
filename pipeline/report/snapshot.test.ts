import { copyFile, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SqlSandbox } from '../../src/analyst/sandbox/sql-sandbox.ts';
import { correct, load, run, voidInvoice, withdraw } from '../../src/testing/jobs.ts';
import { sandboxScript } from '../../src/testing/sandbox-script.ts';
import { openSnapshot, snapshotRows } from '../../src/testing/snapshot-rows.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';

const bandwidth = (day: string, app: string, mbps: string) =>
  csv(headers.bandwidth, [`2026-09-${day}T12:00:00+08:00,${app},${mbps}`]);

const files = {
  'logs/logins/a.csv': csv('time,app_id,user_id,result,platform', [
    '2026-09-10T23:59:59.999+08:00,a1,u1,success,ios',
    '2026-09-11T00:00:00+08:00,a1,U1,denied,',
  ]),
  'logs/bandwidth/a.csv': bandwidth('10', 'a1', '100.5'),
  'logs/bandwidth/b.csv': 'time,app_id,bytes\n2026-09-10T12:00:00Z,b1,1\n',
  'logs/groups/g.csv': csv(headers.groups, ['2026-09-20T10:00:00+08:00,a1,g1,created']),
  'logs/daily/d.csv': 'date,app_id,metric,value\n2026-09-12,b1,dau,7\n',
};

/** Issued: acme 999 + 100.5 × 2 = 1200.00, beta 999 + 0 = 999.00. */
function writeMonth(): Promise<string> {
  return writeWorkspace({
    customers: ['acme,Acme,a1', 'beta,Beta,b1'],
    purchases: ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1'],
    files,
  });
}

describe('the raw logs of the snapshot', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await writeMonth();
    await load(folder);
  });

  it('are the accepted lines by billing day, each with its file and line', async () => {
    const rows = await snapshotRows(
      folder,
      `select app_id, user_id, result, platform, path, line_number, is_success, usage_date, logged_in_at
       from logins order by line_number`,
    );
    expect(rows).toEqual([
      [
        'a1',
        'u1',
        'success',
        'ios',
        'logs/logins/a.csv',
        2n,
        true,
        '2026-09-10',
        '2026-09-10T15:59:59.999Z',
      ],
      [
        'a1',
        'U1',
        'denied',
        null,
        'logs/logins/a.csv',
        3n,
        false,
        '2026-09-11',
        '2026-09-10T16:00:00Z',
      ],
    ]);
    expect(
      await snapshotRows(folder, 'select group_id, event, usage_date from group_events'),
    ).toEqual([['g1', 'created', '2026-09-20']]);
    expect(await snapshotRows(folder, 'select metric, quantity from daily_values')).toEqual([
      ['dau', '7.000000000'],
    ]);
  });

  // One byte in 300 s: 8 / 300,000,000 Mbps is 0.0000000267, half up to nine decimals.
  it('have bandwidth in bits, exact, and in Mbps to nine decimals', async () => {
    expect(
      await snapshotRows(folder, 'select app_id, bits, mbps from bandwidth order by app_id'),
    ).toEqual([
      ['a1', '30150000000.000000', '100.500000000'],
      ['b1', '8.000000', '0.000000027'],
    ]);
  });

  it('open only the files of the days that are asked for', async () => {
    const plan = (where: string) =>
      snapshotRows(folder, `explain analyze select count(*) from logins ${where}`).then((rows) =>
        /Total Files Read:\s*(\d+)/.exec(JSON.stringify(rows))?.at(1),
      );
    expect(await plan('')).toBe('2');
    expect(await plan("where usage_date = date '2026-09-11'")).toBe('1');
  });

  it('lose a withdrawn file, and have it again when it is restored', async () => {
    const days = () => snapshotRows(folder, 'select distinct usage_date from logins order by 1');
    const status = () =>
      snapshotRows(folder, "select status from batches where path = 'logs/logins/a.csv'");
    await withdraw(folder, 'logs/logins/a.csv');
    expect([await days(), await status()]).toEqual([[], [['withdrawn']]]);
    await withdraw(folder, 'logs/logins/a.csv', 'restore');
    expect([await days(), await status()]).toEqual([[['2026-09-10'], ['2026-09-11']], [['live']]]);
  });

  it('have no line of a segment that no batch knows', async () => {
    const day = join(folder, '.imbill/lake/logins/2026-09-10');
    const [known = ''] = await readdir(day);
    const snapshot = await openSnapshot(folder);
    await copyFile(join(day, known), join(day, `${'0'.repeat(32)}.parquet`));
    expect(await snapshot.rows('select count(*) as lines from logins')).toEqual([{ lines: 2n }]);
    snapshot.close();
    await load(folder);
  });

  it('do not stop the publishing where a segment is damaged, and name it when they are read', async () => {
    const damaged = await writeMonth();
    await load(damaged);
    const day = '.imbill/lake/logins/2026-09-10';
    const [name = ''] = await readdir(join(damaged, day));
    await writeFile(join(damaged, day, name), 'no Parquet');
    await withdraw(damaged, 'logs/groups/g.csv');
    expect(await snapshotRows(damaged, 'select count(*) from bandwidth')).toEqual([[2n]]);
    await expect(snapshotRows(damaged, 'from logins')).rejects.toThrow(name);
  });
});

describe('a workspace that is moved', () => {
  it('has its raw logs where it is now, told by a variable or by the next job', async () => {
    const folder = await writeMonth();
    await load(folder);
    const moved = join(await tempFolder(), 'a [new] *place');
    await rename(folder, moved);
    const snapshot = await openSnapshot(moved);
    expect(await snapshot.rows('select count(*) as n from rejects')).toEqual([{ n: 0n }]);
    await expect(snapshot.rows('from logins')).rejects.toThrow('No files found');
    await snapshot.run(`set variable workspace = '${moved}'`);
    expect(await snapshot.rows('select count(*) as n from logins')).toEqual([{ n: 2n }]);
    snapshot.close();
    const engine = new SqlSandbox(workspaceAt(moved), {
      memoryMegabytes: 256,
      timeoutSeconds: 60,
      threads: 1,
      script: sandboxScript(),
    });
    const { chunks } = await engine.query('select count(*) as n from logins');
    expect((await chunks.next()).value).toMatchObject({ columns: [[2n]] });
    await engine.close();
    await load(moved);
    expect(await snapshotRows(moved, 'select count(*) from logins')).toEqual([[2n]]);
  });
});

describe('the documents of the snapshot', () => {
  let folder: string;
  const owed =
    "select customer_id, sum(amount) from invoice_lines_now where month = '2026-09' group by all order by all";
  const issued = 'select customer_id, sum(amount) from charges group by all order by all';

  beforeAll(async () => {
    folder = await writeMonth();
    await run(folder, '2026-09');
  });

  it('say in one row whose a charge is and what was sold', async () => {
    const rows = await snapshotRows(
      folder,
      `select number, customer_id, app_id, document_kind, month, sku, service_name, unit, currency,
         usage, quantity, unit_price, amount, is_voided, peak_date from charges where sku = 'bandwidth-domestic' order by all`,
    );
    expect(rows).toEqual([
      [
        'INV-2026-000001',
        'acme',
        'a1',
        'invoice',
        '2026-09',
        'bandwidth-domestic',
        'AV chat room bandwidth, domestic',
        'Mbps',
        'CNY',
        '100.500000000',
        '100.500000000',
        '2.000000000',
        '201.00',
        false,
        '2026-09-10',
      ],
      [
        'INV-2026-000002',
        'beta',
        'b1',
        'invoice',
        '2026-09',
        'bandwidth-domestic',
        'AV chat room bandwidth, domestic',
        'Mbps',
        'CNY',
        '0.000000027',
        '0.000000027',
        '2.000000000',
        '0.00',
        false,
        '2026-09-10',
      ],
    ]);
    expect(await snapshotRows(folder, 'select count(*) from invoice_lines_now')).toEqual(
      await snapshotRows(folder, 'select count(*) from invoice_lines'),
    );
  });

  // Late: 10.5 Mbps on the 11th, so 111 Mbps-days, 222.00 instead of 201.00.
  it('have a corrected charge as it was issued, and as it is known now', async () => {
    await writeFiles(folder, { 'logs/bandwidth/late.csv': bandwidth('11', 'a1', '10.5') });
    await load(folder);
    await correct(folder, '2026-09');
    expect(
      await snapshotRows(
        folder,
        `select number, line_number, usage, quantity, unit_price, amount, is_corrected
         from invoice_lines_now where customer_id = 'acme' and sku in ('pro', 'bandwidth-domestic') order by line_number`,
      ),
    ).toEqual([
      ['INV-2026-000001', 1n, null, '1.000000000', '999.000000000', '999.00', false],
      ['INV-2026-000001', 3n, '111.000000000', null, null, '222.00', true],
    ]);
    expect(
      await snapshotRows(
        folder,
        `select number, refers_to, customer_id, document_kind, causes, explanation, amount_issued, amount_now, total, is_cancellation
         from corrections`,
      ),
    ).toEqual([
      [
        'DBN-2026-000001',
        'INV-2026-000001',
        'acme',
        'debit_note',
        'late-data',
        'Usage data arrived after the invoice was issued',
        '1200.00',
        '1221.00',
        '21.00',
        false,
      ],
    ]);
    expect(
      await snapshotRows(
        folder,
        `select usage_issued, usage_now, amount_issued, amount_now, amount, causes
         from charges where document_kind = 'debit_note'`,
      ),
    ).toEqual([['100.500000000', '111.000000000', '201.00', '222.00', '21.00', 'late-data']]);
    const sums = [
      ['acme', '1221.00'],
      ['beta', '999.00'],
    ];
    expect(await snapshotRows(folder, owed)).toEqual(sums);
    expect(await snapshotRows(folder, issued)).toEqual(sums);
    expect(
      await snapshotRows(folder, 'select number, status, net from invoices order by position'),
    ).toEqual([
      ['INV-2026-000001', 'corrected', '1221.00'],
      ['INV-2026-000002', 'issued', '999.00'],
      ['DBN-2026-000001', 'issued', null],
    ]);
  });

  it('leave a voided invoice out of what is known now, and keep it as issued', async () => {
    await voidInvoice(folder, 'INV-2026-000001', { isReplaced: false });
    expect(await snapshotRows(folder, owed)).toEqual([['beta', '999.00']]);
    expect(await snapshotRows(folder, issued)).toEqual([
      ['acme', '0.00'],
      ['beta', '999.00'],
    ]);
    expect(
      await snapshotRows(
        folder,
        "select number, bool_and(is_voided) from charges where customer_id = 'acme' group by all order by all",
      ),
    ).toEqual([
      ['CRN-2026-000001', true],
      ['DBN-2026-000001', true],
      ['INV-2026-000001', true],
    ]);
    expect(
      await snapshotRows(
        folder,
        'select number, refers_to, causes, is_cancellation from corrections where is_cancellation',
      ),
    ).toEqual([['CRN-2026-000001', 'INV-2026-000001', '', true]]);
  });
});

describe('publishing', () => {
  it('leaves whoever reads the old snapshot with it', async () => {
    const folder = await writeMonth();
    await load(folder);
    const reader = await openSnapshot(folder);
    await writeFiles(folder, { 'logs/bandwidth/late.csv': bandwidth('11', 'a1', '10.5') });
    await load(folder);
    expect(await reader.rows('select count(*) as n from bandwidth')).toEqual([{ n: 2n }]);
    expect(await snapshotRows(folder, 'select count(*) from bandwidth')).toEqual([[3n]]);
    reader.close();
  });

  it('goes on from what a killed job left', async () => {
    const folder = await writeMonth();
    await writeFiles(folder, {
      '.imbill/analytics.duckdb.new': 'half a snapshot',
      '.imbill/analytics.duckdb.new.wal': 'half a log',
    });
    await mkdir(join(folder, '.imbill/scratch/lake'), { recursive: true });
    await load(folder);
    expect(
      (await readdir(join(folder, '.imbill'))).filter((name) => name.includes('analytics')),
    ).toEqual(['analytics.duckdb']);
    expect(await readdir(join(folder, '.imbill/scratch'))).toEqual([]);
  });
});
