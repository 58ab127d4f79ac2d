import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { sheetsOf } from '../../src/analyst/results/testing/read-workbook.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { type Choice, type DatasetName, datasetNames } from '../../src/exports/choice.ts';
import { imbill, startImbill } from '../../src/testing/command-line.ts';
import { correct, load, run, voidInvoice, warehouseRows } from '../../src/testing/jobs.ts';
import { sandboxScript } from '../../src/testing/sandbox-script.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { openWarehouse } from '../../src/warehouse/open-warehouse.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import type { SandboxEffects } from '../effects/effects.ts';
import { exportData } from './export-data.ts';

let folder: string;

const bandwidth = (day: string, app: string, mbps: string) =>
  csv(headers.bandwidth, [`2026-09-${day}T12:00:00+08:00,${app},${mbps}`]);

/**
 * Two months of acme (named like a formula) and one of 北京乙: acme's September is corrected, 乙's
 * is voided and replaced.
 */
beforeAll(async () => {
  folder = await writeWorkspace({
    customers: ['acme,=Acme+Ltd,a1', 'yi,北京乙,b1'],
    purchases: ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-15,1', 'o3,a1,pro,2026-10-01,1'],
    files: {
      'logs/bandwidth/a.csv': bandwidth('10', 'a1', '100'),
      'logs/bandwidth/b.csv': bandwidth('10', 'b1', '0.125'),
    },
  });
  await run(folder, '2026-09');
  await run(folder, '2026-10');
  await writeFiles(folder, { 'logs/bandwidth/late.csv': bandwidth('11', 'a1', '10.5') });
  await load(folder);
  await correct(folder, '2026-09');
  await voidInvoice(folder, 'INV-2026-000002', { reason: '@wrong name' });
});

async function exported(
  name: DatasetName,
  month?: string,
  by: Choice['by'] = 'month',
): Promise<Record<string, string>[]> {
  const pieces: (string | Uint8Array)[] = [];
  const stdout = { result: (piece: string | Uint8Array) => void pieces.push(piece) };
  const target = { out: undefined, isReplaced: false, stdout };
  const options = { datasets: [name], format: 'csv', choice: { month, by }, target } as const;
  await exportData({ ...options, ...limits }, effects());
  return parse(pieces.join(''), { columns: true });
}

const limits = { memoryMegabytes: 512, timeoutSeconds: 60 };

function effects(): SandboxEffects {
  const { signal } = new AbortController();
  return { workspace: workspaceAt(folder), threads: 1, signal, script: sandboxScript() };
}

function picked(rows: Record<string, string>[], names: string): string[] {
  return rows.map((row) =>
    names
      .split(' ')
      .map((name) => row[name])
      .join(' '),
  );
}

describe('exportData', () => {
  it('gives every document with what became of it', async () => {
    const rows = await exported('invoices', '2026-09');
    expect(picked(rows, 'number kind status total net refers_to')).toEqual([
      'INV-2026-000001 invoice corrected 1199.00 1220.00 ',
      'INV-2026-000002 invoice voided 999.25 0.00 ',
      'DBN-2026-000001 debit_note issued 21.00  INV-2026-000001',
      'CRN-2026-000001 credit_note issued -999.25  INV-2026-000002',
      'INV-2026-000004 invoice issued 999.25 999.25 INV-2026-000002',
    ]);
    expect(picked(rows, 'voided_by replaced_by reason customer_name')).toEqual([
      "   '=Acme+Ltd",
      "CRN-2026-000001 INV-2026-000004 '@wrong name 北京乙",
      "  Usage data arrived after the invoice was issued '=Acme+Ltd",
      "  '@wrong name 北京乙",
      '   北京乙',
    ]);
    expect((await exported('invoices')).map(({ month }) => month)).toContain('2026-10');
  });

  it('gives every line, and for a correction what was issued and is known now', async () => {
    const rows = await exported('charges', '2026-09');
    expect(
      picked(
        rows,
        'number line_number status sku usage quantity unit_price amount amount_issued amount_now',
      ),
    ).toEqual([
      'INV-2026-000001 1 corrected pro  1 999 999.00  ',
      'INV-2026-000001 2 corrected bandwidth-domestic 100 100 2 200.00  ',
      'INV-2026-000002 1 voided pro  1 999 999.00  ',
      'INV-2026-000002 2 voided bandwidth-domestic 0.125 0.125 2 0.25  ',
      'DBN-2026-000001 1 issued bandwidth-domestic  1 21 21.00 200.00 221.00',
      'CRN-2026-000001 1 issued pro  -1 999 -999.00 999.00 0.00',
      'CRN-2026-000001 2 issued bandwidth-domestic  -1 0.25 -0.25 0.25 0.00',
      'INV-2026-000004 1 issued pro  1 999 999.00  ',
      'INV-2026-000004 2 issued bandwidth-domestic 0.125 0.125 2 0.25  ',
    ]);
    expect(picked(rows.slice(0, 2), 'app_name order_id valid_from valid_until peak_at')).toEqual([
      ' o1 2026-09-01 2026-09-30 ',
      '    2026-09-10T04:00:00Z',
    ]);
    expect(rows[4]).toMatchObject({ causes: 'late-data', usage_issued: '100', usage_now: '110.5' });
  });

  it('chooses documents by the month that they are invoiced in, where that is asked for', async () => {
    const numbers = picked(
      await exported('invoices', '2026-10', 'billing-period'),
      'number month billing_period',
    );
    expect(numbers).toEqual(['INV-2026-000003 2026-10 2026-10']);
    const notes = await exported('charges', '2026-11', 'billing-period');
    expect(new Set(picked(notes, 'number month billing_period'))).toEqual(
      new Set([
        'DBN-2026-000001 2026-09 2026-11',
        'CRN-2026-000001 2026-09 2026-11',
        'INV-2026-000004 2026-09 2026-11',
      ]),
    );
    expect(await exported('usage', '2026-09', 'billing-period')).toHaveLength(3);
    const none = await exported('invoices', '2026-12', 'billing-period').catch(
      (error: Error) => error,
    );
    expect(none).toMatchObject({
      exitCode: 4,
      message:
        'Nothing to export: no invoices in 2026-12.\nMonths that have some: 2026-09, 2026-10, 2026-11.',
    });
  });

  it('adds up to the totals of the documents', async () => {
    const lines = await exported('charges');
    const cents = (amount = '') => BigInt(amount.replace('.', ''));
    for (const { number, total } of await exported('invoices')) {
      const own = lines.filter((line) => line['number'] === number);
      expect(own.reduce((sum, { amount }) => sum + cents(amount), 0n)).toBe(cents(total));
    }
    const [[all] = []] = await warehouseRows(folder, 'select count(*) from invoice_lines');
    expect(BigInt(lines.length)).toBe(all);
  });

  it.each(datasetNames)(
    'has the columns of %s that sql/models.yml has, in their order',
    async (name) => {
      const models = parseYaml(await readFile('sql/models.yml', 'utf8'));
      const [row = {}] = await exported(name);
      expect(Object.keys(row)).toEqual(Object.keys(models[`exported_${name}`].columns));
    },
  );
});

describe('an export', () => {
  it('does not wait for a run that has the workspace', async () => {
    const workspace = workspaceAt(folder);
    const opener = { command: 'imbill run', startedAt: '2026-10-01T00:00:00Z' };
    const warehouse = await openWarehouse(workspace, opener, { threads: 1 });
    expect(await exported('invoices')).toHaveLength(6);
    warehouse.close();
  });
});

describe('exportData to a workbook', () => {
  it('has the same rows, negative amounts as numbers and formulas as text', async () => {
    const out = join(folder, '2026-09.xlsx');
    const target = { out, isReplaced: false, stdout: { result: () => undefined } };
    const choice = { month: '2026-09' };
    await exportData(
      { datasets: datasetNames, format: 'xlsx', choice, target, ...limits },
      effects(),
    );
    const sheets = new Map(await sheetsOf(await readFile(out)));
    const [header = [], ...rows] = sheets.get('charges') ?? [];
    const names = header.map((head) => String(head).split('\n')[0]!);
    const cell = (row: unknown[] = [], name: string) => row[names.indexOf(name)];
    const heads = [...sheets.values()].flatMap(([first = []]) => first.map(String));
    expect(heads.filter((head) => !/^\w+\n\S/.test(head))).toEqual([]);
    expect(header.slice(0, 2)).toEqual(['number\n单据号', 'line_number\n行号']);
    const amounts = rows.slice(0, -1).map((row) => cell(row, 'amount') as number);
    expect(rows).toHaveLength(10);
    expect(cell(rows[9], 'number')).toBe('Total 合计');
    expect(cell(rows[9], 'amount')).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
    expect(cell(rows[5], 'amount')).toBe(-999);
    expect(cell(rows[6], 'quantity')).toBe(-1);
    expect(cell(rows[3], 'quantity')).toBe(0.125);
    expect(cell(rows[0], 'customer_name')).toBe('=Acme+Ltd');
    expect(cell(rows[0], 'valid_from')).toEqual(new Date('2026-09-01'));
    expect(sheets.get('invoices')).toHaveLength(7);
  });
});

describe('imbill export', () => {
  it('writes a workbook and tells of it, on the command line', async () => {
    const out = join(folder, 'told.xlsx');
    const args = ['export', 'workbook', '--workspace', folder, '--out', out, '--json'];
    const { exitCode, stdout } = await imbill(args);
    expect(exitCode).toBe(0);
    const { sha256: hash, datasets, rows } = JSON.parse(stdout);
    expect(hash).toBe(sha256Of(await readFile(out)));
    expect(datasets).toEqual([
      { name: 'usage', rows: 3 },
      { name: 'charges', rows: 10 },
      { name: 'invoices', rows: 6 },
    ]);
    expect(rows).toBe(19);
  });

  it('leaves nothing behind where it is told to end', async () => {
    const before = await readdir(folder);
    const args = ['export', 'usage', '--workspace', folder, '--out', join(folder, 'cut.csv')];
    const { child, ended } = startImbill(args);
    while ((await readdir(folder)).length === before.length && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGTERM');
    const { exitCode } = await ended;
    const left = (await readdir(folder)).filter((name) => !before.includes(name));
    // On a busy machine it may be through before it is told.
    expect(left).toEqual(exitCode === 0 ? ['cut.csv'] : []);
  });
});
