import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../base/progress.ts';
import { writeFiles, writeWorkspace } from '../../testing/write-workspace.ts';
import { optionArgs, runCommand } from '../testing/run-command.ts';

let workspace: string;
let stdout = '';
const output = {
  result: (text: string | Uint8Array) => {
    stdout += text;
  },
  say: () => undefined,
  progress: silentProgress,
};
const now = Date.parse('2026-09-11T16:30:00Z'); // half past midnight on the 12th in Shanghai

async function told(options: Record<string, string | true>): Promise<string> {
  stdout = '';
  await runCommand(['refund', ...optionArgs({ workspace, ...options })], output, {
    now: () => now,
  });
  return stdout;
}

const failure = (options: Record<string, string | true>) =>
  told(options).catch((error: unknown) => {
    const { exitCode, message } = error as { exitCode: number; message: string };
    return [exitCode, message];
  });

const header = 'order_id,app_id,sku,purchased_at,months,kind,amount';

beforeAll(async () => {
  workspace = await writeWorkspace({
    customers: ['acme,Acme,a1', 'acme,Acme,a2', 'beta,Beta,b1'],
    files: {
      'accounts/purchases.csv': `${header}
P-1,a1,pro,2026-09-01,1,,
P-1,a1,avchatroom-unlimited,2026-09-01,1,,
P-2,a2,pro,2026-09-08,3,,
P-3,b1,pro,2026-09-01,,,
R-3,b1,pro,2026-09-05,,refund,5
`,
    },
  });
});

describe('imbill refund', () => {
  it('prints the arithmetic and the row of purchases.csv, and writes nothing', async () => {
    const before = await readFile(join(workspace, 'accounts/purchases.csv'), 'utf8');
    // 12 of 30 days used: 999 × 18 / 30
    expect((await told({ order: 'P-1', sku: 'pro' })).split('\n')).toEqual([
      'Order P-1: pro of app a1, customer acme (Acme)',
      'Bought on 2026-09-01 for 999.00 CNY, valid from 2026-09-01 to 2026-09-30',
      'Refund on 2026-09-12: 999.00 × 18 of 30 days unused = 599.40 CNY',
      'It ends pro on 2026-09-12: without another plan, usage of 2026-09 is still charged, and none from the month after',
      'Nothing was written. To record the refund, add this row to accounts/purchases.csv:',
      header,
      'P-1,a1,pro,2026-09-12,,refund,599.40',
      '',
    ]);
    expect(await readFile(join(workspace, 'accounts/purchases.csv'), 'utf8')).toBe(before);
  });

  it('gives all of it as JSON', async () => {
    const { row, ...rest } = JSON.parse(await told({ order: 'P-2', on: '2026-09-13', json: true }));
    expect(rest).toEqual({
      order_id: 'P-2',
      customer_id: 'acme',
      customer_name: 'Acme',
      app_id: 'a2',
      sku: 'pro',
      kind: 'plan',
      bought_on: '2026-09-08',
      on: '2026-09-13',
      currency: 'CNY',
      amount: '2997.00',
      rule: 'in_full',
      paid: '2997.00',
      valid_from: '2026-09-08',
      valid_until: '2026-12-07',
      renewals: [],
      explanation: { en: '2,997.00 in full, within 5 days', zh: '5 天内全额 2,997.00' },
    });
    expect(Object.keys(row).join()).toBe(header);
  });

  it('is accepted as the row that it prints, after which the order is refunded', async () => {
    const { row } = JSON.parse(await told({ order: 'P-2', json: true }));
    const path = join(workspace, 'accounts/purchases.csv');
    const before = await readFile(path, 'utf8');
    const added = `${before}${Object.values(row).join()}\n`;
    await writeFiles(workspace, { 'accounts/purchases.csv': added });
    expect(await failure({ order: 'P-2' })).toEqual([
      4,
      'Order P-2 (pro) was ended by a refund: nothing of it is left.\nMoney that is given all the same is a row of kind credit in accounts/purchases.csv.',
    ]);
    await writeFiles(workspace, { 'accounts/purchases.csv': before });
  });

  it('names the customer and the tax of the refund day, and what it ends for others', async () => {
    const own = await writeWorkspace({
      files: {
        'accounts/customers.csv': `customer_id,name,app_id,price_list,tax_exempt,from,until
acme,Acme,a1,taxed,,,2026-09-09
acme,Acme Free,a1,taxed,yes,2026-09-10,2026-09-30
acme,Acme Later,a1,taxed,,2026-10-01,
gamma,Gamma,a2,,,,2026-09-05
beta,Beta,a2,,,2026-09-06,
`,
        'accounts/purchases.csv': `${header}
P-1,a1,pro,2026-09-01,1,,
P-2,a2,pro,2026-09-01,1,,
P-3,a2,pro,2026-09-07,1,,
`,
        'prices/taxed.yaml': `list: taxed
from: 2018-12-27
based_on: { list: tencent-im, on: 2018-12-27 }
source: page, with tax
tax: { percent: "6", included: false }
`,
      },
    });
    const lines = async (on: string) =>
      (await told({ workspace: own, order: 'P-1', on })).split('\n').slice(0, 4);
    expect(await lines('2026-09-08')).toMatchObject({
      0: 'Order P-1: pro of app a1, customer acme (Acme)',
      3: 'The invoice adds 6% tax to the amount, as it did when it was bought',
    });
    expect(await lines('2026-09-10')).toMatchObject({
      0: 'Order P-1: pro of app a1, customer acme (Acme Free)',
      3: 'It ends pro on 2026-09-10: without another plan, usage of 2026-09 is still charged, and none from the month after',
    });
    const moved = { workspace: own, order: 'P-2', on: '2026-09-12' };
    expect((await told(moved)).split('\n')).toMatchObject({
      2: 'Refund on 2026-09-12: 999.00 × 18 of 30 days unused = 599.40 CNY',
      4: 'Renewals of other customers end too, and the refund of each needs a row of its own: P-3',
      7: 'P-2,a2,pro,2026-09-12,,refund,599.40',
    });
    expect(JSON.parse(await told({ ...moved, json: true }))).toMatchObject({
      renewals: [],
      renewals_of_others: ['P-3'],
    });
  });

  it.each([
    [
      { order: 'P-4' },
      2,
      'There is no order "P-4"; did you mean "P-1"?\nAccepted: the order_id of a purchase in accounts/purchases.csv.',
    ],
    [
      { order: 'P-1' },
      2,
      'Order P-1 has pro of app a1, avchatroom-unlimited of app a1.\nName one of them with --app and --sku.',
    ],
    [
      { order: 'P-1', app: 'a2' },
      2,
      'Order P-1 has pro of app a1, avchatroom-unlimited of app a1; nothing else was bought with it.\nAccepted: --app and --sku of one of them.',
    ],
    [
      { order: 'P-2', on: '2026-09-07' },
      2,
      'Order P-2 (pro) was bought on 2026-09-08, so it cannot be refunded on 2026-09-07.\nAccepted: --on 2026-09-08 or a later day.',
    ],
    [
      { order: 'P-2', on: '2026-12-08' },
      4,
      'Order P-2 (pro) is over on 2026-12-08: nothing of it is left.\nMoney that is given all the same is a row of kind credit in accounts/purchases.csv.',
    ],
    [
      { order: 'P-3' },
      4,
      'Order P-3 (pro) was ended by a refund: nothing of it is left.\nMoney that is given all the same is a row of kind credit in accounts/purchases.csv.',
    ],
  ])('refuses %j', async (options, exitCode, message) => {
    expect(await failure(options as unknown as Record<string, string>)).toEqual([
      exitCode,
      message,
    ]);
  });
});
