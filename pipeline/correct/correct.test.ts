import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import {
  correct,
  load,
  run,
  verify,
  voidInvoice,
  warehouseRows,
  withdraw,
} from '../../src/testing/jobs.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import {
  csv,
  defaultSources,
  headers,
  type WorkspaceTexts,
  writeFiles,
} from '../../src/testing/write-workspace.ts';

const bandwidth = (day: string, app: string, mbps: string) =>
  csv(headers.bandwidth, [`2026-09-${day}T12:00:00+08:00,${app},${mbps}`]);
const purchases = ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1'];
const customers = ['acme,Acme,a1', 'beta,Beta,b1'];
const files = {
  'logs/bandwidth/a.csv': bandwidth('10', 'a1', '100'),
  'logs/bandwidth/b.csv': bandwidth('10', 'b1', '50'),
};

/** Issued: acme 999 + 100 × 2 = 1199.00, beta 999 + 50 × 2 = 1099.00. */
function issuedSeptember(texts: WorkspaceTexts = {}): Promise<string> {
  return issuedWorkspace({ customers, purchases, files, ...texts });
}

const late = { 'logs/bandwidth/late.csv': bandwidth('11', 'a1', '10.5') };

/** Number, kind, what it refers to and total of all documents. */
function documents(folder: string) {
  return warehouseRows(
    folder,
    'select number, refers_to, customer_id, total, issue_date, due_date from invoices order by position',
  );
}

const issuedOnes = [
  ['INV-2026-000001', null, 'acme', '1199.00', '2026-10-01', '2026-10-07'],
  ['INV-2026-000002', null, 'beta', '1099.00', '2026-10-01', '2026-10-07'],
];

/** Nothing is outdated after it, and a second correction issues nothing. */
async function expectSettled(folder: string, month = '2026-09'): Promise<void> {
  expect((await correct(folder, month)).documents).toEqual([]);
  const again = await run(folder, month);
  expect([again.newNumbers, again.outdated]).toEqual([[], []]);
  expect((await verify(folder)).differences).toEqual([]);
}

describe('correct', () => {
  it('issues a debit note over what late rows add, dated in the open month', async () => {
    const folder = await issuedSeptember();
    const before = await textsBelow(join(folder, 'out', '2026-09'));
    await writeFiles(folder, late);
    await load(folder);
    const result = await correct(folder, '2026-09');
    // 10.5 × 2 = 21.00 more
    expect(await documents(folder)).toEqual([
      ...issuedOnes,
      ['DBN-2026-000001', 'INV-2026-000001', 'acme', '21.00', '2026-11-01', '2026-11-07'],
    ]);
    expect(result.documents[0]).toMatchObject({
      kind: 'debit_note',
      refers_to: 'INV-2026-000001',
      corrects: { number: 'INV-2026-000001', issued: '1199.00', now: '1220.00' },
      causes: [
        {
          code: 'late-data',
          text: {
            en: 'Usage data arrived after the invoice was issued',
            zh: '出账后收到新的用量数据',
          },
        },
      ],
      prepaid: '0.00',
      postpaid: '21.00',
      total: '21.00',
      apps: [{ app_id: 'a1', app_name: '' }],
      findings: [],
      usage: [],
    });
    expect(result.documents[0]?.lines).toEqual([
      {
        app_id: 'a1',
        sku: 'bandwidth-domestic',
        kind: 'postpaid',
        title: expect.anything(),
        quantity: '1',
        unit_price: '21',
        amount: '21.00',
        peak_date: '2026-09-10',
        peak_at: '2026-09-10T12:00:00+08:00',
        corrects: { issued: '200.00', now: '221.00', usage_issued: '100', usage_now: '110.5' },
        causes: ['late-data'],
        explanation: {
          en: expect.stringMatching(/^Issued 200\.00, now 221\.00: \+21\.00\. Now: Daily /),
          zh: expect.stringMatching(/^已开 200\.00，现为 221\.00：\+21\.00。现为：/),
        },
        source: expect.any(String),
      },
    ]);
    expect(result.corrections[0]?.lines[0]?.causes).toEqual([
      { code: 'late-data', details: ['logs/bandwidth/late.csv (batch 3)'] },
    ]);
    const after = await textsBelow(join(folder, 'out', '2026-09'));
    for (const [name, text] of Object.entries(before))
      if (name.startsWith('INV-')) expect(after[name]).toBe(text);
    expect(Object.keys(after).filter((name) => name.startsWith('DBN-'))).toHaveLength(3);
    await expectSettled(folder);
  });

  it('issues a credit note over what a withdrawn file took, and names it', async () => {
    const folder = await issuedSeptember();
    await withdraw(folder, 'logs/bandwidth/b.csv');
    const result = await correct(folder, '2026-09');
    expect((await documents(folder))[2]).toEqual([
      'CRN-2026-000001',
      'INV-2026-000002',
      'beta',
      '-100.00',
      '2026-11-01',
      '2026-11-07',
    ]);
    expect(result.corrections[0]).toMatchObject({ issued: '1099.00', now: '999.00' });
    expect(result.corrections[0]?.lines[0]).toMatchObject({
      issued: '100.00',
      now: '0.00',
      difference: '-100.00',
      causes: [
        {
          code: 'withdrawn-data',
          // Files are read at once: which of two is the first batch is chance.
          details: [expect.stringMatching(/^logs\/bandwidth\/b\.csv \(batch [12]\)$/)],
        },
      ],
    });
    await expectSettled(folder);
    await withdraw(folder, 'logs/bandwidth/b.csv', 'restore');
    const back = await correct(folder, '2026-09');
    expect(back.corrections).toMatchObject([
      { number: 'DBN-2026-000001', issued: '999.00', now: '1099.00', difference: '100.00' },
    ]);
    await expectSettled(folder);
  });

  it('corrects a correction: each makes up for what is learnt since the last', async () => {
    const folder = await issuedSeptember();
    for (const [day, total] of [
      ['11', '20.00'],
      ['12', '20.00'],
    ] as const) {
      const name = `logs/bandwidth/late-${day}.csv`;
      await writeFiles(folder, { [name]: bandwidth(day, 'a1', '10') });
      await load(folder);
      const { documents: made, corrections } = await correct(folder, '2026-09');
      expect(made.map((one) => one.total)).toEqual([total]);
      expect(corrections[0]?.lines[0]?.causes).toEqual([
        { code: 'late-data', details: [expect.stringContaining(name)] },
      ]);
    }
    await expectSettled(folder);
  });

  it.each<[string, string[], string, { code: string; details: string[] }]>([
    [
      'an order that is recorded late',
      [...purchases, 'o3,a1,group-members-2000,2026-09-20,1'],
      '500.00',
      { code: 'purchases', details: ['purchase o3 (group-members-2000): new'] },
    ],
    [
      'an order that was none',
      purchases.slice(1),
      '-1199.00',
      { code: 'purchases', details: ['purchase o1 (pro): gone'] },
    ],
    [
      'an order over another time',
      ['o1,a1,pro,2026-09-01,2', purchases[1]!],
      '999.00',
      { code: 'purchases', details: ['purchase o1 (pro): changed'] },
    ],
  ])('makes up for %s', async (_, rows, total, cause) => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months', rows),
    });
    const { corrections } = await correct(folder, '2026-09');
    expect(corrections.map(({ difference }) => difference)).toEqual([total]);
    for (const line of corrections[0]!.lines) expect(line.causes).toEqual([cause]);
    await expectSettled(folder);
  });

  it('tells a change of prices from one of usage, charge by charge', async () => {
    const book = await smallBook('"2"');
    const settings = `price_list: small\n${defaultSources}`;
    const folder = await issuedSeptember({
      settings,
      files: { ...files, 'prices/small.yaml': book },
    });
    await writeFiles(folder, {
      'prices/small.yaml': await smallBook('"3"'),
      'accounts/roaming.csv': 'app_id,from,extra_months\na1,2026-09-10,1\n',
      'logs/logins/l.csv': csv(headers.logins, ['2026-09-10T10:00:00+08:00,a1,u']),
    });
    await load(folder);
    const { corrections } = await correct(folder, '2026-09', { customer: 'acme' });
    const why = corrections[0]?.lines.map(({ sku, difference, causes }) => [
      sku,
      difference,
      causes.map(({ code }) => code),
    ]);
    expect(why).toEqual([
      ['bandwidth-domestic', '100.00', ['prices']],
      ['roaming', '500.00', ['late-data', 'roaming']],
    ]);
    expect(corrections[0]?.lines[0]?.causes[0]?.details).toEqual(['small from 2018-12-27']);
  });

  it('moves an app from one customer to another', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'accounts/customers.csv': csv('customer_id,name,app_id', ['beta,Beta,b1', 'beta,Beta,a1']),
    });
    await expect(correct(folder, '2026-09', { customer: 'beta' })).rejects.toThrow(
      `App a1: bandwidth-domestic of 2026-09 would be billed to two customers or in two months.
App a1: pro of o1 would be billed to two customers or in two months.
Nothing was issued. Correct all customers of the month together (without --customer). If an order was moved to another month, first correct the month that billed it.`,
    );
    const { corrections } = await correct(folder, '2026-09');
    expect(
      corrections.map(({ customer_id, number, difference, lines }) => [
        customer_id,
        number,
        difference,
        ...lines.flatMap(({ causes }) => causes.map(({ code, details }) => [code, ...details])),
      ]),
    ).toEqual([
      ['acme', 'CRN-2026-000001', '-1199.00', ...Array(2).fill(['customer', 'app a1: gone'])],
      ['beta', 'DBN-2026-000001', '1199.00', ...Array(2).fill(['customer', 'app a1: new'])],
    ]);
    await expectSettled(folder);
  });

  it('issues a debit note over 0.00 where amounts only move between lines', async () => {
    const folder = await issuedSeptember({ customers: ['acme,Acme,a1', 'acme,Acme,b1'] });
    await withdraw(folder, 'logs/bandwidth/b.csv');
    await writeFiles(folder, { 'logs/bandwidth/a2.csv': bandwidth('11', 'a1', '50') });
    await load(folder);
    const { documents: made } = await correct(folder, '2026-09');
    expect(
      made.map(({ number, total, lines }) => [number, total, lines.map((l) => l.amount)]),
    ).toEqual([['DBN-2026-000001', '0.00', ['100.00', '-100.00']]]);
    await expectSettled(folder);
  });

  it('issues nothing where only usage and findings change', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'logs/logins/l.csv': csv(headers.logins, ['2026-09-10T10:00:00+08:00,a1,u']),
      'logs/bandwidth/i.csv': csv('time,app_id,mbps,region', [
        '2026-09-10T12:00:00+08:00,a1,9,international',
      ]),
    });
    await load(folder);
    await expectSettled(folder);
    expect(await documents(folder)).toEqual(issuedOnes);
  });

  it('issues a late invoice to a customer that had none', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'accounts/customers.csv': csv('customer_id,name,app_id', [...customers, 'late,Late,l1']),
      'logs/bandwidth/l.csv': bandwidth('10', 'l1', '5'),
      'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months', [
        ...purchases,
        'o9,l1,pro,2026-09-05,1',
      ]),
    });
    await load(folder);
    const { corrections } = await correct(folder, '2026-09');
    expect(corrections).toMatchObject([{ kind: 'invoice', issued: '0.00', now: '1009.00' }]);
    expect((await documents(folder))[2]).toEqual([
      'INV-2026-000003',
      null,
      'late',
      '1009.00',
      '2026-11-01',
      '2026-11-07',
    ]);
    await expectSettled(folder);
    const { stdout } = await imbill(['invoice', 'regenerate', '--workspace', folder, '--json']);
    for (const one of JSON.parse(stdout).documents) expect(one.differences).toEqual([]);
  });

  it('credits all of a customer that is gone from the accounts', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'accounts/customers.csv': 'customer_id,name,app_id\nacme,Acme,a1\n',
      'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months', [purchases[0]!]),
    });
    const { documents: made } = await correct(folder, '2026-09');
    expect(made).toMatchObject([
      { number: 'CRN-2026-000001', customer_id: 'beta', customer_name: 'Beta', total: '-1099.00' },
    ]);
    await expectSettled(folder);
  });

  it('refuses to mix currencies, and voiding solves it', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'prices/dollars.yaml': (await smallBook('"2"'))
        .replace('list: small', 'list: dollars')
        .replace('currency: CNY', 'currency: USD'),
      'accounts/customers.csv': csv('customer_id,name,app_id,price_list', [
        'acme,Acme,a1,dollars',
        'beta,Beta,b1,',
      ]),
    });
    await expect(correct(folder, '2026-09')).rejects.toThrow(
      `Customer acme: INV-2026-000001 is in CNY, and today the month would be priced in USD.
Nothing was issued. Void the invoice with imbill invoice void NUMBER --reason TEXT; its replacement is in the other currency.`,
    );
    const { credit_note, replacement } = await voidInvoice(folder, 'INV-2026-000001');
    expect([credit_note.currency, credit_note.total]).toEqual(['CNY', '-1199.00']);
    expect([replacement?.currency, replacement?.total]).toEqual(['USD', '1199.00']);
    await expectSettled(folder);
  });

  it('can correct an invoice of the version before facts were kept', async () => {
    const folder = await issuedSeptember();
    await warehouseRows(
      folder,
      'update invoices set content_sha256 = null, evidence_sha256 = null returning 1',
    );
    await writeFiles(folder, late);
    await load(folder);
    const { corrections } = await correct(folder, '2026-09');
    expect(corrections[0]).toMatchObject({
      difference: '21.00',
      lines: [{ causes: [{ code: 'unknown', details: [] }] }],
    });
    expect((await correct(folder, '2026-09')).documents).toEqual([]);
  });

  it('numbers by kind and year of the open month', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'logs/bandwidth/nov.csv': csv(headers.bandwidth, ['2026-11-10T12:00:00+08:00,a1,1']),
      ...late,
    });
    await run(folder, '2026-11');
    // The open month is December: its documents are of January.
    const { documents: made, dated_in } = await correct(folder, '2026-09');
    expect([dated_in, made[0]?.number, made[0]?.issue_date]).toEqual([
      '2026-12',
      'DBN-2027-000001',
      '2027-01-01',
    ]);
    await withdraw(folder, 'logs/bandwidth/late.csv');
    const { documents: sooner } = await correct(folder, '2026-09', { openMonth: '2026-11' });
    expect([sooner[0]?.number, sooner[0]?.due_date]).toEqual(['CRN-2026-000001', '2026-12-07']);
  });
});

describe('imbill correct', () => {
  it('shows with --dry-run what it would issue, and changes nothing', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, late);
    await load(folder);
    const state = async () => [
      await warehouseRows(folder, "select key, value from meta where key <> 'schema_version'"),
      await warehouseRows(folder, 'select sha256 from facts order by sha256'),
      await warehouseRows(folder, 'select entry from audit'),
      await documents(folder),
      await textsBelow(join(folder, 'out')),
    ];
    const before = await state();
    const args = ['correct', '--month', '2026-09', '--dry-run', '--workspace', folder];
    const dry = await imbill(args);
    const asJson = JSON.parse((await imbill([...args, '--json'])).stdout);
    expect(asJson.drafts_sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(dry).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `Debit note: corrects INV-2026-000001, Acme (acme): issued 1,199.00, now 1,220.00, difference 21.00 CNY
app  charge              issued     now  difference  why
───  ──────────────────  ──────  ──────  ──────────  ────────────────────────────────────────────
a1   bandwidth-domestic  200.00  221.00       21.00  late rows: logs/bandwidth/late.csv (batch 3)

This is a dry run: nothing was issued. Without --dry-run, 1 document would be issued, dated as those of 2026-10.
Content hash of the corrections: ${asJson.drafts_sha256}
`,
    });
    expect(asJson).toMatchObject({
      month: '2026-09',
      issued: false,
      dated_in: '2026-10',
      documents: [{ number: 'PREVIEW-2026-09-acme', kind: 'debit_note', total: '21.00' }],
    });
    expect(await state()).toEqual(before);
  });

  it('says what it issued, and the second time that there is nothing', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, late);
    await load(folder);
    const args = ['correct', '--month', '2026-09', '--workspace', folder];
    expect((await imbill(args)).stdout).toMatch(
      /^Debit note DBN-2026-000001: corrects INV-2026-000001, Acme \(acme\): issued 1,199\.00, now 1,220\.00, difference 21\.00 CNY\n[\s\S]*\nIssued 1 document for 2026-09, dated as those of 2026-10\.\nReports: .*out\/2026-09\/summary\.html\n$/,
    );
    expect(await imbill(args)).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: 'Nothing to correct: 2026-09 has the amounts that were issued.\n',
    });
    const { stdout } = await imbill(['invoice', 'list', '--workspace', folder]);
    expect(stdout.split('\n').map((line) => line.split('2026-1').at(-1))).toContain(
      '0-07  corrected, now 1,220.00 CNY',
    );
    const shown = await imbill(['invoice', 'show', 'INV-2026-000001', '--workspace', folder]);
    expect(shown.stdout).toContain('\nCorrected by DBN-2026-000001: 21.00 CNY\n');
    expect(await readFile(join(folder, 'out/2026-09/summary.csv'), 'utf8')).toContain(
      ',invoice,,corrected,1199.00,0.00,1199.00\n',
    );
  });

  it.each([
    [
      ['--month', '2026-08'],
      4,
      'Nothing was issued for 2026-08, so there is nothing to correct.\nIssued: 2026-09. imbill run --month 2026-08 issues it.\n',
    ],
    [
      ['--month', '2026-09', '--in', '2026-08'],
      2,
      '--in is 2026-08, but 2026-09 was issued already: a document cannot be dated before it.\nAccepted: 2026-09 or later. Without --in it is 2026-10, the month after the last that was issued.\n',
    ],
    [
      ['--month', '2026-09', '--customer', 'acne'],
      2,
      'There is no customer "acne"; did you mean acme?\nAccepted: a customer_id of accounts/customers.csv, or of a document of 2026-09.\n',
    ],
  ])('%j ends with %i', async (options, exitCode, stderr) => {
    const folder = await issuedSeptember();
    const result = await imbill(['correct', ...options, '--workspace', folder]);
    expect(result).toEqual({ exitCode, stdout: '', stderr });
  });

  it('ends with 3 and issues nothing where a purchase cannot be priced', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months', [
        'o1,a1,prp,2026-09-01,1',
      ]),
    });
    const result = await imbill(['correct', '--month', '2026-09', '--workspace', folder]);
    expect([result.exitCode, result.stderr.includes('did you mean "pro"?')]).toEqual([3, true]);
    expect(await documents(folder)).toEqual(issuedOnes);
  });
});

/** The page's book with another price of bandwidth, as the list `small`. */
async function smallBook(price: string): Promise<string> {
  const path = join(import.meta.dirname, '..', '..', 'prices', 'tencent-im-2018-12-27.yaml');
  const text = await readFile(path, 'utf8');
  return text
    .replace('list: tencent-im', 'list: small')
    .replace(/(sku: bandwidth-domestic[\s\S]*?price: )"2"/, `$1${price}`);
}
