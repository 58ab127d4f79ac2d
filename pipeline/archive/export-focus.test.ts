import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.ts';
import { silentProgress } from '../../src/base/progress.ts';
import {
  type OptionValues,
  optionArgs,
  runCommand,
} from '../../src/command-line/testing/run-command.ts';
import { Database, quoted } from '../../src/duckdb/duckdb.ts';
import { columnsOf } from '../../src/focus/columns.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { focusWorkspace } from './testing/focus-workspace.ts';

let workspace: string;
let scratch: string;
beforeAll(async () => {
  workspace = await focusWorkspace();
  scratch = await tempFolder();
});

const written: string[] = [];
const output = {
  result: (text: string | Uint8Array) => void written.push(String(text)),
  say: () => undefined,
  progress: silentProgress,
};

/** Exports in this process, to a folder of this name. */
async function exported(name: string, options: OptionValues = {}): Promise<string> {
  const out = join(scratch, name);
  const month = options['from'] === undefined ? '2026-09' : undefined;
  const args = optionArgs({ workspace, threads: 1, out, month, ...options });
  await runCommand(['export', 'focus', ...args], output);
  return out;
}

type Row = Record<string, string>;

async function rowsIn(folder: string, file = 'cost-and-usage.csv'): Promise<Row[]> {
  const text = await readFile(join(folder, file), 'utf8');
  return parse(text, { columns: true });
}

const shown = (rows: Row[], ...columns: string[]) =>
  rows.map((row) => columns.map((column) => row[column]).join(' | '));

describe('imbill export focus', () => {
  it('writes each line by its price, bandwidth by day, and what rounding adds', async () => {
    const rows = (await rowsIn(await exported('lines'))).filter(
      ({ InvoiceId }) => InvoiceId === 'INV-2026-000001',
    );
    const priced = shown(
      rows,
      'SkuPriceId',
      'PricingQuantity',
      'PricingUnit',
      'ListUnitPrice',
      'ContractedUnitPrice',
      'ListCost',
      'BilledCost',
      'ConsumedQuantity',
      'ConsumedUnit',
      'x_Contract',
    );
    expect(priced).toEqual([
      'tencent-im/pro | 1 | Months | 999 | 999 | 999.00 | 999.00 |  |  | ',
      'tencent-im/pro/refund | -1 | Refunds | 100.5 | 100.5 | -100.50 | -100.50 |  |  | ',
      'tencent-im/dau | 1 | 100000 Users | 10000 | 10000 | 10000.00 | 10000.00 | 150000 | Users | ',
      'tencent-im/bandwidth-domestic | 10 | Mb-Days/Second | 2 | 2 | 20.00 | 20.00 | 10 | Mb/Second | ',
      'tencent-im/bandwidth-domestic | 10.001 | Mb-Days/Second | 2 | 1.5 | 20.002 | 15.0015 | 10.001 | Mb/Second | L-17',
      'tencent-im/bandwidth-domestic | 20 | Mb-Days/Second | 2 | 1.5 | 40.00 | 30.00 | 20 | Mb/Second | L-17',
      // 45.0015 on an invoice is 45.00.
      ' |  |  |  |  | -0.0015 | -0.0015 |  |  | L-17',
      'tencent-im/pro | 1 | Months | 999 | 899 | 999.00 | 899.00 |  |  | L-17',
    ]);
  });

  it('says what kind of charge a row is, and corrections of what', async () => {
    const rows = await rowsIn(await exported('kinds'));
    const kinds = shown(
      rows,
      'InvoiceId',
      'SkuId',
      'ChargeCategory',
      'ChargeClass',
      'ChargeFrequency',
      'BilledCost',
      'x_RefersTo',
    );
    expect(kinds).toEqual([
      'INV-2026-000001 | pro | Purchase |  | One-Time | 999.00 | ',
      'INV-2026-000001 | pro | Purchase |  | One-Time | -100.50 | ',
      'INV-2026-000001 | dau | Usage |  | Usage-Based | 10000.00 | ',
      'INV-2026-000001 | bandwidth-domestic | Usage |  | Usage-Based | 20.00 | ',
      'INV-2026-000001 | bandwidth-domestic | Usage |  | Usage-Based | 15.0015 | ',
      'INV-2026-000001 | bandwidth-domestic | Usage |  | Usage-Based | 30.00 | ',
      'INV-2026-000001 | bandwidth-domestic | Adjustment |  | One-Time | -0.0015 | ',
      'INV-2026-000001 | pro | Purchase |  | One-Time | 899.00 | ',
      'INV-2026-000002 | pro | Purchase | Correction | One-Time | -50.00 | ',
      'INV-2026-000002 | dau | Credit |  | One-Time | -5.00 | ',
      'INV-2026-000002 | bandwidth-domestic | Usage |  | Usage-Based | 14.00 | ',
      'DBN-2026-000001 | bandwidth-domestic | Usage | Correction | Usage-Based | 10.00 | INV-2026-000001',
      'DBN-2026-000002 | pro | Purchase | Correction | One-Time | 50.00 | INV-2026-000002',
      'DBN-2026-000002 | dau | Credit | Correction | One-Time | 5.00 | INV-2026-000002',
      'DBN-2026-000002 | bandwidth-domestic | Usage | Correction | Usage-Based | -14.00 | INV-2026-000002',
      'INV-2026-000003 | pro | Purchase | Correction | One-Time | -50.00 | INV-2026-000002',
      'INV-2026-000003 | dau | Credit | Correction | One-Time | -5.00 | INV-2026-000002',
      'INV-2026-000003 | bandwidth-domestic | Usage | Correction | Usage-Based | 14.00 | INV-2026-000002',
    ]);
  });

  it('comes to the total of each document', async () => {
    const folder = await exported('totals', { format: 'parquet', version: '1.4' });
    const database = await Database.open();
    const sums = await database.rows(
      `select "InvoiceId" as number, cast(sum("BilledCost") as decimal(38, 2)) as total
       from ${quoted(join(folder, 'cost-and-usage.parquet'))} group by number order by number`,
    );
    database.close();
    const issued = await warehouseRows(
      workspace,
      'select number, total from invoices order by number',
    );
    expect(sums.map((row) => Object.values(row))).toEqual(issued);
  });

  it('writes the invoices and their billing periods in 1.4, with what was voided', async () => {
    const folder = await exported('invoices', { version: '1.4' });
    const details = await rowsIn(folder, 'invoice-detail.csv');
    const columns = ['InvoiceDetailId', 'InvoiceIssueStatus', 'ChargeCategory', 'BilledCost'];
    expect(shown(details, ...columns, 'ReferenceInvoiceId', 'PaymentTerms').slice(4)).toEqual([
      'INV-2026-000001-5 | Issued | Usage | 45.00 | INV-2026-000001 | Net 6',
      'INV-2026-000001-6 | Issued | Purchase | 899.00 | INV-2026-000001 | Net 6',
      'INV-2026-000002-1 | Voided | Purchase | -50.00 | INV-2026-000002 | Net 6',
      'INV-2026-000002-2 | Voided | Credit | -5.00 | INV-2026-000002 | Net 6',
      'INV-2026-000002-3 | Voided | Usage | 14.00 | INV-2026-000002 | Net 6',
      'DBN-2026-000001-1 | Issued | Usage | 10.00 | INV-2026-000001 | Net 6',
      'DBN-2026-000002-1 | Voided | Purchase | 50.00 | INV-2026-000002 | Net 6',
      'DBN-2026-000002-2 | Voided | Credit | 5.00 | INV-2026-000002 | Net 6',
      'DBN-2026-000002-3 | Voided | Usage | -14.00 | INV-2026-000002 | Net 6',
      'INV-2026-000003-1 | Issued | Purchase | -50.00 | INV-2026-000002 | Net 6',
      'INV-2026-000003-2 | Issued | Credit | -5.00 | INV-2026-000002 | Net 6',
      'INV-2026-000003-3 | Issued | Usage | 14.00 | INV-2026-000002 | Net 6',
    ]);
    const periods = await rowsIn(folder, 'billing-period.csv');
    expect(shown(periods, 'BillingPeriodStart', 'BillingPeriodEnd', 'BillingPeriodStatus')).toEqual(
      [
        '2026-08-31T16:00:00Z | 2026-09-30T16:00:00Z | Open',
        '2026-09-30T16:00:00Z | 2026-10-31T16:00:00Z | Open',
      ],
    );
  });

  it('has periods in UTC with exclusive ends; of a correction the month that it is invoiced in', async () => {
    const rows = await rowsIn(await exported('periods'));
    const periods = shown(
      rows.filter((_row, index) => [0, 1, 2, 3, 11].includes(index)),
      'BillingPeriodStart',
      'BillingPeriodEnd',
      'ChargePeriodStart',
      'ChargePeriodEnd',
    );
    const september = '2026-08-31T16:00:00Z | 2026-09-30T16:00:00Z';
    expect(periods).toEqual([
      `${september} | 2026-09-14T16:00:00Z | 2026-10-14T16:00:00Z`,
      `${september} | 2026-09-15T16:00:00Z | 2026-09-16T16:00:00Z`,
      `${september} | 2026-08-31T16:00:00Z | 2026-09-30T16:00:00Z`,
      `${september} | 2026-09-09T16:00:00Z | 2026-09-10T16:00:00Z`,
      '2026-09-30T16:00:00Z | 2026-10-31T16:00:00Z | 2026-08-31T16:00:00Z | 2026-09-30T16:00:00Z',
    ]);
  });

  it('chooses documents by the period that they are invoiced in, or by customer', async () => {
    const numbers = async (name: string, options: OptionValues) => [
      ...new Set((await rowsIn(await exported(name, options))).map((row) => row['InvoiceId'])),
    ];
    const by = 'billing-period' as const;
    expect(await numbers('in-09', { by })).toEqual(['INV-2026-000001', 'INV-2026-000002']);
    expect(await numbers('in-10', { by, month: '2026-10' })).toEqual([
      'DBN-2026-000001',
      'DBN-2026-000002',
      'INV-2026-000003',
    ]);
    expect(await numbers('acme', { customer: 'acme', from: '2026-08', to: '2026-12' })).toEqual([
      'INV-2026-000001',
      'DBN-2026-000001',
    ]);
  });

  it('keeps text that begins like a formula from working as one in CSV, and as it is in Parquet', async () => {
    const [row] = (await rowsIn(await exported('formula'))).filter(
      ({ BillingAccountId }) => BillingAccountId === 'other',
    );
    expect(row).toMatchObject({ BillingAccountName: "'=1+1, Ltd.", BilledCost: '-50.00' });
    const folder = await exported('formula-parquet', { format: 'parquet' });
    const database = await Database.open();
    const names = await database.rows(
      `select distinct "BillingAccountName" as name from ${quoted(join(folder, 'cost-and-usage.parquet'))} order by name`,
    );
    database.close();
    expect(names).toEqual([{ name: '=1+1, Ltd.' }, { name: 'Acme' }]);
  });

  it.each(['1.2', '1.4'] as const)(
    'writes the columns of %s, typed, with their schema',
    async (version) => {
      const folder = await exported(`schema-${version}`, { version, format: 'parquet' });
      const database = await Database.open();
      const described = await database.rows<{ column_name: string; column_type: string }>(
        `describe from ${quoted(join(folder, 'cost-and-usage.parquet'))}`,
      );
      database.close();
      expect(described.map(({ column_name }) => column_name)).toEqual(
        columnsOf(version).map(({ name }) => name),
      );
      const types = Object.fromEntries(described.map((row) => [row.column_name, row.column_type]));
      expect(types).toMatchObject({
        BilledCost: 'DECIMAL(38,18)',
        ChargePeriodStart: 'TIMESTAMP WITH TIME ZONE',
        SkuId: 'VARCHAR',
        x_LineNumber: 'BIGINT',
      });
      const [file] = JSON.parse(await readFile(join(folder, 'metadata/files.json'), 'utf8'));
      const schema = JSON.parse(await readFile(join(folder, file.Schema), 'utf8'));
      expect(schema.FocusVersion).toBe(version);
      expect(schema.ColumnDefinition.map((column: Row) => column['ColumnName'])).toEqual(
        described.map(({ column_name }) => column_name),
      );
    },
  );

  it('writes the same bytes again, whatever the number of threads', async () => {
    for (const format of ['csv', 'parquet'] as const) {
      const first = await exported(`same-${format}-1`, { format });
      const second = await exported(`same-${format}-2`, { format, threads: 3 });
      expect(await hashesBelow(second)).toEqual(await hashesBelow(first));
    }
  });

  it('says with --json what it wrote', async () => {
    written.length = 0;
    const out = await exported('json', { json: true });
    expect(JSON.parse(written.join(''))).toMatchObject({
      path: out,
      version: '1.2',
      format: 'csv',
      documents: 5,
      rows: 18,
      files: [
        { path: 'cost-and-usage.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { path: 'metadata/data_generator.json' },
        { path: 'metadata/files.json' },
        { path: expect.stringMatching(/^metadata\/schemas\/schema-[0-9a-f-]{36}\.json$/) },
      ],
    });
  });

  it('leaves no folder where nothing was issued, and says what was', async () => {
    await expect(exported('none', { month: '2026-08' })).rejects.toMatchObject({
      exitCode: 4,
      message: 'Nothing to export: no document in 2026-08.\nMonths that have some: 2026-09.',
    });
    await expect(exported('nobody', { customer: 'acmee' })).rejects.toMatchObject({
      exitCode: 4,
      message:
        'Nothing to export: no document of the customer "acmee" in 2026-09.\nThere is none of any month; imbill invoice list shows what there is.',
    });
    expect((await readdir(scratch)).filter((name) => /none|nobody/.test(name))).toEqual([]);
  });

  it('refuses a folder that holds something, and months that do not go together', async () => {
    await mkdir(join(scratch, 'full'));
    await writeFile(join(scratch, 'full/mine.txt'), 'mine');
    await expect(exported('full')).rejects.toMatchObject({
      exitCode: 2,
      message: `${join(scratch, 'full')} is not empty; nothing was exported.\nAccepted: a new or empty folder, such as ${join(scratch, 'full')}-2. Two exports never share a folder.`,
    });
    expect(await readdir(join(scratch, 'full'))).toEqual(['mine.txt']);
    await expect(exported('half', { from: '2026-08', month: '2026-09' })).rejects.toMatchObject({
      exitCode: 2,
      message:
        '--month 2026-09 and --from 2026-08 were given.\nAccepted: --month, or --from and --to.',
    });
    await expect(exported('back', { from: '2026-10', to: '2026-09' })).rejects.toMatchObject({
      exitCode: 2,
      message:
        '--from 2026-10 is after --to 2026-09.\nAccepted: the first and the last month of a range.',
    });
  });

  it('refuses rows that do not come to what was issued, as a bug of its own', async () => {
    const folder = await tempFolder();
    await cp(workspace, folder, { recursive: true });
    const snapshot = await Database.open({ path: join(folder, '.imbill/analytics.duckdb') });
    await snapshot.run(
      "update invoices set gross_total = gross_total + 1 where number = 'DBN-2026-000001'",
    );
    snapshot.close();
    const error = await exported('broken', { workspace: folder }).catch((caught) => caught);
    expect(error).not.toBeInstanceOf(UserError);
    expect(error.message).toBe(
      [
        'The rows break the rules of FOCUS; nothing was written. This is a bug of imbill: please report it with these lines.',
        'focus_invoices_add_up: BilledCost of DBN-2026-000001 is 10.000000000000000000 CNY acme; expected: 11.00 CNY acme',
      ].join('\n'),
    );
    expect((await readdir(scratch)).filter((name) => name.includes('broken'))).toEqual([]);
  });

  it('has a version of its own on the command line, and refuses those that it cannot write', async () => {
    const months = ['--month', '2026-09', '--workspace', workspace];
    const out = join(scratch, 'process');
    const args = ['export', 'focus', '--version', '1.4', ...months, '--out', out];
    const done = await imbill(args);
    expect([done.exitCode, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toContain(`Exported to ${out}: FOCUS 1.4, 18 rows of 5 documents.\n`);
    const refused = await imbill([
      'export',
      'focus',
      '--version',
      '1.3',
      ...months,
      '--out',
      `${out}-2`,
    ]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(
      "option '--version <version>' argument '1.3' is invalid. Allowed choices are 1.2, 1.4.",
    );
    expect(existsSync(`${out}-2`)).toBe(false);
  });
});
