import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { builtInPriceBooks, readPriceBooks } from '../prices/read-price-books.ts';
import { rateMonth } from './rate-month.ts';
import type { DailyUsage, RatingInput } from './types.ts';

const books: PriceBook[] = (await readPriceBooks([builtInPriceBooks()])).filter(
  ({ list }) => list === 'tencent-im-2019',
);

/** Amounts of the postpaid lines of an app that has pro all the time, by SKU. */
function charged(month: string, parts: Partial<RatingInput>): Record<string, string> {
  const { lines } = rated(month, parts);
  return Object.fromEntries(
    lines.filter(({ kind }) => kind === 'postpaid').map(({ sku, amount }) => [sku, amount]),
  );
}

function rated(month: string, parts: Partial<RatingInput>) {
  return rateMonth({
    month,
    appIds: ['app'],
    usage: [],
    units: allUnits(),
    monthlyUsers: new Map(),
    purchases: [
      {
        orderId: 'o',
        appId: 'app',
        sku: 'pro',
        boughtOn: '2018-09-14',
        months: 12,
        kind: 'purchase',
      },
    ],
    roaming: [],
    books,
    ...parts,
  });
}

function used(metric: string, days: Record<string, string>): DailyUsage[] {
  return Object.entries(days).map(([usageDate, numerator]) => ({
    appId: 'app',
    metric,
    usageDate,
    numerator,
    denominator: '1',
  }));
}

function roaming(extraMonths: number): RatingInput['roaming'] {
  return [{ appId: 'app', from: '2018-09-14', extraMonths }];
}

describe('rateMonth by the book of 2018-09-14', () => {
  it("charges 40000 for a month's highest value of 800 Mbps", () => {
    const usage = used('bandwidth_domestic_mbps', { '2018-10-02': '800', '2018-10-03': '300' });
    // 800 × 50
    expect(charged('2018-10', { usage })).toEqual({ 'bandwidth-domestic': '40000.00' });
  });

  it('prices September 2018, in which it begins', () => {
    const usage = used('bandwidth_domestic_mbps', { '2018-09-20': '800' });
    expect(charged('2018-09', { usage })).toEqual({ 'bandwidth-domestic': '40000.00' });
  });

  it.each([
    [3, '2000.00'],
    [4, '4000.00'],
    [6, '4000.00'],
    [7, '6000.00'],
  ])('counts %i extra months of roaming in started quarters: %s', (extraMonths, amount) => {
    const usage = used('dau', { '2018-10-02': '200000' });
    // 2 blocks × quarters × 1000; and DAU 200,000 − 100,000 = 1 block × 10000
    expect(charged('2018-10', { usage, roaming: roaming(extraMonths) })).toEqual({
      dau: '10000.00',
      roaming: amount,
    });
  });

  it('says quarters where it counts quarters', () => {
    const usage = used('dau', { '2018-10-02': '200000' });
    const { lines } = rated('2018-10', { usage, roaming: roaming(6) });
    expect(lines.find(({ sku }) => sku === 'roaming')?.explanation).toEqual({
      en: 'Peak 200,000 users on 2018-10-02 → 2 started blocks of 100,000 × 2 extra quarters × 1,000 = 4,000.00',
      zh: '2018-10-02 达到峰值 200,000 人，每 100,000 人计一档（不足一档按一档计），2 档 × 延长 2 个季度 × 1,000 = 4,000.00',
    });
  });

  it.each([
    ['100000', '0.00', undefined],
    ['100001', '2000.00', '2000'],
    ['400000', '2000.00', '2000'],
    ['400001', '2400.00', undefined],
  ])('charges %s groups %s, at least 2000 when any is charged', (count, amount, minimum) => {
    const { lines } = rated('2018-10', { usage: used('groups', { '2018-10-31': count }) });
    expect(lines.map((line) => [line.sku, line.amount, line.minimum])).toEqual([
      ['groups', amount, minimum],
    ]);
  });

  it('says that the minimum decides', () => {
    const { lines } = rated('2018-10', { usage: used('groups', { '2018-10-31': '100001' }) });
    expect(lines[0]?.explanation).toEqual({
      en: '100,001 groups at the end of 2018-10-31 − 100,000 included = 1 → 1 started block of 100,000 × 600 = 600.00, charged at the minimum of 2,000.00',
      zh: '2018-10-31 日终 100,001 个群组，减去免费额度 100,000 个群组后为 1 个群组，每 100,000 个群组计一档（不足一档按一档计），1 档 × 600 = 600.00，按最低收费 2,000.00 计',
    });
  });
});

describe('the starter plan', () => {
  it.each([
    ['2018-09-14', '0.99'],
    ['2018-09-16', '0.99'],
    ['2018-09-17', '1.00'],
    ['2018-10-24', '1.00'],
  ])('costs on %s %s, once', (boughtOn, amount) => {
    const month = boughtOn.slice(0, 7);
    const order = { orderId: 'o', appId: 'app', sku: 'starter', boughtOn, months: 1 };
    const { lines } = rated(month, { purchases: [{ ...order, kind: 'purchase' }] });
    expect(lines.map((line) => line.amount)).toEqual([amount]);
  });
});

describe('rateMonth in the month of many new books', () => {
  it("keeps to the first day's book where the month's making or the price is the month's", () => {
    const usage = [
      ...used('bandwidth_domestic_mbps', { '2018-12-02': '100', '2018-12-20': '80' }),
      ...used('dau', { '2018-12-20': '100000' }),
      ...used('groups', { '2018-12-31': '130000' }),
    ];
    expect(charged('2018-12', { usage, roaming: roaming(3) })).toEqual({
      dau: '0.00',
      // the highest day × 50, although days are priced at 2 from the 3rd on
      'bandwidth-domestic': '5000.00',
      // 1 block × 1 quarter × 1000
      roaming: '1000.00',
      groups: '2000.00',
    });
  });

  it('follows the page from the next month on', () => {
    const usage = [
      ...used('bandwidth_domestic_mbps', { '2019-01-02': '100', '2019-01-20': '80' }),
      ...used('dau', { '2019-01-20': '100000' }),
      ...used('groups', { '2019-01-31': '130000' }),
    ];
    expect(charged('2019-01', { usage, roaming: roaming(3) })).toEqual({
      dau: '0.00',
      'bandwidth-domestic': '360.00',
      roaming: '1500.00',
      groups: '1000.00',
    });
  });

  it.each([
    ['starter', '2018-12-13', '1.00'],
    ['trial', '2018-12-14', '0.00'],
  ])('sells %s on %s for %s', (sku, boughtOn, amount) => {
    const purchases = [
      { orderId: 'o', appId: 'app', sku, boughtOn, months: 1, kind: 'purchase' as const },
    ];
    expect(rated('2018-12', { purchases }).lines.map((line) => line.amount)).toEqual([amount]);
  });

  it('refuses the starter plan once the trial plan has replaced it', () => {
    const purchases = [
      {
        orderId: 'o',
        appId: 'app',
        sku: 'starter',
        boughtOn: '2018-12-14',
        months: 1,
        kind: 'purchase' as const,
      },
    ];
    expect(() => rated('2018-12', { purchases })).toThrow(
      'Order o of 2018-12-14 (app app): sku is "starter", which the price book tencent-im-2019 from 2018-12-14 does not sell; accepted: pro,',
    );
  });
});
