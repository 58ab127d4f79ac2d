import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import type { PriceBook, UsageCharge } from '../prices/price-book.ts';
import { latestEdition } from './edition.ts';
import { rateMonth } from './rate-month.ts';
import { bought, pageBooks } from './testing/page-books.ts';
import type { DailyUsage, Purchase, RatingInput } from './types.ts';

const none = { units: allUnits(), monthlyUsers: new Map(), roaming: [], appIds: ['app'] };

function dau(days: Record<string, string>): DailyUsage[] {
  return Object.entries(days).map(([usageDate, numerator]) => ({
    appId: 'app',
    metric: 'dau',
    usageDate,
    numerator,
    denominator: '1',
  }));
}

function bookOf(from: string, pricing: Partial<UsageCharge>): PriceBook {
  const charge: UsageCharge = {
    sku: 'c',
    title: { en: 'C', zh: 'C' },
    metric: 'dau',
    unit: 'users',
    month: { of: 'highest' },
    model: 'per_unit',
    price: '1',
    priced_by: 'month',
    source: 's',
    ...pricing,
  };
  return {
    list: 'own',
    from,
    currency: 'CNY',
    rounding: { amounts: 'half_up', to: '0.01' },
    sha256: from,
    source: 's',
    items: [],
    charges: [charge],
  };
}

/** The one usage line as the rules of 0.1 and 0.2 made it, and as today's do: amount and day. */
function byEdition(input: Pick<RatingInput, 'month' | 'books' | 'usage'> & Partial<RatingInput>) {
  return [1, latestEdition].map((edition) => {
    const { lines } = rateMonth({ ...none, purchases: [], ...input, edition });
    return lines
      .filter(({ kind }) => kind === 'postpaid')
      .map(({ amount, peak_date }) => [amount, peak_date]);
  });
}

describe('an invoice that was issued by the first edition of the rules', () => {
  it('keeps a percentile of days before the list begins', () => {
    const books = [bookOf('2018-12-15', { month: { of: 'percentile', percent: '99' } })];
    const usage = dau({ '2018-12-08': '8', '2018-12-20': '2' });
    expect(byEdition({ month: '2018-12', books, usage })).toEqual([
      [['8.00', '2018-12-08']],
      [['2.00', '2018-12-20']],
    ]);
  });

  it('says which days a percentile is of', () => {
    const books = [bookOf('2018-12-15', { month: { of: 'percentile', percent: '99' } })];
    const given = { month: '2018-12', books, usage: dau({ '2018-12-20': '2' }) };
    expect(rateMonth({ ...none, purchases: [], ...given }).lines[0]?.explanation).toEqual({
      en: 'Percentile 99 of the days from 2018-12-15 to 2018-12-31 (nearest rank): 2 users on 2018-12-20 → 2 × 1 = 2.00',
      zh: '2018-12-15 至 2018-12-31内各日的第 99 百分位（最近序位）为 2018-12-20 的 2 人，2 × 1 = 2.00',
    });
  });

  it('keeps the day that its percentile named of equal ones; today the earliest is named', () => {
    const books = [bookOf('2018-01-01', { month: { of: 'percentile', percent: '95' } })];
    const usage = dau({
      '2018-12-03': '5',
      '2018-12-08': '5',
      '2018-12-20': '5',
      '2018-12-21': '9',
    });
    expect(byEdition({ month: '2018-12', books, usage })).toEqual([
      [['5.00', '2018-12-20']],
      [['5.00', '2018-12-03']],
    ]);
  });

  it.each<[Partial<UsageCharge>, string, string]>([
    [{ model: 'volume', tiers: [{ price: '3', flat: '7' }] }, '7.00', '0.00'],
    [{ model: 'graduated', tiers: [{ price: '3', flat: '7' }] }, '7.00', '0.00'],
    // One full block in the first tier, none in the second.
    [
      {
        model: 'graduated',
        block: '40',
        tiers: [
          { up_to: '40', price: '3', flat: '7' },
          { price: '2', flat: '5' },
        ],
      },
      ...(['15.00', '10.00'] as const),
    ],
  ])('keeps the flat part of no full block: %j', (pricing, before, now) => {
    const books = [bookOf('2018-01-01', { block: '100', blocks: 'full', ...pricing })];
    const amounts = byEdition({ month: '2018-12', books, usage: dau({ '2018-12-03': '50' }) });
    expect(amounts.map(([line]) => line?.[0])).toEqual([before, now]);
  });

  it('keeps the usage charges of a plan that was paid back before the month', () => {
    const refund: Purchase = {
      ...bought('pro', '2019-03-10'),
      orderId: 'R',
      kind: 'refund',
      refundAmount: '2000.00',
    };
    const purchases = [bought('pro', '2019-03-01', 3), refund];
    const usage = dau({ '2019-04-02': '150000' });
    expect(byEdition({ month: '2019-04', books: pageBooks, usage, purchases })).toEqual([
      [['10000.00', '2019-04-02']],
      [['0.00', '2019-04-02']],
    ]);
  });

  it('keeps a setting of days before the list begins', () => {
    const roaming = [
      { appId: 'app', from: '2018-12-02', extraMonths: 3 },
      { appId: 'app', from: '2018-12-10', extraMonths: 1 },
    ];
    const books = [bookOf('2018-12-15', { multiplier: 'roaming_months' })];
    const usage = dau({ '2018-12-20': '2' });
    const amounts = byEdition({ month: '2018-12', books, usage, roaming });
    expect(amounts.map(([line]) => line?.[0])).toEqual(['6.00', '2.00']);
  });

  it('keeps the order of its lines: ids as text; today numbers count as numbers', () => {
    const purchases = ['O-10', 'O-9'].map((orderId) => ({
      ...bought('pro', '2019-03-10'),
      orderId,
    }));
    const ids = [1, latestEdition].map((edition) =>
      rateMonth({
        ...none,
        month: '2019-03',
        books: pageBooks,
        usage: [],
        purchases,
        edition,
      }).lines.map((line) => line.order_id),
    );
    expect(ids).toEqual([
      ['O-10', 'O-9'],
      ['O-9', 'O-10'],
    ]);
  });
});
