import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { readAccounts } from './accounts.ts';
import { parseSettings } from './settings.ts';
import { workspaceAt } from './workspace.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-accounts-'));
  await mkdir(join(folder, 'accounts'));
});
afterEach(() => rm(folder, { recursive: true }));

const customers = 'customer_id,name,app_id\nacme,Acme,7\n';

async function read(files: Record<string, string | Uint8Array>) {
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, 'accounts', `${name}.csv`), content);
  return readAccounts(workspaceAt(folder), parseSettings('sources: {}'));
}

async function refusalOf(files: Record<string, string | Uint8Array>) {
  const error = await read(files).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(3);
  return (error as Error).message;
}

const problemsEnd = '\nCorrect the lines and run the command again; nothing was billed.';

describe('readAccounts', () => {
  it('gives orders of one app, SKU and moment the places that they have in the file', async () => {
    const header = 'order_id,app_id,sku,purchased_at\n';
    const rows = [
      'o9,7,pro,2026-09-01',
      'x,8,pro,2026-09-01',
      'o1,7,pro,2026-09-01T09:00:00+08:00',
      'o3,7,trial,2026-09-01',
      'o4,7,pro,2026-09-01',
      'o5,7,pro,2026-09-01T01:00:00Z',
    ];
    const { purchases } = await read({
      customers: `${customers}beta,Beta,8\n`,
      purchases: `${header}${rows.join('\n')}\n`,
    });
    expect(purchases.map(({ orderId, place }) => [orderId, place])).toEqual([
      ['o9', 1],
      ['x', undefined],
      ['o1', 1],
      ['o3', undefined],
      ['o4', 2],
      ['o5', 2], // the same instant as o1
    ]);
  });

  it('reads customers and their apps in byte order of their ids, whatever the order of the rows', async () => {
    const accounts = await read({
      customers:
        '\ufeffapp_id,name,customer_id,price_list,app_name,note\r\n8,"Zed, Inc.",zed,tencent-im,,\r\n9,Big,Zed,legacy,,\r\n\r\n007,"Zed, Inc.",zed,,Chat,x\r\n',
    });
    expect(accounts).toEqual({
      customers: [
        {
          customerId: 'Zed',
          name: 'Big',
          priceList: 'legacy',
          apps: [{ appId: '9', appName: '' }],
        },
        {
          customerId: 'zed',
          name: 'Zed, Inc.',
          priceList: 'tencent-im',
          apps: [
            { appId: '007', appName: 'Chat' },
            { appId: '8', appName: '' },
          ],
        },
      ],
      purchases: [],
      roaming: [],
      appSettings: [],
    });
  });

  it('reads purchases and refunds, each on its billing day', async () => {
    const { purchases } = await read({
      customers,
      purchases:
        'order_id,app_id,sku,purchased_at,months,kind,amount\n' +
        'o1,7,pro,2026-09-01,,,\n' +
        'o1,7,groups-per-user-400,2026-08-31T16:00:00Z,12,purchase,\n' +
        'o2,7,pro,2026-08-31T15:59:59.9999999999Z,1,,\n' +
        'o3,7,pro,1788192000,999,,\n' +
        'o4,7,pro,1788191999999,1,,\n' +
        'o1,7,pro,2026-09-02 00:00:00+08:00,,refund,500.5\n',
    });
    expect(purchases).toEqual([
      {
        orderId: 'o1',
        appId: '7',
        sku: 'pro',
        boughtOn: '2026-09-01',
        months: 1,
        kind: 'purchase',
      },
      {
        orderId: 'o1',
        appId: '7',
        sku: 'groups-per-user-400',
        boughtOn: '2026-09-01',
        boughtAt: '2026-08-31T16:00:00Z',
        months: 12,
        kind: 'purchase',
      },
      {
        orderId: 'o2',
        appId: '7',
        sku: 'pro',
        boughtOn: '2026-08-31',
        boughtAt: '2026-08-31T15:59:59.999999999Z',
        months: 1,
        kind: 'purchase',
      },
      {
        orderId: 'o3',
        appId: '7',
        sku: 'pro',
        boughtOn: '2026-09-01',
        boughtAt: '2026-08-31T16:00:00Z',
        months: 999,
        kind: 'purchase',
      },
      {
        orderId: 'o4',
        appId: '7',
        sku: 'pro',
        boughtOn: '2026-08-31',
        boughtAt: '2026-08-31T15:59:59.999Z',
        months: 1,
        kind: 'purchase',
      },
      {
        orderId: 'o1',
        appId: '7',
        sku: 'pro',
        boughtOn: '2026-09-02',
        boughtAt: '2026-09-01T16:00:00Z',
        months: 1,
        kind: 'refund',
        refundAmount: '500.5',
      },
    ]);
  });

  it('reads roaming', async () => {
    const { roaming } = await read({
      customers,
      roaming: 'app_id,from,extra_months\n7,2026-09-06,2\n7,2026-09-20,0\n',
    });
    expect(roaming).toEqual([
      { appId: '7', from: '2026-09-06', extraMonths: 2 },
      { appId: '7', from: '2026-09-20', extraMonths: 0 },
    ]);
  });

  it.each([
    [',A,1', 'customer_id is empty.\nAccepted: an id (text).'],
    ['c,A,', 'app_id is empty.\nAccepted: an app id (text).'],
    ['c,A,7', 'app_id is "7", already used in line 2.\nAccepted: each app once.'],
    [
      'acme,Other,8',
      'name is "Other", different from line 2 of the customer.\nAccepted: the same name in all rows of a customer that hold on one day.',
    ],
  ])('refuses the customer %j', async (row, problem) => {
    expect(await refusalOf({ customers: `${customers}${row}\n` })).toBe(
      `accounts/customers.csv, line 3: ${problem}${problemsEnd}`,
    );
  });

  const time =
    'Accepted: RFC 3339 with an offset, YYYY-MM-DD, or seconds or milliseconds since the epoch.';
  it.each([
    [',7,pro,2026-09-01,,,', 'order_id is empty.\nAccepted: an id (text).'],
    [
      'o,8,pro,2026-09-01,,,',
      'app_id is "8", an app without a customer.\nAccepted: an app_id of accounts/customers.csv.',
    ],
    ['o,7,,2026-09-01,,,', 'sku is empty.\nAccepted: a sku of the price book.'],
    ['o,7,pro,,,,', `purchased_at is empty.\n${time}`],
    ...[
      '2026-02-29',
      '2026-09-01T10:00:00',
      '2026-09-01T24:00:00Z',
      '2026-09-30T23:59:60Z',
      '2026-09-01T10:00:00+99:00',
      '178819200',
      'soon',
    ].map((at) => [`o,7,pro,${at},,,`, `purchased_at is "${at}", not a real time.\n${time}`]),
    ...['0', '-1', '1.5', '1000', 'one', '01'].map((months) => [
      `o,7,pro,2026-09-01,${months},,`,
      `months is "${months}", not a number of months.\nAccepted: a whole number from 1 to 999.`,
    ]),
    [
      'o,7,pro,2026-09-01,,Refund,',
      'kind is "Refund", not a known kind.\nAccepted: purchase, refund or credit.',
    ],
    [
      'o,7,pro,2026-09-01,,refund,',
      'amount is empty.\nAccepted: the refunded or credited amount, such as 500.00.',
    ],
    ...['-5', '1.234', '1e3', '0', '0.00', '1 000'].map((amount) => [
      `o,7,pro,2026-09-01,,refund,${amount}`,
      `amount is "${amount}", not an amount.\nAccepted: the refunded or credited amount, such as 500.00.`,
    ]),
    [
      'o,7,pro,2026-09-01,,,999',
      'amount is "999", not allowed for a purchase.\nAccepted: an amount for a refund or credit only; the price book prices a purchase.',
    ],
  ])('refuses the purchase %j', async (row, problem) => {
    const purchases = `order_id,app_id,sku,purchased_at,months,kind,amount\n${row}\n`;
    expect(await refusalOf({ customers, purchases })).toBe(
      `accounts/purchases.csv, line 2: ${problem}${problemsEnd}`,
    );
  });

  it.each([
    [
      '8,2026-09-01,1',
      'app_id is "8", an app without a customer.\nAccepted: an app_id of accounts/customers.csv.',
    ],
    ['7,2026-09-31,1', 'from is "2026-09-31", not a real date.\nAccepted: YYYY-MM-DD.'],
    [
      '7,2026-09-01,-1',
      'extra_months is "-1", not a number of months.\nAccepted: a whole number from 0 to 999.',
    ],
    ['7,2026-09-01,', 'extra_months is empty.\nAccepted: a whole number from 0 to 999.'],
  ])('refuses the roaming setting %j', async (row, problem) => {
    const roaming = `app_id,from,extra_months\n${row}\n`;
    expect(await refusalOf({ customers, roaming })).toBe(
      `accounts/roaming.csv, line 2: ${problem}${problemsEnd}`,
    );
  });

  it('says every problem of all three files', async () => {
    const refusal = await refusalOf({
      customers: `${customers},B,8\n`,
      purchases:
        'order_id,app_id,sku,purchased_at\no,7,pro,2026-09-01\no,7,pro,2026-09-02\no,9,,x\n',
      roaming: 'app_id,from,extra_months\n7,x,1\n',
    });
    expect(refusal.split('\n').filter((line) => line.startsWith('accounts/'))).toEqual([
      'accounts/customers.csv, line 3: customer_id is empty.',
      'accounts/purchases.csv, line 3: order_id is "o", already used in line 2.',
      'accounts/purchases.csv, line 4: sku is empty.',
      'accounts/purchases.csv, line 4: app_id is "9", an app without a customer.',
      'accounts/purchases.csv, line 4: purchased_at is "x", not a real time.',
      'accounts/roaming.csv, line 2: from is "x", not a real date.',
    ]);
  });

  const correct = 'Correct the file and run the command again.';
  it.each([
    ['is empty', '', `: the file is empty.\nAccepted: a header line.\n${correct}`],
    [
      'lacks a column',
      'customer_id,name,appid\n',
      `, line 1: there is no column "app_id" (did you mean "appid"?).\nAccepted: customer_id, name, app_id, price_list (optional), app_name (optional), address (optional), tax_id (optional), contact (optional), purchase_order (optional), email (optional), language (optional), tax_exempt (optional), from (optional), until (optional), tag:NAME (optional).\n${correct}`,
    ],
    [
      'has a column twice',
      'customer_id,name,app_id,name\n',
      `, line 1: the column "name" is there twice.\nAccepted: each column once.\n${correct}`,
    ],
    [
      'has a short row',
      'customer_id,name,app_id\nacme,Acme\n',
      `: Invalid Record Length: expect 3, got 2 on line 2.\nAccepted: CSV (RFC 4180) with as many fields as the header.\n${correct}`,
    ],
    [
      'is not UTF-8',
      Buffer.from('customer_id,name,app_id\nacme,\u00e9,7\n', 'latin1'),
      `: the text is not UTF-8.\nAccepted: UTF-8.\n${correct}`,
    ],
  ])('refuses customers.csv that %s', async (_, content, problem) => {
    expect(await refusalOf({ customers: content })).toBe(`accounts/customers.csv${problem}`);
  });

  it('needs customers.csv, and not the other two', async () => {
    expect(await refusalOf({})).toBe(
      `accounts/customers.csv: there is no such file.\nAccepted: a CSV file with customer_id, name, app_id.\n${correct}`,
    );
  });

  it('tells physical lines behind empty ones', async () => {
    expect(await refusalOf({ customers: 'customer_id,name,app_id\n\n\n,A,7\n' })).toBe(
      `accounts/customers.csv, line 4: customer_id is empty.\nAccepted: an id (text).${problemsEnd}`,
    );
  });
});
