import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { load, run, warehouseRows } from '../../src/testing/jobs.ts';
import { csv, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const customers = csv('customer_id,name,app_id,price_list', [
  'acme,Acme,a1,tencent-im',
  'acme,Acme,a2,tencent-im',
  'other,Other,b1,tencent-im',
]);
const contract = `contract: L-17
customer: acme
from: 2026-09-16
until: 2026-12-31
source: Contract L-17
plans: [{ sku: pro, price: "899" }]
charges:
  - { sku: bandwidth-domestic, price: "1.5" }
  - { sku: dau, price: "9000", source: "Contract L-17, section 2" }
`;
const ofApp = `contract: A-2
app: a2
from: 2026-09-20
source: Contract A-2
charges: [{ sku: bandwidth-domestic, price: "1" }]
`;
const purchases = ['o1,a1,pro,2026-09-15,1', 'o2,a2,pro,2026-09-16,2', 'o3,b1,pro,2026-09-16,1'];
const bandwidth = ['a1', 'a2', 'b1'].flatMap((app) =>
  ['10', '16', '25'].map((day) => `2026-09-${day}T12:00:00+08:00,${app},100`),
);

function workspace(files: Record<string, string> = {}): Promise<string> {
  return writeWorkspace({
    purchases,
    files: {
      'accounts/customers.csv': customers,
      'logs/bandwidth/b.csv': csv('time,app_id,mbps', bandwidth),
      'prices/acme.yaml': contract,
      'prices/a2.yaml': ofApp,
      ...files,
    },
  });
}

describe('contracts', () => {
  it('price what was bought on their days, and bandwidth day by day; the app’s before the customer’s', async () => {
    const { invoices } = await run(await workspace(), '2026-09');
    const shown = invoices.map(({ customer_id, lines, contracts, price_books, total }) => [
      customer_id,
      lines.map((line) => [line.app_id, line.sku, line.amount, line.contract?.name]),
      contracts?.map(({ name, source }) => [name, source]),
      price_books.map(({ from }) => from),
      total,
    ]);
    expect(shown).toEqual([
      [
        'acme',
        [
          ['a1', 'pro', '999.00', undefined],
          ['a1', 'bandwidth-domestic', '200.00', undefined],
          ['a1', 'bandwidth-domestic', '300.00', 'L-17'],
          ['a2', 'pro', '1798.00', 'L-17'],
          ['a2', 'bandwidth-domestic', '200.00', undefined],
          ['a2', 'bandwidth-domestic', '150.00', 'L-17'],
          ['a2', 'bandwidth-domestic', '100.00', 'A-2'],
        ],
        [
          ['L-17', 'Contract L-17'],
          ['A-2', 'Contract A-2'],
        ],
        ['2018-12-27'],
        '3747.00',
      ],
      [
        'other',
        [
          ['b1', 'pro', '999.00', undefined],
          ['b1', 'bandwidth-domestic', '600.00', undefined],
        ],
        undefined,
        ['2018-12-27'],
        '1599.00',
      ],
    ]);
    expect(invoices[0]!.lines[2]).toMatchObject({
      source: 'Contract L-17',
      contract: { name: 'L-17', from: '2026-09-16', until: '2026-12-31' },
      explanation: {
        en: 'Contract L-17: Daily values of 2 days with usage from 2026-09-16 to 2026-09-30 add up to 200 Mbps → 200 × 1.5 = 300.00',
      },
    });
    expect(invoices[0]!.lines[6]!.contract).toEqual({ name: 'A-2', from: '2026-09-20' });
  });

  it('price a month’s quantity where they are in force on its first day', async () => {
    const dau = (month: string) => csv('date,app_id,metric,value', [`${month}-20,a1,dau,150000`]);
    const folder = await workspace({
      'logs/daily/9.csv': dau('2026-09'),
      'logs/daily/10.csv': dau('2026-10'),
    });
    const priceOf = async (month: string) => {
      const { invoices } = await run(folder, month);
      const line = invoices[0]!.lines.find(({ app_id, sku }) => app_id === 'a1' && sku === 'dau');
      return [line?.amount, line?.contract?.name, line?.source.slice(0, 24)];
    };
    expect(await priceOf('2026-09')).toEqual(['10000.00', undefined, expect.any(String)]);
    expect(await priceOf('2026-10')).toEqual(['9000.00', 'L-17', 'Contract L-17, section 2']);
  });

  it('stand in the ledger: the invoice is made again without their files', async () => {
    const folder = await workspace();
    await run(folder, '2026-09');
    const issued = await readFile(join(folder, 'out/2026-09/INV-2026-000001.json'), 'utf8');
    await rm(join(folder, 'prices'), { recursive: true });
    await rm(join(folder, 'out'), { recursive: true });
    const { stdout, exitCode } = await imbill([
      'invoice',
      'regenerate',
      '--month',
      '2026-09',
      '--workspace',
      folder,
      '--json',
    ]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).documents).toMatchObject([
      { source: 'facts', rendered: 'identical', differences: [] },
      { source: 'facts', rendered: 'identical', differences: [] },
    ]);
    expect(await readFile(join(folder, 'out/2026-09/INV-2026-000001.json'), 'utf8')).toBe(issued);
  });

  it('are explained by the price that they gave, beside the list’s', async () => {
    const folder = await workspace();
    await run(folder, '2026-09');
    const { stdout } = await imbill([
      'invoice',
      'explain',
      'INV-2026-000001',
      '--line',
      'bandwidth-domestic',
      '--app',
      'a2',
      '--workspace',
      folder,
      '--json',
    ]);
    const book = 'book tencent-im from 2018-12-27 (';
    expect(JSON.parse(stdout).lines.map(({ rule }: { rule: string }) => rule)).toEqual([
      expect.stringMatching(/per unit, price 2; .*\), as since 2018-12-03$/),
      expect.stringMatching(/per unit, price 1\.5; .*\), as since 2018-12-03; contract L-17$/),
      expect.stringMatching(/per unit, price 1; .*\), as since 2018-12-03; contract A-2$/),
    ]);
    expect(stdout.split(book)).toHaveLength(4);
  });

  it('change the hash of what an invoice is made from', async () => {
    const folder = await workspace();
    const { invoices } = await run(folder, '2026-09');
    const other = await workspace({ 'prices/a2.yaml': ofApp.replace('"1"', '"1.0"') });
    const again = (await run(other, '2026-09')).invoices;
    expect(again.map(({ total }) => total)).toEqual(invoices.map(({ total }) => total));
    const hashes = (all: typeof invoices) => all.map(({ ledger }) => ledger?.content_sha256);
    expect(hashes(again)[0]).not.toBe(hashes(invoices)[0]);
    expect(hashes(again)[1]).toBe(hashes(invoices)[1]);
  });
});

describe('a contract whose list changes what a price pays for', () => {
  const list = `list: mine
from: 2026-01-01
currency: CNY
rounding: { amounts: half_up, to: "0.01" }
source: first
plans: [{ sku: pro, title: { en: Pro, zh: Pro }, price: "999", source: s }]
charges:
  - sku: dau
    title: { en: DAU, zh: DAU }
    metric: dau
    month: { of: highest }
    included: { pro: "100000" }
    block: "100000"
    price: "10000"
    priced_by: month
    source: s
`;
  const later =
    'list: mine\nfrom: 2026-10-01\nbased_on: book_before\nsource: second\ncharges: [{ sku: dau, block: "10000", price: "1000" }]\n';
  const agreed =
    'contract: L-17\ncustomer: acme\nfrom: 2026-01-01\nsource: L-17\ncharges: [{ sku: dau, price: "8000" }]\n';
  const told =
    'contract L-17 uses block 100000 for dau, the value of its list on the first day of the contract; the book in force (from 2026-10-01) has 10000. State block in the contract to change or confirm it.';

  it('keeps the price for the block that it was agreed for, and says so', async () => {
    const folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-01,2', 'o2,b1,pro,2026-09-01,2'],
      files: {
        'accounts/customers.csv': csv('customer_id,name,app_id,price_list', [
          'acme,Acme,a1,mine',
          'other,Other,b1,mine',
        ]),
        'prices/one.yaml': list,
        'prices/two.yaml': later,
        'prices/acme.yaml': agreed,
        'logs/daily/d.csv': csv('date,app_id,metric,value', [
          '2026-09-20,a1,dau,250000',
          '2026-10-20,a1,dau,250000',
          '2026-10-20,b1,dau,250000',
        ]),
      },
    });
    const dauOf = async (month: string) => {
      const { invoices, summary } = await run(folder, month);
      const lines = invoices.flatMap((one) => one.lines.filter(({ sku }) => sku === 'dau'));
      const kept = summary.findings.filter(({ code }) => code === 'contract-keeps-terms');
      return [lines.map(({ app_id, amount }) => [app_id, amount]), kept.map((one) => one.message)];
    };
    // 150,000 above the 100,000 included: 2 blocks of 100,000 × 8,000; of the list 15 × 1,000.
    expect(await dauOf('2026-09')).toEqual([[['a1', '16000.00']], []]);
    expect(await dauOf('2026-10')).toEqual([
      [
        ['a1', '16000.00'],
        ['b1', '15000.00'],
      ],
      [`Customer acme: ${told}`],
    ]);
    const check = await imbill(['prices', 'check', '--workspace', folder]);
    expect(check.stdout).toContain(`1 contract: L-17.\n! ${told}\n`);
    await writeFiles(folder, { 'new.yaml': later.replace('10-01', '09-01') });
    const simulated = await imbill([
      'simulate',
      '--prices',
      join(folder, 'new.yaml'),
      '--from',
      '2026-09',
      '--to',
      '2026-09',
      '--workspace',
      folder,
      '--json',
    ]);
    const { charges, findings } = JSON.parse(simulated.stdout);
    const dau = charges.filter(({ sku }: { sku: string }) => sku === 'dau');
    expect(dau).toMatchObject([{ issued: '16000.00', simulated: '16000.00' }]);
    expect(findings).toMatchObject([{ code: 'contract-keeps-terms', customer_id: 'acme' }]);
  });

  it('takes the terms that the contract states', async () => {
    const folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-01,2'],
      files: {
        'accounts/customers.csv': csv('customer_id,name,app_id,price_list', ['acme,Acme,a1,mine']),
        'prices/one.yaml': list,
        'prices/two.yaml': later,
        'prices/acme.yaml': agreed.replace('"8000"', '"800", block: "10000"'),
        'logs/daily/d.csv': csv('date,app_id,metric,value', ['2026-10-20,a1,dau,250000']),
      },
    });
    const { invoices, summary } = await run(folder, '2026-10');
    // 15 blocks of 10,000 × 800.
    expect(invoices[0]?.lines.find(({ sku }) => sku === 'dau')?.amount).toBe('12000.00');
    expect(summary.findings).toEqual([]);
  });
});

describe('what is wrong with prices, contracts and accounts', () => {
  it('is said of all customers at once, before anything is billed', async () => {
    const folder = await writeWorkspace({
      purchases: [
        'o1,a1,por,2026-09-15,1',
        'o2,b1,prro,2026-09-16,1',
        'o3,zz,pro,2026-09-16,1',
        'o4,c1,pro,2026-09-16,1',
      ],
      roaming: ['a1,2026-09-31,1'],
      files: {
        'accounts/customers.csv': csv('customer_id,name,app_id,price_list', [
          'acme,Acme,a1,tencent-im',
          'beta,Beta,b1,tencent-im-2019',
          'gamma,Gamma,c1,mine',
          'delta,Delta,d1,tencent-imm',
        ]),
        'logs/logins/l.csv': csv('time,app_id,user_id', ['2026-09-03T10:00:00+08:00,a1,u']),
        'prices/mine.yaml': 'list: mine\nfrom: 2026-01-01\ncurrency: CNY\nsource: s\n',
        'prices/x.yaml': contract.replace('acme', 'acmee'),
        'prices/y.yaml': ofApp.replace('a2', 'b1').replace('-domestic', '-domestik'),
      },
    });
    const { exitCode, stderr } = await imbill(['run', '--month', '2026-09', '--workspace', folder]);
    expect(exitCode).toBe(3);
    expect(stderr.split('\n').filter((line) => !line.startsWith('Load'))).toEqual([
      expect.stringMatching(/prices\/mine\.yaml:1:1: rounding is missing; accepted: a mapping/),
      'prices/x.yaml:2:11: customer is "acmee"; accounts/customers.csv has no such customer; did you mean "acme"?',
      'prices/y.yaml:5:18: sku is "bandwidth-domestik"; the price list tencent-im-2019 has no such SKU in charges from 2026-09-20 on; did you mean "bandwidth-domestic"?',
      'accounts/purchases.csv, line 4: app_id is "zz", an app without a customer.',
      'Accepted: an app_id of accounts/customers.csv.',
      'accounts/roaming.csv, line 2: from is "2026-09-31", not a real date.',
      'Accepted: YYYY-MM-DD.',
      'Correct the lines and run the command again; nothing was billed.',
      'Customer delta is on the price list "tencent-imm", which has no book; did you mean "tencent-im"?',
      'Accepted: mine, tencent-im, tencent-im-2019, tencent-im-2020.',
      'Correct price_list in accounts/customers.csv or imbill.yaml, or add the book to prices/.',
      'Order o1 of 2026-09-15 (app a1): sku is "por", which the price book tencent-im from 2018-12-27 does not sell; did you mean "pro"?',
      'Order o2 of 2026-09-16 (app b1): sku is "prro", which the price book tencent-im-2019 from 2019-12-27 does not sell; did you mean "pro"?',
      'Nothing was billed. Correct the purchases, or add what was sold to a price book.',
      '',
    ]);
    expect(await warehouseRows(folder, 'select count(*) from invoices')).toEqual([[0n]]);
  });

  it('is said of a list that has ended, and of an unreadable file beside the rest', async () => {
    const ended = `list: mine\nfrom: 2026-01-01\nuntil: 2026-09-15\nbased_on: { list: tencent-im, on: 2018-12-27 }\nsource: s\n`;
    const folder = await writeWorkspace({
      settings: 'price_list: mine\nsources: { logins: { files: "logs/**/*" } }\n',
      files: {
        'prices/mine.yaml': ended,
        'accounts/roaming.csv': 'app,from\n',
        'logs/l.csv': csv('time,app_id,user_id', ['2026-09-03T10:00:00+08:00,a1,u']),
      },
    });
    await expect(run(folder, '2026-09')).rejects.toThrow(
      `accounts/roaming.csv, line 1: there is no column "app_id".
Accepted: app_id, from, extra_months, history_days (optional).
Correct the file and run the command again.
No book of the price list mine is in force on 2026-09-30: its book from 2026-01-01 ends on 2026-09-15.
Add a book from 2026-09-16 on to the folder prices, or take until out of that book.`,
    );
    await writeFiles(folder, { 'accounts/roaming.csv': 'app_id,from,extra_months\n' });
    await load(folder);
    await expect(run(folder, '2026-09')).rejects.toThrow(
      /^No book of the price list mine is in force on 2026-09-30: its book from 2026-01-01 ends on/,
    );
  });

  it('is not said of a list that begins later, while its customers have nothing to be priced', async () => {
    const later = `list: mine\nfrom: 2026-10-15\nbased_on: { list: tencent-im, on: 2018-12-27 }\nsource: s\n`;
    const folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-10-20,1'],
      files: {
        'accounts/customers.csv': csv('customer_id,name,app_id,price_list', [
          'acme,Acme,a1,tencent-im',
          'new,New,b1,mine',
        ]),
        'prices/mine.yaml': later,
      },
    });
    const { invoices } = await run(folder, '2026-09');
    expect(invoices.map(({ customer_id, total }) => [customer_id, total])).toEqual([
      ['acme', '999.00'],
    ]);
    const missing =
      'No book of the price list mine is in force on 2026-09-30: its first book is from 2026-10-15.';
    const daily = { 'logs/daily/d.csv': csv('date,app_id,metric,value', ['2026-09-03,b1,dau,5']) };
    await writeFiles(folder, daily);
    await expect(run(folder, '2026-09')).rejects.toThrow(missing);
    const { invoices: next } = await run(folder, '2026-10');
    expect(next.map(({ customer_id, total }) => [customer_id, total])).toEqual([['new', '999.00']]);
  });
});
