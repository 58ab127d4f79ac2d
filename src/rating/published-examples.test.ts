import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import { builtInPriceBooks, readPriceBooks } from '../prices/read-price-books.ts';
import { rateMonth } from './rate-month.ts';
import type { DailyUsage, Purchase, RatingInput } from './types.ts';

const books = (await readPriceBooks([builtInPriceBooks()])).filter(
  ({ list }) => list === 'tencent-im-2019',
);

/**
 * A year of pro bought before the first page: the state of the page of any day prices a whole month
 * only where the month begins with it, so each example names a month that does.
 */
const pro: Purchase = {
  orderId: 'o',
  appId: 'app',
  sku: 'pro',
  boughtOn: '2018-09-01',
  months: 36,
  kind: 'purchase',
};

/** The amount of one usage charge, the only number that an example gives. */
function charged(month: string, sku: string, parts: Partial<RatingInput>): string | undefined {
  const { lines } = rateMonth({
    month,
    appIds: ['app'],
    usage: [],
    units: allUnits(),
    monthlyUsers: new Map(),
    purchases: [pro],
    roaming: [],
    books,
    ...parts,
  });
  return lines.find((line) => line.sku === sku && line.kind === 'postpaid')?.amount;
}

/** Values by day of the month. */
function used(metric: string, month: string, days: Record<string, string>): DailyUsage[] {
  return Object.entries(days).map(([day, numerator]) => ({
    appId: 'app',
    metric,
    usageDate: `${month}-${day}`,
    numerator,
    denominator: '1',
  }));
}

/** Months of which the state of the page that an example stood on prices all charges. */
const months = {
  '2018-09-14': '2018-10',
  '2018-12-27': '2019-01',
  '2019-01-23': '2019-02',
  '2019-03-26': '2019-04',
  '2019-08-09': '2019-09',
  '2019-12-27': '2020-01',
};

describe('the examples of the page, as it stood from', () => {
  it.each([
    ['2018-09-14', '150000', '10000.00'],
    ['2018-12-27', '150000', '10000.00'],
    ['2019-03-26', '150000', '10000.00'],
    ['2019-08-09', '150000', '10000.00'],
    // of 2022-07: what is above 10,000, in blocks of 10,000
    ['2019-12-27', '22000', '2000.00'],
  ] as const)('%s: %s daily users → %s', (page, peak, amount) => {
    const month = months[page];
    // the peak is that of the 5th
    const usage = used('dau', month, { '04': '9', '05': peak });
    expect(charged(month, 'dau', { usage })).toBe(amount);
  });

  it.each([
    ['2018-09-14', '350000', '2000.00'], // 3 × 600 is below the least of 2000
    ['2018-09-14', '1000000', '5400.00'], // 9 × 600
    ['2018-12-27', '1000000', '9000.00'],
    ['2019-01-23', '550000', '5000.00'], // 450,000 above, 5 started blocks
    ['2019-03-26', '130000', '1000.00'],
    ['2019-08-09', '130000', '1000.00'],
    ['2019-12-27', '202000', '2000.00'],
  ] as const)('%s: %s groups → %s', (page, count, amount) => {
    const month = months[page];
    const days =
      page >= '2019-08' ? { '05': count, '28': '1' } : { '05': '1', [last(month)]: count };
    expect(charged(month, 'groups', { usage: used('groups', month, days) })).toBe(amount);
  });

  it.each([
    ['api-rate', 'api_rate', 280, '2000.00'], // 2 × 600 is below the least of 2000
    ['api-rate', 'api_rate', 1000, '5400.00'], // 9 × 600
    ['push-to-all', 'push_to_all', 280, '2000.00'],
    ['push-to-all', 'push_to_all', 3500, '7000.00'], // 4000 + 3 × 1000
    ['recent-contacts', 'recent_contacts', 200, '2000.00'], // 3 × 600 is below 2000
    ['recent-contacts', 'recent_contacts', 500, '5400.00'], // 9 × 600
    ['multi-device-login', 'multi_device_login', 1, '2000.00'],
  ] as const)('2018-09-14: %s: %s of %i → %s', (sku, setting, value, amount) => {
    for (const month of ['2018-10', '2018-11', '2018-12']) {
      const appSettings = [{ appId: 'app', setting, from: '2018-09-14', value }];
      expect(charged(month, sku, { appSettings })).toBe(amount);
    }
    // of what the page of 2018-12-27 has no price
    const appSettings = [{ appId: 'app', setting, from: '2018-09-14', value }];
    expect(charged('2019-01', sku, { appSettings })).toBeUndefined();
  });

  it('2018-09-14: a highest value of 800 Mbps → 40000', () => {
    const usage = used('bandwidth_domestic_mbps', '2018-10', { '05': '300', '08': '800' });
    expect(charged('2018-10', 'bandwidth-domestic', { usage })).toBe('40000.00');
  });

  it.each(['2019-01', '2019-02', '2019-04', '2019-09', '2019-12', '2020-01'])(
    '2018-12-03 and later (%s): days of 300, 500 and 200 Mbps → 2000',
    (month) => {
      const days = { '05': '300', '08': '500', '25': '200' };
      const usage = used('bandwidth_domestic_mbps', month, days);
      expect(charged(month, 'bandwidth-domestic', { usage })).toBe('2000.00');
    },
  );

  it.each([
    ['2018-10', 6, '2018-10-01', '4000.00'], // two quarters, 1000 each
    ['2019-01', 2, '2019-01-01', '2000.00'],
    ['2019-02', 2, '2019-02-01', '2000.00'],
    ['2019-04', 2, '2019-04-06', '2000.00'],
    ['2019-09', 2, '2019-09-06', '2000.00'],
  ])(
    'in %s: 200,000 daily users, %i extra months from %s on → %s',
    (month, extraMonths, from, amount) => {
      const roaming = [{ appId: 'app', from, extraMonths }];
      const usage = used('dau', month, { '20': '200000' });
      expect(charged(month, 'roaming', { usage, roaming })).toBe(amount);
    },
  );

  it.each([
    // Prices that no month began with: a list that begins with them has them from its first month on.
    ['2018-12-03', { groups: '350000' }, 'groups', '2000.00'],
    ['2018-12-14', { dau: '200000' }, 'roaming', '2000.00'], // two quarters, 500 each
    ['2018-12-14', { groups: '1000000' }, 'groups', '5400.00'],
    ['2018-12-17', { dau: '200000' }, 'roaming', '6000.00'], // 2 × 6 months × 500
    ['2018-12-17', { groups: '350000' }, 'groups', '2000.00'],
    ['2018-12-18', { groups: '350000' }, 'groups', '1800.00'], // no least amount any more
    ['2018-12-18', { groups: '1000000' }, 'groups', '5400.00'],
  ] as const)('%s: %o → %s %s', (from, used31, sku, amount) => {
    const alone = books.filter((book) => book.from === from);
    const [[metric, value]] = Object.entries(used31) as [[string, string]];
    const usage = used(metric, '2018-12', { '31': value });
    const roaming = [{ appId: 'app', from: '2018-12-01', extraMonths: 6 }];
    expect(charged('2018-12', sku, { usage, roaming, books: alone })).toBe(amount);
  });

  it.each([
    ['2019-02-12', '2019-03-11'],
    ['2019-03-09', '2019-04-08'],
    // of 2019-12-09: bought on the 1st, to the last day of the month
    ['2019-12-01', '2019-12-31'],
  ])('pro bought on %s is valid to %s', (boughtOn, until) => {
    const { lines } = rateMonth({
      month: boughtOn.slice(0, 7),
      appIds: ['app'],
      usage: [],
      units: allUnits(),
      monthlyUsers: new Map(),
      purchases: [{ ...pro, boughtOn, months: 1 }],
      roaming: [],
      books,
    });
    expect(lines).toMatchObject([
      { sku: 'pro', amount: '999.00', valid_from: boughtOn, valid_until: until },
    ]);
  });
});

describe('the examples of 2022-07 for contracts of before 2019-12-27, which have no plan', () => {
  it('3000 for a peak of 22,000 users, 2000 for 202,000 groups', async () => {
    const page = books.find(({ from }) => from === '2019-12-27')!;
    const contract = page.charges
      .filter(({ sku }) => ['dau', 'groups'].includes(sku))
      .map(({ requires: _, included: _of, ...charge }) => ({
        ...charge,
        // what is included is a tier of its own where no plan includes it
        ...(charge.sku === 'groups' && {
          model: 'graduated' as const,
          tiers: [{ up_to: '100000', price: '0' }, { price: charge.price! }],
        }),
      }));
    const usage = [
      ...used('dau', '2022-07', { '05': '22000' }),
      ...used('groups', '2022-07', { '05': '202000' }),
    ];
    const own = [{ ...page, list: 'old', charges: contract }];
    const parts = { usage, books: own, purchases: [] };
    expect(charged('2022-07', 'dau', parts)).toBe('3000.00');
    expect(charged('2022-07', 'groups', parts)).toBe('2000.00');
  });
});

function last(month: string): string {
  return month === '2019-02' ? '28' : month.endsWith('-04') ? '30' : '31';
}
