import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { type Accounts, readAccounts } from './accounts.ts';
import type { Settings } from './settings.ts';
import { workspaceAt } from './workspace.ts';

const settings = { timezone: 'Asia/Shanghai', priceList: 'tencent-im' } as Settings;
const customerHeader = 'customer_id,name,app_id';
const customers = `${customerHeader}\nacme,Acme,a1\n`;
const purchaseHeader = 'order_id,app_id,sku,purchased_at,months,kind,amount';

type Texts = Partial<Record<'customers' | 'purchases' | 'roaming', string | Buffer>>;

async function accountsOf(texts: Texts): Promise<Accounts> {
  const folder = await tempFolder();
  await mkdir(join(folder, 'accounts'));
  for (const [name, text] of Object.entries({ customers, ...texts }))
    await writeFile(join(folder, 'accounts', `${name}.csv`), text);
  return readAccounts(workspaceAt(folder), settings);
}

async function refusalOf(texts: Texts): Promise<string> {
  const error: unknown = await accountsOf(texts).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(3);
  return (error as UserError).message;
}

const purchase = (row: string) => ({ purchases: `${purchaseHeader}\n${row}\n` });
const setting = (row: string) => ({ roaming: `app_id,from,extra_months,history_days\n${row}\n` });

describe('readAccounts of texts that look like others', () => {
  const next = 'Accepted: text without it.\nCorrect the file and run the command again.';

  it.each<[Texts, string]>([
    [
      { customers: `${customerHeader}\nac\0me,Acme,a1\n` },
      'accounts/customers.csv, line 2: customer_id is "ac\\u0000me", which holds the invisible character U+0000.',
    ],
    [
      { customers: `${customerHeader}\nacme,A\u001B[2Jcme,a1\n` },
      'accounts/customers.csv, line 2: name is "A\\u001b[2Jcme", which holds the invisible character U+001B.',
    ],
    [
      { customers: `${customerHeader}\nac\u200Bme,Acme,a1\n` },
      'accounts/customers.csv, line 2: customer_id is "ac\u200Bme", which holds the invisible character U+200B.',
    ],
    [
      purchase('o1,a1\u00A0,pro,2026-09-01,1,,'),
      'accounts/purchases.csv, line 2: app_id is "a1\u00A0", which holds the invisible character U+00A0.',
    ],
    [
      purchase('o1,a1,pro,2026-09-01,\u00A01,,'),
      'accounts/purchases.csv, line 2: months is "\u00A01", which holds the invisible character U+00A0.',
    ],
    [
      purchase('"o\n1",a1,pro,2026-09-01,1,,'),
      'accounts/purchases.csv, line 3: order_id is "o\\n1", which holds the invisible character U+000A.',
    ],
  ])('refuses %j', async (texts, problem) => {
    expect(await refusalOf(texts)).toBe(`${problem}\n${next}`);
  });

  it('keeps the line breaks of a name', async () => {
    const texts = { customers: `${customerHeader}\nacme,"Acme\nChina",a1\n` };
    expect((await accountsOf(texts)).customers[0]?.name).toBe('Acme\nChina');
  });

  it('takes spaces around a value, a byte order mark, and line ends of every kind in one file', async () => {
    const texts = {
      customers: `\uFEFF${customerHeader}\nacme, Acme ,a1\r\nacme,Acme,\ta2\rbeta,Beta,a3`,
    };
    const apps = (await accountsOf(texts)).customers.map((customer) => [
      customer.name,
      ...customer.apps.map(({ appId }) => appId),
    ]);
    expect(apps).toEqual([
      ['Acme', 'a1', 'a2'],
      ['Beta', 'a3'],
    ]);
  });

  it('takes names of JavaScript for what they are: ids', async () => {
    const accounts = await accountsOf({
      customers: `${customerHeader},__proto__\n__proto__,constructor,__proto__,x\n`,
      purchases: `${purchaseHeader}\n__proto__,__proto__,pro,2026-09-01,1,,\n`,
    });
    expect(accounts.customers.map(({ customerId, name }) => [customerId, name])).toEqual([
      ['__proto__', 'constructor'],
    ]);
    expect(accounts.purchases.map(({ orderId, appId }) => [orderId, appId])).toEqual([
      ['__proto__', '__proto__'],
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('readAccounts of numbers that are none', () => {
  it.each(['1e1', '１', '+1', '0x1', '1.0', '007', '1 ０', '٣', '99999999999999999999'])(
    'refuses %j as months, extra months and days of history',
    async (text) => {
      expect(await refusalOf(purchase(`o1,a1,pro,2026-09-01,${text},,`))).toContain(
        `line 2: months is ${JSON.stringify(text)}, not a number of months.\nAccepted: a whole number from 1 to 999.`,
      );
      expect(await refusalOf(setting(`a1,2026-09-01,${text},`))).toContain(
        `line 2: extra_months is ${JSON.stringify(text)}, not a number of months.`,
      );
      expect(await refusalOf(setting(`a1,2026-09-01,1,${text}`))).toContain(
        `line 2: history_days is ${JSON.stringify(text)}, not a number of days.`,
      );
    },
  );

  it.each(['1e3', '-5', '５', '"1,000"', '.5', '1.005', '9999999999999999', 'NaN', 'Infinity'])(
    'refuses %s as an amount paid back',
    async (text) => {
      expect(await refusalOf(purchase(`o1,a1,pro,2026-09-01,1,refund,${text}`))).toContain(
        `line 2: amount is ${JSON.stringify(text.replaceAll('"', ''))}, not an amount.`,
      );
    },
  );
});

describe('readAccounts of days that are none', () => {
  const accepted =
    'Accepted: RFC 3339 with an offset, YYYY-MM-DD, or seconds or milliseconds since the epoch.';

  it.each([
    '2019-02-29',
    '0000-01-01',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59Z',
    '2026-02-30T00:00:00Z',
    '2016-12-31T23:59:60Z',
    '2026-09-01T10:00:00\u221208:00',
    '２０２６-09-01',
    '2026–09–01',
    '253402300800',
    '-1000000000',
    '1e9',
  ])('refuses %s as the time of a purchase', async (text) => {
    expect(await refusalOf(purchase(`o1,a1,pro,${text},1,,`))).toContain(
      `line 2: purchased_at is "${text}", not a real time.\n${accepted}`,
    );
  });

  it.each(['2019-02-29', '0000-01-01', '2026-09-01T00:00:00Z', '20260901', '２０２６-09-01'])(
    'refuses %s as the first day of a setting',
    async (text) => {
      expect(await refusalOf(setting(`a1,${text},1,`))).toContain(
        `line 2: from is "${text}", not a real date.\nAccepted: YYYY-MM-DD.`,
      );
    },
  );
});

describe('readAccounts of days of another century', () => {
  const accepted =
    'Accepted: RFC 3339 with an offset, YYYY-MM-DD, or seconds or milliseconds since the epoch.';

  it.each(['1999-12-31', '2101-01-01', '0226-09-01', '2206-09-01T10:00:00+08:00', '0946000000'])(
    'refuses %s as the time of a purchase and as the first day of a setting',
    async (text) => {
      const problem = 'not between the years 2000 and 2100';
      expect(await refusalOf(purchase(`o1,a1,pro,${text},1,,`))).toContain(
        `line 2: purchased_at is "${text}", ${problem}.\n${accepted}`,
      );
      const day = text.slice(0, 10);
      if (day.includes('-'))
        expect(await refusalOf(setting(`a1,${day},1,`))).toContain(
          `line 2: from is "${day}", ${problem}.\nAccepted: YYYY-MM-DD.`,
        );
    },
  );

  it('takes the first and the last day', async () => {
    for (const day of ['2000-01-01', '2100-12-31']) {
      const accounts = await accountsOf({
        ...purchase(`o1,a1,pro,${day},1,,`),
        ...setting(`a1,${day},1,`),
      });
      expect([accounts.purchases[0]?.boughtOn, accounts.roaming[0]?.from]).toEqual([day, day]);
    }
  });
});

describe('readAccounts of a column that would change an amount', () => {
  const withColumn = (column: string) => ({
    purchases: `order_id,app_id,sku,purchased_at,months,kind,amount,${column}\no1,a1,pro,2026-09-01,1,,,3\n`,
  });

  it('refuses a quantity, and says what to do', async () => {
    expect(await refusalOf(withColumn('quantity'))).toBe(
      'accounts/purchases.csv, line 1: the column "quantity" is not read, and would change an amount.\n' +
        'Accepted: order_id, app_id, sku, purchased_at, months (optional), kind (optional), amount (optional).\n' +
        'Take it out, or give it another name if it is a note only; see docs/accounts.md.',
    );
  });

  it.each([
    'Quantity',
    'qty',
    'count',
    'order_count',
    'units',
    'unit price',
    'unitPrice',
    'UnitPrice',
    'price',
    'list-price',
    'discount',
    'discount_percent',
    'quantitiy',
    'discout',
    'currency',
    'currency_code',
    'tax',
    'tax_rate',
    'vat',
    'total',
    'net',
    'coupon',
    'coupon_code',
    'years',
    'duration',
    'refund_amount',
    '数量',
    '购买数量',
    '单价',
    '折扣',
    '币种',
    '含税金额',
    '优惠券',
  ])('refuses %j', async (column) => {
    expect(await refusalOf(withColumn(column))).toContain(
      `the column "${column}" is not read, and would change an amount.`,
    );
  });

  it.each([
    'note',
    'account',
    'country',
    'status',
    'channel',
    'sales_rep',
    'invoice_no',
    'vat_number',
    'tax_id',
    'price_note',
    'coupon_id',
    'net_terms',
    'unit_name',
    'product',
    '备注',
    '税号',
    '客户名称',
    'created_at',
    'discounted_by',
    'numbering',
    'enterprise',
  ])('passes over %j', async (column) => {
    expect((await accountsOf(withColumn(column))).purchases).toHaveLength(1);
  });

  it.each<[Texts, string]>([
    [{ customers: `${customerHeader},discount\nacme,Acme,a1,10\n` }, '"discount" is'],
    [{ customers: `${customerHeader},单价,fee\nacme,Acme,a1,1,2\n` }, 's "单价", "fee" are'],
    [{ roaming: 'app_id,from,extra_months,until\na1,2026-09-01,1,2026-10-01\n' }, '"until" is'],
    [{ roaming: 'app_id,from,extra_months,users\na1,2026-09-01,1,5\n' }, ''],
    [{ roaming: 'app_id,from,extra_months,price\na1,2026-09-01,1,5\n' }, '"price" is'],
  ])('looks at every file: %j', async (texts, problem) => {
    if (problem === '') return expect((await accountsOf(texts)).roaming).toHaveLength(1);
    expect(await refusalOf(texts)).toContain(`${problem} not read, and would change an amount.`);
  });

  it.each([
    ['months', 'Months'],
    ['order_id', 'OrderId'],
    ['purchased_at', 'purchasd_at'],
    ['sku', 'SKU'],
  ])('refuses beside %s a second one, %s: which is meant?', async (known, column) => {
    expect(await refusalOf(withColumn(column))).toBe(
      `accounts/purchases.csv, line 1: the column "${column}" is not read (did you mean "${known}", which is there too?).\n` +
        'Accepted: order_id, app_id, sku, purchased_at, months (optional), kind (optional), amount (optional).\n' +
        'Correct the file and run the command again.',
    );
  });
});

describe('readAccounts of a misspelt optional column, whose default would hold in every row', () => {
  it.each(['month', 'Months', ' months', 'mon_ths', 'monthss'])('refuses %j', async (column) => {
    const purchases = `order_id,app_id,sku,purchased_at,${column}\no1,a1,pro,2026-09-01,3\n`;
    expect(await refusalOf({ purchases })).toBe(
      `accounts/purchases.csv, line 1: there is no column "months" (did you mean "${column}"?).\n` +
        'Accepted: order_id, app_id, sku, purchased_at, months (optional), kind (optional), amount (optional).\n' +
        'Correct the file and run the command again.',
    );
  });

  it.each(['account', 'note', 'type', 'mouths_to_feed'])('keeps off %j', async (column) => {
    const purchases = `order_id,app_id,sku,purchased_at,${column}\no1,a1,pro,2026-09-01,x\n`;
    expect((await accountsOf({ purchases })).purchases).toHaveLength(1);
  });
});
