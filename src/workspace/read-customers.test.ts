import { beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { csv, writeFiles } from '../testing/write-workspace.ts';
import { collectAccounts } from './accounts.ts';
import { customersOfMonth } from './customers-of-month.ts';
import { parseSettings } from './settings.ts';
import { workspaceAt } from './workspace.ts';

let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
});

async function read(header: string, customers: string[], purchases: string[] = []) {
  await writeFiles(folder, {
    'accounts/customers.csv': csv(header, customers),
    'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,kind,amount', purchases),
  });
  return collectAccounts(workspaceAt(folder), parseSettings('sources: {}'));
}

const dated = 'customer_id,name,app_id,price_list,from,until';
const next = 'Correct the lines and run the command again; nothing was billed.';

describe('readCustomers', () => {
  it('reads what documents show of a customer', async () => {
    const header =
      'customer_id,name,app_id,address,tax_id,contact,email,purchase_order,language,tax_exempt,tag:region,tag:empty';
    const { accounts, problems } = await read(header, [
      'acme,Acme,a1,"1 Long Road\n Shenzhen",9144,Li Wei,pay@acme.example,PO-7,en,yes,south,',
    ]);
    expect(problems).toEqual([]);
    expect(accounts.customers).toEqual([
      {
        customerId: 'acme',
        name: 'Acme',
        priceList: 'tencent-im',
        details: {
          address: ['1 Long Road', 'Shenzhen'],
          tax_id: '9144',
          contact: 'Li Wei',
          purchase_order: 'PO-7',
          email: 'pay@acme.example',
          tags: { region: 'south' },
        },
        language: 'en',
        taxExempt: true,
        apps: [{ appId: 'a1', appName: '' }],
      },
    ]);
  });

  it.each([
    ['email', 'pay at acme', 'not an e-mail address', 'an address such as billing@acme.example'],
    ['language', 'de', 'not known', 'zh, en, both, or nothing'],
    ['tax_exempt', 'maybe', 'not known', 'yes, no, or nothing'],
    ['tax_id', 'x'.repeat(301), 'not fit for a document', 'one line of at most 300 characters'],
    ['tag:a', 'left\u202Eright', 'not fit for a document', 'one line of at most 300 characters'],
    ['address', 'x'.repeat(10_000), 'too long', '1 to 8 lines of at most 300 characters'],
    ['from', '2026-02-30', 'not a real date', 'YYYY-MM-DD, or nothing'],
    ['until', '2126-01-01', 'not between the years 2000 and 2100', 'YYYY-MM-DD, or nothing'],
  ])('refuses the %s %s', async (column, value, problem, accepted) => {
    const { problems } = await read(`customer_id,name,app_id,${column}`, [`acme,Acme,a1,${value}`]);
    expect(problems).toEqual([
      `accounts/customers.csv, line 2: ${column} is ${JSON.stringify(value)}, ${problem}.\nAccepted: ${accepted}.`,
      next,
    ]);
  });

  it.each([
    [
      'an app of two customers on one day',
      ['acme,Acme,a1,,,2026-09-15', 'beta,Beta,a1,,2026-09-15,'],
      'line 3: app_id is "a1", also in line 2, and both rows hold on 2026-09-15.\nAccepted: each app once a day: until of a row before from of the next.',
    ],
    [
      'a list that differs on a day',
      ['acme,Acme,a1,,,', 'acme,Acme,a2,legacy,2026-09-15,'],
      'line 3: price_list is "legacy", different from line 2 of the customer.\nAccepted: the same price_list in all rows of a customer that hold on one day.',
    ],
    [
      'days that end before they begin',
      ['acme,Acme,a1,,2026-09-15,2026-09-14'],
      'line 2: until is "2026-09-14", before from, which is 2026-09-15.\nAccepted: the last day, inclusive, or nothing.',
    ],
  ])('refuses %s', async (_, customers, problem) => {
    const { problems } = await read(dated, customers);
    expect(problems).toEqual([`accounts/customers.csv, ${problem}`, next]);
  });

  it('refuses an order of a day on which nobody has the app', async () => {
    const { problems } = await read(
      dated,
      ['acme,Acme,a1,,,2026-09-14'],
      ['o1,a1,pro,2026-09-15,,'],
    );
    expect(problems).toEqual([
      'accounts/purchases.csv, line 2: app_id is "a1", of an app that nobody has on 2026-09-15.\nAccepted: an app_id of accounts/customers.csv, on a day between its from and until.',
      next,
    ]);
  });
});

describe('customersOfMonth', () => {
  const moving = ['acme,Acme,a1,,,2026-09-14', 'beta,Beta,a1,legacy,2026-09-15,'];
  const orders = [
    'o1,a1,pro,2026-09-01,,',
    'o2,a1,pro,2026-09-20,,',
    'o1,a1,pro,2026-10-02,refund,10',
  ];

  it.each([
    ['2026-08', ['acme a1']],
    ['2026-09', ['acme a1: o1, o2 of legacy', 'beta a1 without usage: o1 of tencent-im, o2']],
    // The refund of o1 is for acme, who was billed the order.
    [
      '2026-10',
      [
        'acme a1 without usage: o1, o2 of legacy, o1',
        'beta a1: o1 of tencent-im, o2, o1 of tencent-im',
      ],
    ],
  ])('gives usage and orders of %s to whoever has the app then', async (month, expected) => {
    const { accounts, problems } = await read(dated, moving, orders);
    expect(problems).toEqual([]);
    const seen = customersOfMonth(accounts, month).map(({ customerId, apps, purchases }) => {
      const known = purchases.map(({ orderId, otherList }) =>
        otherList === undefined ? orderId : `${orderId} of ${otherList}`,
      );
      const [app] = apps;
      const own = `${customerId} ${app!.appId}${app!.usageOfOther ? ' without usage' : ''}`;
      return known.length === 0 ? own : `${own}: ${known.join(', ')}`;
    });
    expect(seen).toEqual(expected);
  });

  it('takes the name of the last day, and the list of the first', async () => {
    const rows = ['acme,Acme,a1,,,2026-09-14', 'acme,Acme Ltd,a1,legacy,2026-09-15,'];
    const { accounts } = await read(dated, rows);
    const of = (month: string) =>
      customersOfMonth(accounts, month).map(({ name, priceList, lists }) => [
        name,
        priceList,
        lists,
      ]);
    const changed = [{ list: 'tencent-im' }, { list: 'legacy', from: '2026-09-15' }];
    expect(of('2026-08')).toEqual([['Acme', 'tencent-im', [{ list: 'tencent-im' }]]]);
    expect(of('2026-09')).toEqual([['Acme Ltd', 'tencent-im', changed]]);
    expect(of('2026-10')).toEqual([['Acme Ltd', 'legacy', changed]]);
  });
});
