import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { correct, load, run, voidInvoice, warehouseRows } from '../../src/testing/jobs.ts';
import { tamper } from '../../src/testing/verified.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const now = '2026-11-15T00:00:00Z';
const order = (id: string, day: string, app = 'a1') => `${id},${app},pro,${day},1`;
const purchasesText = (...rows: string[]) => csv('order_id,app_id,sku,purchased_at,months', rows);
const septemberOrder = order('o1', '2026-09-02');
const september = {
  customers: ['acme,Acme,a1', 'beta,Beta,b1'],
  purchases: [septemberOrder, order('o2', '2026-09-03', 'b1')],
  files: { 'logs/bandwidth/a.csv': csv(headers.bandwidth, ['2026-09-10T10:00:00+08:00,a1,10']) },
};
/** Bandwidth of 12 Mbps where 10 were known. The first 3 are free, and one more costs 20.00. */
const late = {
  'logs/bandwidth/late.csv': csv(headers.bandwidth, ['2026-09-11T10:00:00+08:00,a1,12']),
};

interface Item {
  code: string;
  month: string | null;
  subject: string;
  message: string;
  [fact: string]: unknown;
}

async function openItems(folder: string, args = ['load'], clock = now): Promise<Item[]> {
  const { stdout } = await imbill([...args, '--json'], { cwd: folder, now: clock });
  return JSON.parse(stdout).open_items;
}

/** Code and subject of each item. */
const names = (items: readonly Item[]) => items.map(({ code, subject }) => `${code} ${subject}`);

describe('a month that is outdated', () => {
  it('is named with its amounts by every command until it is corrected', async () => {
    const folder = await issuedWorkspace(september);
    expect(await openItems(folder)).toEqual([]);
    await writeFiles(folder, late);
    const expected = [
      {
        code: 'month-outdated',
        month: '2026-09',
        subject: '2026-09',
        message:
          '2026-09 is outdated (customers: 1): 1019.00 CNY issued, 1043.00 CNY if recalculated today. Show the corrections: imbill correct --month 2026-09 --dry-run',
        amounts: [{ currency: 'CNY', issued: '1019.00', now: '1043.00' }],
        customers: [
          {
            customer_id: 'acme',
            number: 'INV-2026-000001',
            currency: 'CNY',
            issued: '1019.00',
            currency_now: 'CNY',
            now: '1043.00',
          },
        ],
      },
    ];
    for (const args of [['load'], ['load'], ['status'], ['preview', '--month', '2026-09']])
      expect([args, await openItems(folder, args)]).toEqual([args, expected]);
    const { stdout } = await imbill(['load'], { cwd: folder, now });
    expect(stdout).toContain(`1 open item:\n  ${expected[0]!.message} (month-outdated)\n`);
    await correct(folder, '2026-09', { isDryRun: true });
    expect(names(await openItems(folder, ['status']))).toEqual(['month-outdated 2026-09']);
    await correct(folder, '2026-09');
    // The correction is dated in the month after the last issued one.
    expect(names(await openItems(folder, ['status']))).toEqual([]);
    expect(await outdatedRows(folder)).toEqual([]);
  });

  it('is found after an order, a customer or a price came later', async () => {
    const folder = await issuedWorkspace(september);
    const orders = purchasesText(...september.purchases, 'o3,a1,group-members-2000,2026-09-05,1');
    await writeFiles(folder, { 'accounts/purchases.csv': orders });
    await load(folder);
    expect(await outdatedRows(folder)).toEqual([['2026-09', 'acme', '1019.00', '1519.00']]);
    await writeFiles(folder, { 'accounts/purchases.csv': purchasesText(...september.purchases) });
    await load(folder);
    expect(await outdatedRows(folder)).toEqual([]);
    const another = csv('customer_id,name,app_id', [...september.customers, 'new,New,c1']);
    await writeFiles(folder, {
      'accounts/customers.csv': another,
      'accounts/purchases.csv': purchasesText(
        ...september.purchases,
        order('o4', '2026-09-30', 'c1'),
      ),
    });
    await load(folder);
    expect(await outdatedRows(folder)).toEqual([['2026-09', 'new', '0.00', '999.00']]);
  });

  it('is not recalculated for a later order, or a second time for nothing', async () => {
    const folder = await issuedWorkspace(september);
    await tamper(
      folder,
      "insert into outdated_customers values ('2026-09', 'x', null, 'CNY', 'CNY', 1, 2)",
    );
    await writeFiles(folder, {
      'accounts/purchases.csv': purchasesText(...september.purchases, order('o3', '2026-10-01')),
    });
    await load(folder);
    expect(await outdatedRows(folder)).toEqual([['2026-09', 'x', '1.00', '2.00']]);
    await writeFiles(folder, late);
    await load(folder);
    expect(await outdatedRows(folder)).toEqual([['2026-09', 'acme', '1019.00', '1043.00']]);
  });

  it('names a customer whose invoice was voided without another one', async () => {
    const folder = await issuedWorkspace(september);
    await voidInvoice(folder, 'INV-2026-000002', { isReplaced: false });
    expect(await outdatedRows(folder)).toEqual([['2026-09', 'beta', '0.00', '999.00']]);
  });

  it('is told apart from one that cannot be recalculated', async () => {
    const folder = await issuedWorkspace(september);
    await writeFiles(folder, {
      'accounts/purchases.csv': purchasesText('o1,a1,no-such,2026-09-02,1'),
    });
    const [item] = await openItems(folder);
    expect(item).toMatchObject({ code: 'month-not-recalculated', subject: '2026-09' });
    expect(item!.message).toContain('no-such');
    await writeFiles(folder, { 'accounts/purchases.csv': purchasesText(...september.purchases) });
    expect(await openItems(folder)).toEqual([]);
  });

  it('is found in a workspace of before, which did not note it', async () => {
    const folder = await issuedWorkspace(september);
    await writeFiles(folder, late);
    await load(folder);
    await tamper(folder, 'drop table recalculations; drop table outdated_customers');
    expect(names(await openItems(folder))).toEqual(['month-outdated 2026-09']);
  });
});

describe('a month that is not billed', () => {
  const october = {
    'logs/bandwidth/o.csv': csv(headers.bandwidth, ['2026-10-10T10:00:00+08:00,a1,10']),
  };

  it('is named once it is over, and until it is run', async () => {
    const folder = await issuedWorkspace(september);
    await writeFiles(folder, october);
    expect(await openItems(folder, ['load'], '2026-10-31T15:59:59Z')).toEqual([]);
    expect(await openItems(folder, ['status'], '2026-10-31T16:00:00Z')).toEqual([
      {
        code: 'month-not-billed',
        month: '2026-10',
        subject: '2026-10',
        message:
          '2026-10 is over and has no invoice (days with usage: 1, orders: 0). Bill it: imbill run --month 2026-10',
        usage_days: 1,
        orders: 0,
      },
    ]);
    expect(await openItems(folder, ['run', '--month', '2026-10'])).toEqual([]);
  });

  it('is named as out of order, and its orders, where a later month was issued', async () => {
    const folder = await writeWorkspace({
      ...september,
      purchases: [...september.purchases, order('o0', '2026-07-31')],
      files: {
        ...september.files,
        'logs/bandwidth/8.csv': csv(headers.bandwidth, ['2026-08-31T10:00:00+08:00,a1,10']),
      },
    });
    await run(folder, '2026-09');
    const items = await openItems(folder, ['status'], '2026-10-02T00:00:00Z');
    expect(items.map(({ code, message }) => [code, message])).toEqual([
      [
        'month-not-billed',
        '2026-07 is over and has no invoice (days with usage: 0, orders: 1). Bill it: imbill run --month 2026-07',
      ],
      [
        'month-not-billed',
        '2026-08 is over and has no invoice (days with usage: 1, orders: 0). Bill it: imbill run --month 2026-08',
      ],
      [
        'month-out-of-order',
        '2026-09 was issued, but the earlier 2026-08 was not (days with usage: 1). Bill it: imbill run --month 2026-08',
      ],
      [
        'purchase-in-unbilled-month',
        'Orders of 2026-07 are on no invoice, as the month was never run: o0. Bill them: imbill run --month 2026-07',
      ],
    ]);
  });

  it('is not named after a run that found nothing to charge', async () => {
    const folder = await writeWorkspace({ customers: [], files: october });
    await imbill(['run', '--month', '2026-10'], { cwd: folder, now });
    expect(await openItems(folder, ['status'])).toEqual([]);
    const customers = csv('customer_id,name,app_id', ['acme,Acme,a1']);
    const purchases = purchasesText(order('o1', '2026-10-02'));
    await writeFiles(folder, {
      'accounts/customers.csv': customers,
      'accounts/purchases.csv': purchases,
    });
    expect(names(await openItems(folder))).toEqual([
      'month-not-billed 2026-10',
      'purchase-in-unbilled-month 2026-10',
    ]);
    expect(await openItems(folder, ['run', '--month', '2026-10'])).toEqual([]);
  });
});

describe('a file that does not count', () => {
  const wrong = { 'logs/logins/wrong.csv': 'time,app_id\n2026-09-10T10:00:00+08:00,a1\n' };

  it('is named as refused until it is right', async () => {
    const folder = await issuedWorkspace(september);
    await writeFiles(folder, wrong);
    await imbill(['load'], { cwd: folder, now });
    const [item] = await openItems(folder, ['status']);
    expect(item).toMatchObject({ code: 'file-refused', subject: 'logs/logins/wrong.csv' });
    await rm(join(folder, 'logs/logins/wrong.csv'));
    expect(await openItems(folder)).toEqual([]);
  });

  it('is named as withdrawn until it is restored or delivered with other content', async () => {
    const folder = await issuedWorkspace(september);
    const withdraw = ['load', '--withdraw', 'logs/bandwidth/a.csv', '--reason', 'twice'];
    await imbill(withdraw, { cwd: folder, now });
    const [item] = await openItems(folder, ['status']);
    expect(item).toEqual({
      code: 'file-withdrawn',
      month: null,
      subject: 'logs/bandwidth/a.csv',
      message:
        'logs/bandwidth/a.csv was withdrawn and does not count: twice. Deliver it again, or make it count: imbill load --restore 1 --reason TEXT',
      path: 'logs/bandwidth/a.csv',
      batch_id: 1,
      reason: 'twice',
    });
    await writeFiles(folder, {
      'logs/bandwidth/a.csv': csv(headers.bandwidth, ['2026-09-10T10:01:00+08:00,a1,10']),
    });
    expect(await openItems(folder)).toEqual([]);
  });
});

describe('outstanding in SQL', () => {
  it('has the same items', async () => {
    const folder = await issuedWorkspace(september);
    await writeFiles(folder, late);
    await load(folder);
    const sql =
      "select code, subject, facts ->> '$.amounts[0].now' as now from outstanding where code = 'month-outdated'";
    const { stdout } = await imbill(['sql', sql, '--format', 'csv'], { cwd: folder });
    expect(stdout).toBe('code,subject,now\nmonth-outdated,2026-09,1043.00\n');
  });
});

function outdatedRows(folder: string) {
  return warehouseRows(
    folder,
    'select month, customer_id, issued, total_now from outdated_customers order by all',
  );
}
