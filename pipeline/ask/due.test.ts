import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { copyOf, issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { snapshotRows } from '../../src/testing/snapshot-rows.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { differencesIn, tamper } from '../../src/testing/verified.ts';
import { csv } from '../../src/testing/write-workspace.ts';

/** 999.00 each: acme INV-1 (due 10-07) and INV-3 (due 11-07), beta INV-2 (due 10-07). */
const accounts = {
  customers: ['acme,云端,a1', 'beta,Beta,b1'],
  purchases: [...['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1', 'o3,a1,pro,2026-10-01,1']],
};
const header = 'payment_id,customer_id,received_at,amount,kind,document_number,reverses';
const payments = [
  'p1,acme,2026-10-05,500,,INV-2026-000001,',
  'p2,acme,2026-10-20,600,,,',
  't1,beta,2026-09-15,1000,top_up,,',
  'p3,beta,2026-10-25,50,,,',
  'r3,beta,2026-10-28,,reversal,,p3',
];

let folder: string;

const write = (workspace: string, rows: readonly string[]) =>
  writeFile(join(workspace, 'accounts/payments.csv'), csv(header, rows));
const command = (workspace: string, ...args: string[]) =>
  imbill([...args, '--workspace', workspace], { now: '2026-11-10T04:00:00Z' });
const printed = async (...args: string[]) => {
  const { stdout, stderr, exitCode } = await command(folder, ...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
};

beforeAll(async () => {
  folder = await copyOf(await issuedWorkspace(accounts, ['2026-09', '2026-10']));
  await write(folder, payments);
  const first = await command(folder, 'due');
  expect([first.exitCode, first.stderr]).toEqual([0, 'Recorded 5 payments.\n']);
});

describe('imbill due', () => {
  it('lists what is open by customer and by document, as of a day', async () => {
    // p1 pays 500 of INV-1; of 2026-10-10, INV-1 is overdue by 499, and beta has 1.00 left.
    expect((await printed('due', '--on', '2026-10-10')).split('\n')).toEqual([
      'On 2026-10-10, by days overdue (not overdue, 1–7, 8–30, 31–90, over 90):',
      'customer       balance    open  overdue  not overdue     1–7  8–30  31–90  over 90',
      '────────  ───  ───────  ──────  ───────  ───────────  ──────  ────  ─────  ───────',
      'acme      CNY           499.00   499.00               499.00',
      'beta      CNY     1.00',
      'total     CNY     1.00  499.00   499.00               499.00',
      '',
      'number           customer  due         status   amount  credited    paid        open  days overdue',
      '───────────────  ────────  ──────────  ───────  ──────  ────────  ──────  ──────────  ────────────',
      'INV-2026-000001  acme      2026-10-07  overdue  999.00            500.00  499.00 CNY             3',
      '',
    ]);
    expect(await printed('due', '--on', '2026-09-10')).toBe('Nothing is open on 2026-09-10.\n');
  });

  it('lets a later document use what an earlier one left, as JSON', async () => {
    // 600 − 499 = 101 of p2 pay INV-3, which is due on 2026-11-07.
    const found = JSON.parse(await printed('due', '--customer', 'acme', '--json'));
    expect(found).toEqual({
      on: '2026-11-10',
      customers: [
        {
          ...{ customer_id: 'acme', customer_name: '云端', currency: 'CNY', balance: '0.00' },
          ...{ open: '898.00', due: '898.00', overdue: '898.00', not_overdue: '0.00' },
          ...{ days_1_to_7: '898.00', days_8_to_30: '0.00', days_31_to_90: '0.00' },
          over_90_days: '0.00',
          documents: [
            {
              ...{ number: 'INV-2026-000003', kind: 'invoice', month: '2026-10' },
              ...{ issue_date: '2026-11-01', due_date: '2026-11-07', status: 'overdue' },
              ...{ amount: '999.00', credited: '0.00', paid: '101.00', open: '898.00' },
              days_overdue: 3,
            },
          ],
        },
      ],
      totals: [
        {
          ...{ currency: 'CNY', balance: '0.00', open: '898.00', due: '898.00' },
          ...{ overdue: '898.00', not_overdue: '0.00', days_1_to_7: '898.00' },
          ...{ days_8_to_30: '0.00', days_31_to_90: '0.00', over_90_days: '0.00' },
        },
      ],
      payments: { recorded: 0, known: 5, missing: [] },
    });
  });

  it('gives open items as CSV, whose column open adds up', async () => {
    expect((await printed('due', '--format', 'csv')).split('\n')).toEqual([
      'customer_id,customer_name,number,kind,month,issue_date,due_date,currency,amount,credited,paid,open,days_overdue,status',
      'acme,云端,INV-2026-000003,invoice,2026-10,2026-11-01,2026-11-07,CNY,999.00,0.00,101.00,898.00,3,overdue',
      'beta,Beta,,balance,,,,CNY,,,,-1.00,,',
      '',
    ]);
  });

  it('refuses a customer that nobody knows, and two formats', async () => {
    const unknown = await command(folder, 'due', '--customer', 'acm');
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      2,
      'There is no customer "acm"; did you mean "acme"?\nAccepted: a customer_id of accounts/customers.csv or of an issued document.\n',
    ]);
    const both = await command(folder, 'due', '--json', '--format', 'csv');
    expect(both.exitCode).toBe(2);
  });
});

describe('payments', () => {
  it('show on the list of invoices, in the state of an app, and as arrears', async () => {
    const { invoices } = JSON.parse(await printed('invoice', 'list', '--json'));
    const keys = ['number', 'payment_status', 'gross_total', 'paid', 'open'] as const;
    type Listed = Record<(typeof keys)[number], string>;
    expect(invoices.map((one: Listed) => keys.map((key) => one[key]))).toEqual([
      ['INV-2026-000001', 'paid', '999.00', '999.00', '0.00'],
      ['INV-2026-000002', 'paid', '999.00', '999.00', '0.00'],
      ['INV-2026-000003', 'overdue', '999.00', '101.00', '898.00'],
    ]);
    expect(await printed('invoice', 'list', '--month', '2026-10')).toContain(
      'issued  overdue, 101.00 paid, 898.00 open\n',
    );
    expect(await printed('status', '--app', 'a1')).toContain(
      'In arrears since 2026-11-08: 898.00 CNY open of INV-2026-000003\nThe price page: top up within 7 days after the bill, so that the service goes on.\n',
    );
    expect(await printed('status', '--app', 'a1', '--on', '2026-11-07')).not.toContain('arrears');
    const { open_items } = JSON.parse(await printed('status', '--json'));
    expect(open_items).toEqual([
      {
        code: 'arrears',
        month: null,
        subject: 'acme',
        message:
          'acme is in arrears: 898.00 CNY overdue since 2026-11-08 (documents: 1). Remind the customer, or add to accounts/payments.csv what came in. The documents: imbill due --customer acme',
        amounts: [
          {
            ...{ currency: 'CNY', overdue: '898.00', overdue_since: '2026-11-08' },
            numbers: ['INV-2026-000003'],
          },
        ],
        apps: ['a1'],
      },
    ]);
  });

  it('are what allocations say of them', async () => {
    expect(
      await snapshotRows(
        folder,
        'select source, document_number, amount from allocations order by all',
      ),
    ).toEqual([
      ['p1', 'INV-2026-000001', '500.00'],
      ['p2', 'INV-2026-000001', '499.00'],
      ['p2', 'INV-2026-000003', '101.00'],
      ['t1', 'INV-2026-000002', '999.00'],
      ['t1', null, '1.00'],
    ]);
  });

  it('are all refused by load where one is wrong, and told where their row is gone', async () => {
    const copy = await copyOf(folder);
    await write(copy, [
      ...payments.slice(1),
      'p4,acme,2026-11-02,5,,,',
      'p5,acmee,2026-11-02,5,,,',
    ]);
    const refused = await command(copy, 'load');
    expect([refused.exitCode, refused.stderr]).toEqual([
      3,
      'accounts/payments.csv, line 7: customer_id is "acmee", an unknown customer (did you mean "acme"?).\nAccepted: a customer_id of accounts/customers.csv or of an issued document.\nCorrect the lines and run the command again; no payment was recorded.\n',
    ]);
    await write(copy, [...payments.slice(1), 'p4,acme,2026-11-02,5,,,']);
    const loaded = await command(copy, 'load');
    expect([loaded.exitCode, loaded.stdout.split('\n').slice(1, 3)]).toEqual([
      0,
      [
        'Recorded 1 payment.',
        'Recorded, but no longer in accounts/payments.csv: p1. They stay recorded; a row of kind reversal takes a payment out.',
      ],
    ]);
    expect(await warehouseRows(copy, 'select payment_id from payments order by entry')).toEqual(
      ['t1', 'p1', 'p2', 'p3', 'r3', 'p4'].map((id) => [id]),
    );
  });

  it('go with an exported ledger, and are verified', async () => {
    expect(await differencesIn(folder)).toEqual([]);
    const exported = join(await tempFolder(), 'export');
    const imported = join(await tempFolder(), 'imported');
    await printed('export', 'ledger', exported);
    expect((await command(imported, 'import', 'ledger', exported)).exitCode).toBe(0);
    const sql = 'from payments order by entry';
    expect(await warehouseRows(imported, sql)).toEqual(await warehouseRows(folder, sql));
    await tamper(
      imported,
      `update audit set detail = replace(detail, 'INV-2026-000001', 'INV-2026-000009') where subject = 'p1';
       update audit set detail = replace(detail, '1000.00', '1001.00') where subject = 't1'`,
    );
    const differences = await differencesIn(imported);
    expect(differences.filter((text) => /^\[(audit|payments)\]/.test(text))).toEqual([
      '[audit] audit, : entries as they were recorded → Entry 3 of the audit was altered',
      '[audit] audit, : entries as they were recorded → Entry 4 of the audit was altered',
      '[payments] payment p1, document_number: INV-2026-000009 of acme → nothing',
    ]);
  });
});
