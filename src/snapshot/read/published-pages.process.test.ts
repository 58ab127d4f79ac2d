import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correct, load, run, voidInvoice } from '../../testing/jobs.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../testing/write-workspace.ts';
import { workspaceAt } from '../../workspace/workspace.ts';
import { customerDetail } from './customer-detail.ts';
import { customerHistory } from './customer-history.ts';
import { history } from './history.ts';
import { readKnownCustomers } from './known-customers.ts';
import { readKnownMonths } from './month-list.ts';
import { monthOverview } from './month-overview.ts';
import { Snapshot } from './snapshot.ts';

const bandwidth = (day: string, app: string, mbps: string) =>
  csv(headers.bandwidth, [`${day}T12:00:00+08:00,${app},${mbps}`]);
let snapshot: Snapshot;

/**
 * August: acme 999 + 100 × 2 = 1199, beta 999 + 50 × 2 = 1099, gone 999.
 * September: acme 999 + 300 × 2 = 1599, corrected by 10 × 2; beta 999 + 50 × 2, voided and issued anew.
 * October: usage of acme only, not issued.
 */
beforeAll(async () => {
  const folder = await writeWorkspace({
    customers: ['acme,Acme,a1', 'beta,Beta,b1', 'gone,Gone,g1'],
    purchases: [
      'o1,a1,pro,2026-08-01,1',
      'o2,a1,pro,2026-09-01,1',
      'o3,b1,pro,2026-08-01,1',
      'o4,b1,pro,2026-09-01,1',
      'o5,g1,pro,2026-08-01,1',
    ],
    files: {
      'logs/bandwidth/a8.csv': bandwidth('2026-08-10', 'a1', '100'),
      'logs/bandwidth/b8.csv': bandwidth('2026-08-10', 'b1', '50'),
      'logs/bandwidth/a9.csv': bandwidth('2026-09-10', 'a1', '300'),
      'logs/bandwidth/b9.csv': bandwidth('2026-09-10', 'b1', '50'),
    },
  });
  await run(folder, '2026-08', 1);
  await run(folder, '2026-09', 1);
  await writeFiles(folder, {
    'logs/bandwidth/late.csv': bandwidth('2026-09-11', 'a1', '10'),
    'logs/bandwidth/a10.csv': bandwidth('2026-10-10', 'a1', '7'),
  });
  await load(folder);
  await correct(folder, '2026-09');
  await voidInvoice(folder, 'INV-2026-000005', { reason: 'wrong name' });
  snapshot = await Snapshot.open(workspaceAt(folder).analytics, { threads: 1 });
}, 60_000);

afterAll(() => snapshot.close());

describe('readKnownMonths', () => {
  it('has the months with documents', async () => {
    expect(await readKnownMonths(snapshot)).toEqual([
      { month: '2026-08', isIssued: true },
      { month: '2026-09', isIssued: true },
    ]);
    expect([...(await readKnownCustomers(snapshot))]).toEqual([
      ['2026-08', ['acme', 'beta', 'gone']],
      ['2026-09', ['acme', 'beta']],
    ]);
  });
});

describe('monthOverview', () => {
  it('adds up documents, corrections and voids, and compares them with the month before', async () => {
    const overview = await monthOverview(snapshot, '2026-09');
    // 1619 + 1099 − (1199 + 1099 + 999) = −579.
    expect(overview).toMatchObject({
      before: '2026-08',
      totals: [{ currency: 'CNY', prepaid: '1998.00', postpaid: '720.00', total: '2718.00' }],
    });
    expect(overview?.totals[0]?.change).toBe('-579.00');
    // Only the late bandwidth of acme; what was voided and invoiced anew is no correction.
    expect(overview?.totals[0]?.corrections).toBe('20.00');
    expect(overview?.customers.map(({ corrections }) => corrections)).toEqual([
      '20.00',
      '0.00',
      '0.00',
    ]);
    const rows = overview?.customers.map(({ customerId, total, change, state, moved }) => ({
      customerId,
      total,
      change,
      state,
      moved,
    }));
    expect(rows).toEqual([
      {
        customerId: 'acme',
        total: '1619.00',
        change: '420.00',
        state: 'corrected',
        moved: { sku: 'bandwidth-domestic', change: '420.00' },
      },
      {
        customerId: 'beta',
        total: '1099.00',
        change: '0.00',
        state: 'replaced',
        moved: undefined,
      },
      {
        customerId: 'gone',
        total: '0.00',
        change: '-999.00',
        state: 'none',
        moved: { sku: 'pro', change: '-999.00' },
      },
    ]);
  });

  it('compares the first month with none', async () => {
    const overview = await monthOverview(snapshot, '2026-08');
    expect(overview?.before).toBeUndefined();
    expect(overview?.totals[0]).toMatchObject({ total: '3297.00', customers: 3 });
    expect(overview?.totals[0]).not.toHaveProperty('change');
    expect(await monthOverview(snapshot, '2026-07')).toBeUndefined();
  });
});

describe('customerDetail', () => {
  it('has the charges as issued, what corrections changed, and the days as known now', async () => {
    const detail = await customerDetail(snapshot, '2026-09', 'acme');
    expect(detail?.documents.map(({ document }) => document.number)).toEqual([
      'INV-2026-000004',
      'DBN-2026-000001',
    ]);
    const [app] = detail?.apps ?? [];
    expect(app?.lines.map(({ sku, amount }) => [sku, amount])).toEqual([
      ['pro', '999.00'],
      ['bandwidth-domestic', '600.00'],
    ]);
    expect(app?.corrections.map(({ sku, amount }) => [sku, amount])).toEqual([
      ['bandwidth-domestic', '20.00'],
    ]);
    const series = app?.usage.find(({ metric }) => metric === 'bandwidth_domestic_mbps');
    expect(app?.isUsageOfNow).toBe(true);
    expect(series?.days.filter(({ quantity }) => quantity !== null)).toEqual([
      { date: '2026-09-10', quantity: '300' },
      { date: '2026-09-11', quantity: '10' },
    ]);
  });

  it('has the invoice that replaced a voided one, and why', async () => {
    const detail = await customerDetail(snapshot, '2026-09', 'beta');
    expect(
      detail?.documents.map(({ document, isVoided, voidReason }) => [
        document.number,
        isVoided,
        voidReason,
      ]),
    ).toEqual([
      ['INV-2026-000005', true, 'wrong name'],
      ['CRN-2026-000001', false, undefined],
      ['INV-2026-000006', false, undefined],
    ]);
    expect(detail?.apps[0]?.corrections).toEqual([]);
    expect(detail?.totals).toMatchObject([{ total: '1099.00', state: 'replaced' }]);
  });

  it('knows no month of a customer without documents and usage', async () => {
    expect(await customerDetail(snapshot, '2026-09', 'gone')).toBeUndefined();
    expect(await customerDetail(snapshot, '2026-09', 'nobody')).toBeUndefined();
  });
});

describe('history', () => {
  it('has each month and what each customer paid in it', async () => {
    const { currencies } = await history(snapshot);
    expect(currencies).toHaveLength(1);
    expect(currencies[0]).toMatchObject({
      currency: 'CNY',
      calendar: ['2026-08', '2026-09'],
      customers: [
        { customerId: 'acme', months: 2, total: '2818.00', totals: ['1199.00', '1619.00'] },
        { customerId: 'beta', months: 2, total: '2198.00' },
        { customerId: 'gone', months: 1, total: '999.00', last: '2026-08', lastTotal: '999.00' },
      ],
    });
  });

  it('has a customer by month and charge', async () => {
    const own = await customerHistory(snapshot, 'acme');
    expect(own?.months.map(({ month, charges, peaks }) => [month, charges, peaks])).toEqual([
      [
        '2026-08',
        new Map([
          ['bandwidth-domestic', '200.00'],
          ['pro', '999.00'],
        ]),
        new Map([['bandwidth_domestic_mbps', '100']]),
      ],
      [
        '2026-09',
        new Map([
          ['bandwidth-domestic', '620.00'],
          ['pro', '999.00'],
        ]),
        new Map([['bandwidth_domestic_mbps', '300']]),
      ],
    ]);
    // 2 a Mbps: 200.00 and 620.00, the second month as corrected.
    expect(own?.quantities).toEqual([
      {
        sku: 'bandwidth-domestic',
        title: { zh: '音视频聊天室带宽费用（国内）', en: 'AV chat room bandwidth, domestic' },
        unit: 'Mbps',
        months: [
          { month: '2026-08', quantity: '100', isOpen: false },
          { month: '2026-09', quantity: '310', isOpen: false },
        ],
      },
    ]);
    expect(await customerHistory(snapshot, 'nobody')).toBeUndefined();
  });
});
