import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/base/json.ts';
import { silentProgress } from '../../src/base/progress.ts';
import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { draftOf } from '../../src/billing/draft.ts';
import type { InvoiceLine } from '../../src/invoice/document.ts';
import type { SimulateOptions } from '../../src/jobs/simulate.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { formatPriceBook } from '../../src/prices/format-price-book.ts';
import { readBookFile } from '../../src/prices/read-book-file.ts';
import { builtInPriceBooks, readPriceBooks } from '../../src/prices/read-price-books.ts';
import { monthTotals } from '../../src/snapshot/read/month-totals.ts';
import { Snapshot } from '../../src/snapshot/read/snapshot.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { correct, load, run, voidInvoice } from '../../src/testing/jobs.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import { csv, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { readWarehouse } from '../../src/warehouse/read-warehouse.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import { issuedMonths, readIssuedMonths } from './read-issued-months.ts';
import { simulate } from './simulate.ts';
import { insertBook, replaceBooksFrom } from './simulated-books.ts';

/** The list's last book, and the one in force. */
const page = (await readPriceBooks([builtInPriceBooks()])).findLast(
  ({ list }) => list === 'tencent-im',
)!;
const pageText = formatPriceBook(page);
let folder: string;

beforeAll(async () => {
  // 150,000 users: one started block, 10000. Bandwidth 10 + 20 in March: 60. Nothing in February.
  const daily = [
    '2026-01-10,a1,dau,150000',
    '2026-03-10,a1,dau,150000',
    '2026-03-11,a1,bandwidth_domestic_mbps,10',
    '2026-03-31,a1,bandwidth_domestic_mbps,20',
    '2026-03-12,b1,dau,5',
  ];
  folder = await writeWorkspace({
    customers: ['acme,Acme,a1', 'beta,"<b>Beta & 公司</b>",b1'],
    purchases: [
      'o1,a1,pro,2025-12-20,12',
      'o2,a1,group-members-2000,2026-01-05,1',
      'o3,b1,pro,2026-03-01,1',
    ],
    files: {
      'logs/daily/a.csv': csv('date,app_id,metric,value', daily),
      'same.yaml': pageText,
      'dear.yaml': `list: tencent-im
from: 2030-01-01
based_on: book_before
source: Draft
plans:
  - { sku: pro, price: "1099" }
charges:
  - { sku: dau, price: "12000" }
removed: [bandwidth-domestic]
`,
    },
  });
  for (const month of ['2026-01', '2026-03']) await run(folder, month);
});

function simulated(options: Partial<SimulateOptions> & { prices?: string }, workspace = folder) {
  const { prices = 'same.yaml', ...more } = options;
  return simulate(
    {
      file: join(workspace, prices),
      from: '2026-01',
      to: '2026-03',
      list: undefined,
      asDated: false,
      out: undefined,
      ...more,
    },
    {
      workspace: workspaceAt(workspace),
      command: 'imbill simulate',
      threads: 1,
      progress: silentProgress,
      say: () => undefined,
    },
  );
}

describe('imbill simulate', () => {
  it('reproduces the issued lines to the byte with the book in force', async () => {
    const { book } = await readBookFile(join(folder, 'same.yaml'), [builtInPriceBooks()]);
    expect(book.sha256).toBe(page.sha256);
    const issued = await issuedLines();
    expect(issued).toHaveLength(3);
    for (const { lines, facts } of issued)
      for (const changed of [replaceBooksFrom(facts, book, '2026-01'), insertBook(facts, book)])
        expect(canonicalJson(draftOf(changed, allUnits()).lines)).toBe(canonicalJson(lines));
    const { document } = await simulated({});
    expect(document.total.difference).toBe('0.00');
    expect(new Set(document.charges.map(({ difference }) => difference))).toEqual(
      new Set(['0.00']),
    );
    expect(document.findings).toEqual([]);
  });

  it('compares by charge, invoice, customer, month and SKU, and names the months without an invoice', async () => {
    const { document } = await simulated({ prices: 'dear.yaml' });
    const row = (one: { issued: string; simulated: string; difference: string }) => [
      one.issued,
      one.simulated,
      one.difference,
    ];
    expect(
      document.charges.map((one) => [one.customer_id, one.month, one.sku, ...row(one)]),
    ).toEqual([
      ['acme', '2026-01', 'dau', '10000.00', '12000.00', '2000.00'],
      ['acme', '2026-01', 'group-members-2000', '500.00', '500.00', '0.00'],
      ['acme', '2026-03', 'bandwidth-domestic', '60.00', '0.00', '-60.00'],
      ['acme', '2026-03', 'dau', '10000.00', '12000.00', '2000.00'],
      ['beta', '2026-03', 'dau', '0.00', '0.00', '0.00'],
      ['beta', '2026-03', 'pro', '999.00', '1099.00', '100.00'],
    ]);
    expect(document.customers.map((one) => [one.customer_id, ...row(one)])).toEqual([
      ['acme', '20560.00', '24500.00', '3940.00'],
      ['beta', '999.00', '1099.00', '100.00'],
    ]);
    expect(document.months.map((one) => [one.month, ...row(one)])).toEqual([
      ['2026-01', '10500.00', '12500.00', '2000.00'],
      ['2026-03', '11059.00', '13099.00', '2040.00'],
    ]);
    expect(document.skus.map((one) => [one.sku, one.difference])).toEqual([
      ['bandwidth-domestic', '-60.00'],
      ['dau', '4000.00'],
      ['group-members-2000', '0.00'],
      ['pro', '100.00'],
    ]);
    expect(row(document.total)).toEqual(['21559.00', '25599.00', '4040.00']);
    expect(document.months_without_invoices).toEqual(['2026-02']);
    expect(document.in_force_from).toBe('2026-01-01');
  });

  it('writes the same bytes again, and changes nothing in the ledger', async () => {
    const before = await readFile(workspaceAt(folder).warehouse);
    const { reports } = await simulated({ prices: 'dear.yaml' });
    const texts = await textsBelow(join(folder, 'out', 'simulations'));
    await simulated({ prices: 'dear.yaml' });
    expect(await textsBelow(join(folder, 'out', 'simulations'))).toEqual(texts);
    expect((await readFile(workspaceAt(folder).warehouse)).equals(before)).toBe(true);
    const html = await readFile(join(folder, reports[2]!), 'utf8');
    expect(html).toContain('&lt;b&gt;Beta &amp; 公司&lt;/b&gt;');
    expect(html).not.toContain('<script');
    expect(await readFile(join(folder, reports[1]!), 'utf8')).toContain(
      '2026-03,acme,a1,bandwidth-domestic,postpaid,"AV chat room bandwidth, domestic",',
    );
  });

  it('with --as-dated prices only the days from the book’s own on', async () => {
    const mid = pageText.replace('from: 2018-12-27', 'from: 2026-03-15').replace('"2"', '"3"');
    await writeFiles(folder, { 'mid.yaml': mid });
    const { document } = await simulated({ prices: 'mid.yaml', asDated: true });
    const ofBandwidth = document.charges.find(({ sku }) => sku === 'bandwidth-domestic');
    // 10 x 2 on the 11th, 20 x 3 on the 31st
    expect(ofBandwidth).toMatchObject({ issued: '60.00', simulated: '80.00' });
    await expect(simulated({ prices: 'dear.yaml', asDated: true })).rejects.toThrow(
      'is in force from 2030-01-01 on, so it prices no day of the issued months from 2026-01 to 2026-03.\nLeave out --as-dated to price the whole range by it.',
    );
  });

  it('refuses everything that the book does not sell, at once', async () => {
    await writeFiles(folder, {
      'fewer.yaml':
        'list: tencent-im\nfrom: 2030-01-01\nbased_on: book_before\nsource: s\nremoved: [group-members-2000]\n',
    });
    await expect(simulated({ prices: 'fewer.yaml' })).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        /^These months cannot be priced by .*fewer\.yaml:\nOrder o2 of 2026-01-05 \(app a1\): sku is "group-members-2000", which the price book tencent-im from 2026-01-01 does not sell; .*\nAdd what was sold to the book, or choose another range; nothing was changed\.$/,
      ),
    });
  });

  it.each<[string, Partial<SimulateOptions> & { prices?: string }, number, string]>([
    ['a range turned round', { from: '2026-04' }, 2, '--from 2026-04 is after --to 2026-03.'],
    [
      'a range without invoices',
      { from: '2020-01', to: '2020-02' },
      4,
      'No invoice was issued for any month from 2020-01 to 2020-02',
    ],
    [
      'a list that nobody is on',
      { list: 'nobodys' },
      2,
      'is of a customer on the price list "nobodys"; they are on tencent-im.',
    ],
    ['a file that is not there', { prices: 'gone.yaml' }, 2, 'gone.yaml: there is no such file.'],
  ])('refuses %s', async (_, options, exitCode, message) => {
    await expect(simulated(options)).rejects.toMatchObject({
      exitCode,
      message: expect.stringContaining(message),
    });
  });

  it('prices the customers of another list by the book with --list', async () => {
    await writeFiles(folder, {
      'other.yaml': pageText.replace('list: tencent-im', 'list: own-list'),
    });
    await expect(simulated({ prices: 'other.yaml' })).rejects.toMatchObject({ exitCode: 3 });
    const { document } = await simulated({ prices: 'other.yaml', list: 'tencent-im' });
    expect(document.total.difference).toBe('0.00');
  });

  it('counts corrections with their invoice, and a void with its replacement once', async () => {
    const dau = (day: string, app: string, value: string) =>
      csv('date,app_id,metric,value', [`${day},${app},dau,${value}`]);
    const own = await writeWorkspace({
      customers: ['acme,Acme,a1', 'beta,Beta,b1', 'gone,Gone,g1'],
      purchases: ['a1', 'b1', 'g1'].map((app) => `o-${app},${app},pro,2026-01-01,1`),
      files: {
        'logs/daily/a.csv': dau('2026-01-10', 'a1', '150000'),
        'logs/daily/b.csv': dau('2026-01-10', 'b1', '150000'),
        'dear.yaml':
          'list: tencent-im\nfrom: 2030-01-01\nbased_on: book_before\nsource: s\ncharges: [{ sku: dau, price: "12000" }]\n',
      },
    });
    await run(own, '2026-01');
    await writeFiles(own, { 'logs/daily/late.csv': dau('2026-01-11', 'a1', '250000') });
    await load(own);
    await correct(own, '2026-01');
    await voidInvoice(own, 'INV-2026-000002', { reason: 'wrong name' });
    await voidInvoice(own, 'INV-2026-000003', { reason: 'a test', isReplaced: false });
    const { document } = await simulated({ prices: 'dear.yaml', to: '2026-01' }, own);
    // acme: 999 + 10000, corrected to 2 blocks; beta as before; gone owes nothing.
    expect(document.invoices.map((one) => [one.number, one.issued, one.simulated])).toEqual([
      ['INV-2026-000001', '20999.00', '24999.00'],
      ['INV-2026-000004', '10999.00', '12999.00'],
    ]);
    const snapshot = await Snapshot.open(workspaceAt(own).analytics, { threads: 1 });
    try {
      const [total] = await monthTotals(snapshot);
      expect(total?.total).toBe(document.total.issued);
      expect(total).toMatchObject({ total: '31998.00', corrections: '10000.00' });
    } finally {
      snapshot.close();
    }
  });

  it('keeps contracts over the book', async () => {
    const own = await writeWorkspace({
      customers: ['acme,Acme,a1', 'beta,Beta,b1'],
      purchases: ['o1,a1,pro,2026-01-01,1', 'o2,b1,pro,2026-01-01,1'],
      files: {
        'logs/daily/a.csv': csv('date,app_id,metric,value', [
          '2026-01-10,a1,dau,150000',
          '2026-01-10,b1,dau,150000',
        ]),
        'prices/l-17.yaml':
          'contract: L-17\ncustomer: acme\nfrom: 2026-01-01\nsource: L-17\ncharges: [{ sku: dau, price: "8000" }]\n',
        'dear.yaml':
          'list: tencent-im\nfrom: 2030-01-01\nbased_on: book_before\nsource: s\ncharges: [{ sku: dau, price: "12000" }]\n',
      },
    });
    await run(own, '2026-01');
    const { document } = await simulated({ prices: 'dear.yaml', to: '2026-01' }, own);
    const dau = document.charges.filter(({ sku }) => sku === 'dau');
    expect(dau).toMatchObject([
      { customer_id: 'acme', issued: '8000.00', simulated: '8000.00' },
      { customer_id: 'beta', issued: '10000.00', simulated: '12000.00' },
    ]);
  });

  it('shows tables, CSV and JSON on the command line, and the place of a mistake', async () => {
    const args = ['simulate', '--from', '2026-01', '--to', '2026-03', '--workspace', folder];
    const prices = ['--prices', join(folder, 'dear.yaml')];
    const shown = await imbill([...args, ...prices]);
    expect(shown.stdout).toMatch(/^all +total +21,559\.00 +25,599\.00 +\+4,040\.00$/m);
    expect(shown.stdout).toContain('No invoice was issued for 2026-02.');
    const rows = await imbill([...args, ...prices, '--csv']);
    expect(rows.stdout.split('\n')[0]).toBe(
      'month,customer_id,app_id,sku,kind,title_en,title_zh,currency,issued,simulated,difference',
    );
    await writeFiles(folder, { 'bad.yaml': 'list: x\nfrom: 2026-13-01\n' });
    const bad = await imbill([...args, '--prices', join(folder, 'bad.yaml'), '--json']);
    expect(bad.exitCode).toBe(3);
    expect(JSON.parse(bad.stdout).error.message).toContain(
      'bad.yaml:2:7: from is "2026-13-01"; accepted: a day, such as 2018-12-27',
    );
  });
});

/** Whole lines as they were issued, with the facts that they were made from. */
async function issuedLines(): Promise<{ lines: InvoiceLine[]; facts: BillingFacts }[]> {
  const [kept, whole] = await readWarehouse(workspaceAt(folder), async (warehouse) => [
    await readIssuedMonths(warehouse, '2026-01', '2026-03'),
    await warehouse.rows<{ document: string }>(
      'select document from invoices order by month, customer_id',
    ),
  ]);
  const issued: { lines: InvoiceLine[]; facts: BillingFacts }[] = [];
  for (const { facts } of issuedMonths(kept))
    issued.push({ lines: JSON.parse(whole[issued.length]!.document).lines, facts: facts! });
  return issued;
}
