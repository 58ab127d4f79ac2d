import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { readBillingTerms } from '../../src/ledger/billing-terms.ts';
import { formatPriceBook } from '../../src/prices/format-price-book.ts';
import { builtInPriceBooks, readPriceBooks } from '../../src/prices/read-price-books.ts';
import { LatestSnapshot } from '../../src/snapshot/read/latest-snapshot.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { copyOf } from '../../src/testing/issued-workspace.ts';
import { correct, regenerate, run, verify, voidInvoice } from '../../src/testing/jobs.ts';
import { png } from '../../src/testing/pictures.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import { snapshotRows } from '../../src/testing/snapshot-rows.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import {
  csv,
  defaultSettings,
  type WorkspaceTexts,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import { createWebApp } from '../pages/web-app.ts';
import { simulate } from '../simulate/simulate.ts';

const page = (await readPriceBooks([builtInPriceBooks()])).findLast(
  ({ list }) => list === 'tencent-im',
)!;
const logo = png(24, 8);
const issuer = (name: string) => `${defaultSettings}issuer:
  name: ${name}
  address: [1 Long Road, Shenzhen]
  tax_id: "91440300"
  logo: logo.png
`;
const header = 'customer_id,name,app_id,tax_id,language,tag:region,from,until';
const undated = ['acme,Acme,a1,T1,en,south,,', 'acme,Acme,a2,T1,en,south,,', 'beta,Beta,b1,,,,,'];
/** From 2026-09-15 on a1 is beta's, and acme has another name. */
const moved = [
  'acme,Acme,a1,T1,en,south,,2026-09-14',
  'acme,Acme,a2,T1,en,south,,2026-09-14',
  'acme,Acme Ltd,a2,T1,zh,south,2026-09-15,',
  'beta,Beta,b1,,,,,',
  'beta,Beta,a1,,,,2026-09-15,',
];
let august: string;
let september: string;
let documents: InvoiceDocument[];

beforeAll(async () => {
  // 150,000 users: one started block above the 100,000 of pro, 10000.
  august = await writeWorkspace({
    settings: issuer('Tongxin'),
    purchases: [
      'o1,a1,pro,2026-08-01,3',
      'o2,a2,pro,2026-08-01,3',
      'o3,b1,pro,2026-08-01,3',
      'o4,a1,group-members-2000,2026-09-20,1',
    ],
    files: {
      'logo.png': logo,
      'accounts/customers.csv': csv(header, undated),
      'logs/daily/a.csv': csv('date,app_id,metric,value', [
        ...['08', '09', '10'].flatMap((month) => [
          `2026-${month}-20,a1,dau,150000`,
          `2026-${month}-20,b1,dau,5`,
        ]),
      ]),
    },
  });
  await run(august, '2026-08');
  september = await copyOf(august);
  await writeFiles(september, { 'accounts/customers.csv': csv(header, moved) });
  await writeFiles(september, { 'imbill.yaml': issuer('Tongxin Cloud') });
});

function linesOf({ customer_id, lines }: InvoiceDocument): string[] {
  return lines.map(({ app_id, sku, amount }) => `${customer_id} ${app_id} ${sku} ${amount}`);
}

describe('documents with parties', () => {
  it('bill a month to whoever has the app then, and name what changed', async () => {
    const summary = await run(september, '2026-09');
    documents = summary.invoices;
    expect(documents.flatMap(linesOf)).toEqual([
      'acme a1 dau 10000.00', // acme has a1 on the 1st
      'beta a1 group-members-2000 500.00', // beta has a1 on the 20th
      'beta b1 dau 0.00',
    ]);
    expect(summary.customer_changes.map(({ message }) => message)).toEqual([
      'Customer acme: name was "Acme", and is "Acme Ltd" now.',
      'Customer acme: language was "en", and is "zh" now.',
      'App a1 moved from acme to beta on 2026-09-15.',
    ]);
    const october = await run(september, '2026-10');
    expect(october.invoices.flatMap(linesOf)).toEqual([
      'beta a1 dau 10000.00', // o1 of acme still counts: pro until 2026-10-31
      'beta b1 dau 0.00',
    ]);
    expect(october.customer_changes).toEqual([]);
  });

  it('freeze both parties and the language, and go on with the numbers under another name', () => {
    const [acme] = documents;
    expect(documents.map(({ number, issuer: name }) => [number, name])).toEqual([
      ['INV-2026-000003', 'Tongxin Cloud'],
      ['INV-2026-000004', 'Tongxin Cloud'],
    ]);
    expect(acme).toMatchObject({
      customer_name: 'Acme Ltd',
      language: 'zh',
      customer_details: { tax_id: 'T1', tags: { region: 'south' } },
      issuer_details: {
        address: ['1 Long Road', 'Shenzhen'],
        tax_id: '91440300',
        logo: { media_type: 'image/png', sha256: sha256Of(logo) },
      },
    });
  });

  it('show the logo on the pages of serve, which let it load', async () => {
    const latest = new LatestSnapshot(workspaceAt(september).analytics, 1);
    const app = createWebApp({ latest, say: () => undefined });
    const request = { headers: { host: 'localhost' } };
    const answer = await app.request('/documents/INV-2026-000003.html', request);
    const page = await answer.text();
    latest.close();
    expect(page).toContain(`src="data:image/png;base64,${logo.toString('base64')}"`);
    expect(page).toContain('img-src data:');
    expect(answer.headers.get('content-security-policy')).toContain('img-src data:');
  });

  it('show the logo on the page, and the tags in the lines', async () => {
    const texts = await textsBelow(join(september, 'out/2026-09'));
    expect(texts['INV-2026-000003.html']).toContain(
      `src="data:image/png;base64,${logo.toString('base64')}"`,
    );
    expect(texts['INV-2026-000003.json']).not.toContain(logo.toString('base64'));
    expect(texts['INV-2026-000003.csv']).toContain(
      'issuer,issuer_tax_id,customer_tax_id,purchase_order,tags',
    );
    expect(texts['INV-2026-000003.csv']).toContain(
      'Tongxin Cloud,91440300,T1,,"{""region"":""south""}"',
    );
  });

  it('stay as issued when the rows are dated, and verify and rebuild to the byte', async () => {
    const { documents: corrections } = await correct(september, '2026-08', { isDryRun: true });
    expect(corrections).toEqual([]);
    const again = await correct(september, '2026-09', { isDryRun: true });
    expect(again.documents).toEqual([]);
    expect((await verify(september)).differences).toEqual([]);
    const rebuilt = await regenerate(september);
    expect(rebuilt.flatMap(({ differences }) => differences)).toEqual([]);
    expect(new Set(rebuilt.map(({ rendered }) => rendered))).toEqual(new Set(['identical']));
  });

  it('are in SQL with their days, and orders with who was billed', async () => {
    expect(
      await snapshotRows(
        september,
        "select customer_id, valid_from, valid_until from apps where app_id = 'a1' order by 1",
      ),
    ).toEqual([
      ['acme', null, '2026-09-14'],
      ['beta', '2026-09-15', null],
    ]);
    expect(
      await snapshotRows(
        september,
        "select customer_name, language, tags ->> 'region', valid_from from customers where customer_id = 'acme' order by all",
      ),
    ).toEqual([
      ['Acme', 'en', 'south', null],
      ['Acme Ltd', 'zh', 'south', '2026-09-15'],
    ]);
    expect(
      await snapshotRows(
        september,
        "select order_id, customer_id, amount from purchases where app_id = 'a1' order by all",
      ),
    ).toEqual([
      ['o1', 'acme', '2997.00'],
      ['o4', 'beta', '500.00'],
    ]);
    expect(
      await snapshotRows(
        september,
        "select number, customer_tax_id, language from invoices where month = '2026-09' order by 1",
      ),
    ).toEqual([
      ['INV-2026-000003', 'T1', 'zh'],
      ['INV-2026-000004', null, null],
    ]);
  });

  it.each([
    ['2026-09-14', 'acme'],
    ['2026-09-15', 'beta'],
  ])('give the state of an app with its customer of %s', async (on, customerId) => {
    const { stdout } = await imbill([
      'status',
      '--app',
      'a1',
      '--on',
      on,
      '--json',
      '--workspace',
      september,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ customer_id: customerId, state: 'active' });
  });

  it('are simulated by the same rules', async () => {
    await writeFiles(september, {
      'dear.yaml':
        'list: tencent-im\nfrom: 2030-01-01\nbased_on: book_before\nsource: Draft\ncharges:\n  - { sku: dau, price: "12000" }\n',
    });
    const { document } = await simulate(
      {
        file: join(september, 'dear.yaml'),
        ...{ from: '2026-09', to: '2026-10', list: undefined, asDated: false, out: undefined },
      },
      { workspace: workspaceAt(september) } as Parameters<typeof simulate>[1],
    );
    expect(document.total).toEqual({
      issued: '20500.00',
      simulated: '24500.00',
      difference: '4000.00',
    });
  });

  it('keep their parties when they are voided, exported and imported', async () => {
    const voided = await voidInvoice(september, 'INV-2026-000004', { isReplaced: false });
    expect(voided.credit_note.issuer_details?.logo?.sha256).toBe(sha256Of(logo));
    const exported = join(await tempFolder(), 'export');
    const imported = join(await tempFolder(), 'workspace');
    for (const args of [
      ['export', 'ledger', exported, '--workspace', september],
      ['import', 'ledger', exported, '--workspace', imported],
      ['invoice', 'verify', '--workspace', imported],
    ]) {
      const ended = await imbill(args);
      expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
    }
  });
});

describe('customers.csv without days', () => {
  it('is answered with how to date the move of an app', async () => {
    const folder = await copyOf(august);
    const rows = ['acme,Acme,a2,T1,en,south,,', 'beta,Beta,a1,,,,,', 'beta,Beta,b1,,,,,'];
    await writeFiles(folder, { 'accounts/customers.csv': csv(header, rows) });
    const { customer_changes } = await run(folder, '2026-09');
    expect(customer_changes).toEqual([
      {
        what: 'app',
        customer_id: 'beta',
        app_id: 'a1',
        before: 'acme',
        now: 'beta',
        message:
          'App a1 moved from acme to beta. customers.csv does not date it, so imbill correct would credit acme for every issued month. To change it on 2026-09-01, keep the row of acme with until 2026-08-31, and write from 2026-09-01 in the row of beta.',
      },
    ]);
  });
});

describe('a customer who changes lists on a day', () => {
  const lists = (second: string) => [
    'acme,Acme,a1,tencent-im,,2026-09-14',
    `acme,Acme,a1,${second},2026-09-15,`,
  ];
  const texts = (second: string): WorkspaceTexts => ({
    purchases: ['o1,a1,pro,2026-09-01,1', 'o2,a1,group-members-2000,2026-09-20,1'],
    files: {
      'accounts/customers.csv': csv('customer_id,name,app_id,price_list,from,until', lists(second)),
      'prices/dear.yaml': `list: dear
from: 2026-01-01
based_on: { list: tencent-im, on: 2026-01-01 }
source: Agreement
packs:
  - { sku: group-members-2000, price: "700" }
charges:
  - { sku: dau, price: "12000" }
  - { sku: bandwidth-domestic, price: "3" }
`,
      'logs/daily/a.csv': csv('date,app_id,metric,value', [
        '2026-09-10,a1,bandwidth_domestic_mbps,10',
        '2026-09-20,a1,bandwidth_domestic_mbps,10',
        '2026-09-20,a1,dau,150000',
      ]),
    },
  });

  it('pays months by the first list, days and orders by that of the day', async () => {
    const { invoices } = await run(await writeWorkspace(texts('dear')), '2026-09');
    expect(invoices.flatMap(linesOf)).toEqual([
      'acme a1 pro 999.00',
      'acme a1 group-members-2000 700.00', // dear, on the 20th
      'acme a1 dau 10000.00', // tencent-im, on the 1st
      'acme a1 bandwidth-domestic 20.00', // 10 Mbps × 2
      'acme a1 bandwidth-domestic 30.00', // 10 Mbps × 3
    ]);
    expect(invoices[0]?.price_list).toBe('tencent-im');
    expect(invoices[0]?.price_books.map(({ list, from }) => [list, from])).toEqual([
      ['tencent-im', '2018-12-27'],
      ['dear', '2026-01-01'],
    ]);
  });

  it('is refused a list of another currency', async () => {
    const folder = await writeWorkspace(texts('dollars'));
    await writeFiles(folder, {
      'prices/dollars.yaml': formatPriceBook({ ...page, list: 'dollars', currency: 'USD' }),
    });
    const workspace = workspaceAt(folder);
    const settings = await readSettings(workspace.settings);
    await expect(readBillingTerms(workspace, settings)).rejects.toThrow(
      [
        'Customer acme changes on 2026-09-15 from the price list tencent-im (CNY) to dollars (USD).',
        'Accepted: lists of one currency for a customer.',
        'Give the days in the other currency to another customer_id in accounts/customers.csv.',
      ].join('\n'),
    );
  });
});
