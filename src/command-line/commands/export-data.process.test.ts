import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sheetsOf } from '../../analyst/results/testing/read-workbook.ts';
import { UserError } from '../../base/errors.ts';
import { sha256Of } from '../../base/sha256.ts';
import { Database } from '../../duckdb/duckdb.ts';
import type { DatasetName } from '../../exports/choice.ts';
import { metricNames, unitOf } from '../../metrics/catalogue.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { workspaceAt } from '../../workspace/workspace.ts';
import { type Published, publish } from '../testing/published.ts';
import { type OptionValues, optionArgs, runCommand } from '../testing/run-command.ts';

let published: Published;
let folder: string;

beforeAll(async () => {
  published = await publish((warehouse) =>
    warehouse.run(`insert into daily_usage values
      ('007', 'dau', '2026-09-02', 4, 4, 1, false, null),
      ('007', 'dau', '2026-09-01', 3, 3, 1, true, null),
      ('007', 'bandwidth_domestic_mbps', '2026-09-01', 0.333333333, 100000000, 300000000, false, '2026-08-31 16:00:00'),
      ('=2+5', 'dau', '2026-08-31', 12, 12, 1, false, null)`),
  );
  folder = await tempFolder();
});
afterAll(() => published.remove());

async function exported(name: DatasetName | 'workbook', options: OptionValues = {}) {
  const args = optionArgs({ workspace: published.folder, threads: 1, ...options });
  await runCommand(['export', name, ...args], published.output);
  return published.written();
}

/** Of an export that fails: nothing may be written then. */
async function refusalOf(name: DatasetName | 'workbook', options: OptionValues = {}) {
  const before = await readdir(folder);
  const error = await exported(name, options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UserError);
  expect(published.written()).toEqual({ stdout: '', stderr: '' });
  expect(await readdir(folder)).toEqual(before);
  const { exitCode, message } = error as UserError;
  return { exitCode, message };
}

const usageHeader =
  'month,customer_id,customer_name,app_id,app_name,metric,unit,quantity,numerator,denominator,is_reported,usage_date,peak_at';
const september = [
  '2026-09,acme,云端,007,Chat,bandwidth_domestic_mbps,Mbps,0.333333333,100000000,300000000,false,2026-09-01,2026-08-31T16:00:00Z',
  '2026-09,acme,云端,007,Chat,dau,users,3,3,1,true,2026-09-01,',
  '2026-09,acme,云端,007,Chat,dau,users,4,4,1,false,2026-09-02,',
];
const august = "2026-08,,,'=2+5,,dau,users,12,12,1,false,2026-08-31,";

function lines(...rows: string[]): string {
  return `${[usageHeader, ...rows].join('\n')}\n`;
}

describe('imbill export usage', () => {
  it('gives CSV on stdout, in one order, with the customers of the apps', async () => {
    expect(await exported('usage')).toEqual({ stdout: lines(august, ...september), stderr: '' });
  });

  it('gives one month, a range, one customer', async () => {
    const stdoutOf = async (options: OptionValues) => (await exported('usage', options)).stdout;
    expect(await stdoutOf({ month: '2026-08' })).toBe(lines(august));
    expect(await stdoutOf({ from: '2026-09', to: '2026-12' })).toBe(lines(...september));
    expect(await stdoutOf({ from: '2026-09' })).toBe(lines(...september));
    expect(await stdoutOf({ to: '2026-08' })).toBe(lines(august));
    expect(await stdoutOf({ customer: 'acme' })).toBe(lines(...september));
  });

  it('writes a file, tells what it holds, and replaces it only when told', async () => {
    const out = join(folder, 'usage.csv');
    const hash = sha256Of(Buffer.from(lines(...september)));
    expect(await exported('usage', { month: '2026-09', out })).toEqual({
      stdout: '',
      stderr: `${out}: usage 3 rows; SHA-256 ${hash}\n`,
    });
    expect(await readFile(out, 'utf8')).toBe(lines(...september));
    expect(await refusalOf('usage', { out })).toEqual({
      exitCode: 2,
      message: `${out} exists already.\nName another file, or replace this one with --force.`,
    });
    expect(await readFile(out, 'utf8')).toBe(lines(...september));
    await exported('usage', { month: '2026-08', out, force: true });
    expect(await readFile(out, 'utf8')).toBe(lines(august));
  });

  it('tells the same as JSON', async () => {
    const out = join(folder, 'json.parquet');
    const { stdout, stderr } = await exported('usage', { out, json: true });
    const bytes = await readFile(out);
    expect(JSON.parse(stdout)).toEqual({
      path: out,
      format: 'parquet',
      rows: 4,
      bytes: bytes.length,
      sha256: sha256Of(bytes),
      datasets: [{ name: 'usage', rows: 4 }],
      numbers_as_text: 0,
    });
    expect(stderr).toBe('');
  });

  it.each(['parquet', 'arrow', 'xlsx'] as const)(
    'gives the same bytes of %s with other threads',
    async (format) => {
      const [one, other] = [join(folder, `one.${format}`), join(folder, `other.${format}`)];
      await exported('usage', { out: one });
      await exported('usage', { out: other, threads: 4 });
      expect((await readFile(one)).equals(await readFile(other))).toBe(true);
    },
  );

  it('has exact types in Parquet and Arrow, and the text as it is', async () => {
    const file = join(folder, 'types.parquet');
    await exported('usage', { month: '2026-08', out: file });
    const database = await Database.open();
    const { types, rows } = await database.table(`from '${file}'`);
    database.close();
    expect(types).toEqual([
      ...Array.from({ length: 7 }, () => 'VARCHAR'),
      'DECIMAL(38,9)',
      'DECIMAL(38,9)',
      'BIGINT',
      'BOOLEAN',
      'DATE',
      'TIMESTAMP WITH TIME ZONE',
    ]);
    expect(rows[0]).toMatchObject({ app_id: '=2+5', quantity: '12.000000000' });
    const arrow = join(folder, 'types.arrow');
    await exported('usage', { month: '2026-08', out: arrow });
    const table = tableFromIPC(await readFile(arrow));
    expect(table.schema.fields.slice(7).map(({ type }) => String(type))).toEqual([
      'Decimal[38e+9]',
      'Decimal[38e+9]',
      'Int64',
      'Bool',
      'Date32<DAY>',
      'Timestamp<MICROSECOND, UTC>',
    ]);
    expect(table.getChild('app_id')?.get(0)).toBe('=2+5');
  });

  it('gives a header alone where all was asked for and nothing is there', async () => {
    const { stdout } = await exported('charges');
    expect(stdout).toMatch(/^number,line_number,.*,contract\n$/);
  });

  it('ends with 4 where there is nothing of what was asked for, and says what there is', async () => {
    expect(await refusalOf('usage', { month: '2025-01' })).toEqual({
      exitCode: 4,
      message: 'Nothing to export: no usage in 2025-01.\nMonths that have some: 2026-08, 2026-09.',
    });
    expect(
      await refusalOf('usage', {
        customer: 'nobody',
        from: '2026-08',
        to: '2026-09',
        out: join(folder, 'none.parquet'),
      }),
    ).toEqual({
      exitCode: 4,
      message:
        'Nothing to export: no usage of the customer "nobody" from 2026-08 to 2026-09.\nCustomers that have some from 2026-08 to 2026-09: acme.',
    });
    expect(await refusalOf('charges', { from: '2026-09' })).toEqual({
      exitCode: 4,
      message:
        'Nothing to export: no charges from 2026-09 on.\nNothing was measured or issued yet. Bill a month with: imbill run --month YYYY-MM',
    });
  });

  it('knows the unit of each metric that is counted by day', async () => {
    const daily = metricNames().filter((name) => name !== 'mau');
    const names = [...daily, 'of_your_own'].map((name) => `('${name}')`).join(', ');
    const counted = await publish((warehouse) =>
      warehouse.run(`insert into daily_usage
        select '007', metric, '2026-09-01', 1, 1, 1, false, null from (values ${names}) as names (metric)`),
    );
    await runCommand(['export', 'usage', '--workspace', counted.folder], counted.output);
    const rows = counted.written().stdout.trimEnd().split('\n').slice(1);
    const units = Object.fromEntries(rows.map((row) => row.split(',').slice(5, 7)));
    const expected = daily.map((name) => [name, unitOf(name).unit]);
    expect(units).toEqual({ ...Object.fromEntries(expected), of_your_own: '' });
    await counted.remove();
  });

  it('writes nothing where a document has a number that does not fit', async () => {
    const quantity = `1${'0'.repeat(29)}`;
    const fine = '0.1234567891';
    const lines = (text: string) => JSON.stringify({ lines: [{ quantity: text }] });
    const issued = await publish((warehouse) =>
      warehouse.run(
        `insert into invoices select 'INV-' || position, 'invoice', null, 2026, position, position, 'acme', 'A', '2026-09',
          'CNY', 0, 0, 0, '2026-10-01', '2026-10-07', null, null, '', '', if(position = 3000, $long, $short)
         from range(1, 3001) as r (position)`,
        { long: lines(quantity), short: lines('0.12345678900') },
      ),
    );
    const out = join(folder, 'long.csv');
    const message = (number: string) =>
      `A document has the number ${number}; an export holds 29 digits before the point and 9 after it.\nLeave the document out with --month or --customer. imbill invoice show NUMBER --json prints all digits.`;
    for (const format of ['csv', 'parquet', 'xlsx'] as const) {
      const refusal = await refusalOf('charges', { workspace: issued.folder, out, format });
      expect(refusal).toEqual({ exitCode: 1, message: message(quantity) });
    }
    await issued.remove();
    const precise = await publish((warehouse) =>
      warehouse.run(
        `insert into invoices values ('INV-1', 'invoice', null, 2026, 1, 1, 'acme', 'A', '2026-09', 'CNY', 0, 0, 0,
          '2026-10-01', '2026-10-07', null, null, '', '', $document)`,
        { document: lines(fine) },
      ),
    );
    expect(await refusalOf('charges', { workspace: precise.folder, out })).toEqual({
      exitCode: 1,
      message: message(fine),
    });
    await precise.remove();
  });

  it('says what to do where an older imbill published', async () => {
    const older = await publish(async () => undefined);
    const snapshot = await Database.open({ path: workspaceAt(older.folder).analytics });
    await snapshot.run('drop table voids');
    snapshot.close();
    expect(await refusalOf('charges', { workspace: older.folder })).toEqual({
      exitCode: 1,
      message:
        'Another version of imbill published this snapshot. It lacks data that this command reads.\nPublish it again with: imbill load',
    });
    await older.remove();
  });

  it('refuses options that do not go together', async () => {
    const messages = [
      await refusalOf('usage', { month: '2026-09', from: '2026-08' }),
      await refusalOf('usage', { month: '2026-09', to: '2026-10' }),
      await refusalOf('usage', { from: '2026-09', to: '2026-08' }),
      await refusalOf('usage', { customer: '' }),
      await refusalOf('usage', { json: true }),
      await refusalOf('usage', { format: 'xlsx' }),
      await refusalOf('usage', { out: join(folder, 'usage.txt') }),
    ];
    expect(messages.map(({ exitCode }) => exitCode)).toEqual(messages.map(() => 2));
    expect(messages.map(({ message }) => message.replace(folder, '…'))).toEqual([
      '--month 2026-09 and --from 2026-08 were given.\nAccepted: --month, or --from and --to.',
      '--month 2026-09 and --to 2026-10 were given.\nAccepted: --month, or --from and --to.',
      '--from 2026-09 is after --to 2026-08.\nAccepted: the first and the last month of a range.',
      '--customer is empty.\nAccepted: a customer id of customers.csv.',
      '--json describes a written file, and no file is named.\nName it: --out charges.csv',
      '--format xlsx needs a file.\nName it: --out charges.xlsx',
      '…/usage.txt: the name does not end in a known format.\nAccepted: --format csv|parquet|arrow|arrows|xlsx, or a name that ends in .csv .parquet .arrow .feather .arrows .xlsx.',
    ]);
  });

  it('says what to do where nothing was published', async () => {
    const workspace = await tempFolder();
    await writeFile(join(workspace, 'imbill.yaml'), 'sources: {}\n');
    const out = join(folder, 'unpublished.xlsx');
    expect(await refusalOf('usage', { workspace, out })).toEqual({
      exitCode: 4,
      message:
        'Nothing is published yet: no load or run has ended in this workspace.\nLoad what the sources match with: imbill load',
    });
  });
});

describe('imbill export workbook', () => {
  it('has a sheet for each dataset', async () => {
    const out = join(folder, 'all.xlsx');
    const { stderr } = await exported('workbook', { out });
    const bytes = await readFile(out);
    expect(stderr).toBe(
      `${out}: usage 4 rows, charges 0 rows, invoices 0 rows; SHA-256 ${sha256Of(bytes)}\n`,
    );
    const sheets = await sheetsOf(bytes);
    expect(sheets.map(([name, rows]) => [name, rows.length])).toEqual([
      ['usage', 5],
      ['charges', 1],
      ['invoices', 1],
    ]);
    expect(sheets[0]?.[1][2]).toEqual([
      '2026-09',
      'acme',
      '云端',
      '007',
      'Chat',
      'bandwidth_domestic_mbps',
      'Mbps',
      0.333333333,
      100000000,
      300000000,
      false,
      new Date('2026-09-01'),
      new Date('2026-08-31T16:00:00Z'),
    ]);
  });

  it('ends with 4 where no dataset has anything', async () => {
    expect(await refusalOf('workbook', { out: join(folder, 'no.xlsx'), month: '2025-01' })).toEqual(
      {
        exitCode: 4,
        message:
          'Nothing to export: no usage, charges or invoices in 2025-01.\nMonths that have some: 2026-08, 2026-09.',
      },
    );
  });

  it('is an XLSX file and nothing else', async () => {
    const out = join(folder, 'all.csv');
    expect(await refusalOf('workbook', { out })).toEqual({
      exitCode: 2,
      message: `${out}: a workbook is an XLSX file.\nAccepted: a name that ends in .xlsx, or imbill export usage|charges|invoices for other formats.`,
    });
  });
});
