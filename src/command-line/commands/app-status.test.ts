import { beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../base/progress.ts';
import { writeWorkspace } from '../../testing/write-workspace.ts';
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
const now = Date.parse('2026-09-14T16:30:00Z'); // half past midnight on the 15th in Shanghai

async function told(app: string, options: { on?: string; json?: true } = {}): Promise<string> {
  stdout = '';
  await runCommand(['status', ...optionArgs({ workspace, app, ...options })], output, {
    now: () => now,
  });
  return stdout;
}

beforeAll(async () => {
  workspace = await writeWorkspace({
    customers: ['acme,云端,a1', 'acme,云端,a2'],
    purchases: ['P-1,a1,pro,2026-08-10,1', 'P-2,a1,avchatroom-unlimited,2026-09-01,1'],
  });
});

describe('imbill status --app', () => {
  it('shows plan, packs, orders and what is allowed on the day, without any load', async () => {
    expect((await told('a1')).split('\n')).toEqual([
      'App a1, of acme (云端), price list tencent-im',
      'On 2026-09-15: grace, pro (order P-1), was paid until 2026-09-09, to be renewed by 2026-09-16',
      '',
      'from        until       state      plan  order',
      '──────────  ──────────  ─────────  ────  ─────',
      '2026-08-10  2026-09-09  active     pro   P-1',
      '2026-09-10  2026-09-16  grace      pro   P-1',
      '2026-09-17  2026-12-15  suspended  pro',
      '2026-12-16              released   pro',
      '',
      'pack                  from        until       state      order',
      '────────────────────  ──────────  ──────────  ─────────  ─────',
      'avchatroom-unlimited  2026-09-01  2026-09-16  active     P-2',
      'avchatroom-unlimited  2026-09-17  2026-09-30  idle       P-2',
      'avchatroom-unlimited  2026-10-01  2026-10-07  grace      P-2',
      'avchatroom-unlimited  2026-10-08              suspended',
      '',
      'day         order  kind      sku                   months  amount CNY  valid',
      '──────────  ─────  ────────  ────────────────────  ──────  ──────────  ────────────────────────',
      '2026-08-10  P-1    purchase  pro                        1      999.00  2026-08-10 to 2026-09-09',
      '2026-09-01  P-2    purchase  avchatroom-unlimited       1    1,000.00  2026-09-01 to 2026-09-30',
      '',
      'allowed on 2026-09-15       most  by',
      '─────────────────────  ─────────  ────────────────────',
      'accounts               unlimited  pro',
      'avchatrooms            unlimited  avchatroom-unlimited',
      'group members                200  pro',
      'friends per user           1,000  pro',
      'groups per user              200  pro',
      '',
    ]);
  });

  it('stands as on another day, and for an app that bought nothing', async () => {
    expect((await told('a1', { on: '2026-08-09' })).split('\n')[1]).toBe(
      'On 2026-08-09: none, no plan was bought by then',
    );
    expect((await told('a1', { on: '2026-08-10' })).split('\n')[1]).toBe(
      'On 2026-08-10: active, pro (order P-1), paid until 2026-09-09, to be renewed by 2026-09-16',
    );
    expect((await told('a2')).split('\n').slice(1, 5)).toEqual([
      'On 2026-09-15: none, no plan was bought by then',
      '',
      'allowed on 2026-09-15  most  by',
      '─────────────────────  ────  ─────',
    ]);
  });

  it('gives the same as JSON, with who has the app', async () => {
    const document = JSON.parse(await told('a1', { json: true }));
    expect(document).toMatchObject({
      app_id: 'a1',
      customer_id: 'acme',
      price_list: 'tencent-im',
      on: '2026-09-15',
      state: 'grace',
      sku: 'pro',
      renew_until: '2026-09-16',
    });
    expect(document.plan.at(-1)).toMatchObject({ until: null, state: 'released' });
  });

  it('names the nearest app for one that no customer has', async () => {
    await expect(told('a11')).rejects.toMatchObject({
      message:
        'There is no app "a11"; did you mean "a1"?\nAccepted: an app_id of accounts/customers.csv.',
      exitCode: 2,
    });
  });

  it('prices orders, and says what is allowed, by the app’s contract', async () => {
    workspace = await writeWorkspace({
      purchases: ['P-1,a1,pro,2026-08-10,1'],
      files: {
        'prices/l.yaml':
          'contract: L-17\napp: a1\nfrom: 2026-08-01\nsource: s\nplans: [{ sku: pro, price: "899", allows: { avchatrooms: 77 } }]\n',
      },
    });
    const { orders, allowed } = JSON.parse(await told('a1', { json: true, on: '2026-08-10' }));
    expect(orders[0].amount).toBe('899.00');
    expect(allowed[1]).toEqual({ of: 'avchatrooms', most: '77', by: 'pro' });
  });

  it('names the price list that has no book', async () => {
    workspace = await writeWorkspace({ settings: 'price_list: tencent-in\nsources: {}\n' });
    await expect(told('a1')).rejects.toMatchObject({
      message:
        'Customer acme is on the price list "tencent-in", which has no book; did you mean "tencent-im"?\nAccepted: tencent-im, tencent-im-2019, tencent-im-2020.\nCorrect price_list in accounts/customers.csv or imbill.yaml, or add the book to prices/.',
      exitCode: 3,
    });
  });

  it('is of an app: a day alone says nothing', async () => {
    const asked = runCommand(['status', '--on', '2026-09-01'], output);
    await expect(asked).rejects.toThrow(
      '--on belongs to --app.\nName the app with --app APP_ID, or leave out --on.',
    );
  });
});
