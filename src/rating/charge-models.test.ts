import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import type { PriceBook, UsageCharge } from '../prices/price-book.ts';
import { rateMonth } from './rate-month.ts';
import type { RatingInput } from './types.ts';

const plan = (sku: string, rank: number) => ({
  sku,
  rank,
  kind: 'plan' as const,
  title: { en: sku, zh: sku },
  price: '1',
  family: 'plans',
  source: 's',
});
const charge: UsageCharge = {
  sku: 'c',
  title: { en: 'C', zh: 'C' },
  metric: 'dau',
  unit: 'users',
  month: { of: 'highest' },
  model: 'per_unit',
  price: '2',
  priced_by: 'month',
  source: 's',
};

function rate(
  changes: Partial<UsageCharge>,
  more: Partial<RatingInput> = {},
  book: Partial<PriceBook> = {},
) {
  const { lines, findings } = rateMonth({
    month: '2026-02',
    appIds: ['a'],
    usage: [
      ['2026-02-03', '100'],
      ['2026-02-07', '250'],
      ['2026-02-09', '40'],
    ].map(([usageDate, numerator]) => ({
      appId: 'a',
      metric: 'dau',
      usageDate: usageDate!,
      numerator: numerator!,
      denominator: '1',
    })),
    units: allUnits(),
    monthlyUsers: new Map([['a', '321']]),
    purchases: [],
    roaming: [],
    books: [
      {
        list: 'x',
        from: '2026-01-01',
        currency: 'CNY',
        sha256: 'h',
        source: 's',
        rounding: { amounts: 'half_up', to: '0.01' },
        items: [plan('pro', 1), plan('flagship', 2)],
        charges: [{ ...charge, ...changes }],
        ...book,
      },
    ],
    ...more,
  });
  return { line: lines.find(({ kind }) => kind === 'postpaid'), findings };
}

const bought = (sku: string, orderId = sku) => ({
  orderId,
  appId: 'a',
  sku,
  boughtOn: '2026-02-10',
  months: 1,
  kind: 'purchase' as const,
});
const tiers = [
  { up_to: '100', price: '3' },
  { price: '2', flat: '5' },
];

describe('a line', () => {
  it.each<[Partial<UsageCharge>, string, string, string, string]>([
    [{}, '250', '2', '500.00', 'Peak 250 users on 2026-02-07 → 250 × 2 = 500.00'],
    [
      { model: 'per_block', block: '100', blocks: 'full' },
      '2',
      '2',
      '4.00',
      'Peak 250 users on 2026-02-07 → 2 full blocks of 100 × 2 = 4.00',
    ],
    [
      { model: 'flat', price: '70' },
      '1',
      '70',
      '70.00',
      'Peak 250 users on 2026-02-07 → flat 70 = 70.00',
    ],
    [
      { model: 'graduated', tiers },
      '1',
      '605',
      '605.00',
      'Peak 250 users on 2026-02-07 → 100 × 3 + 150 × 2 + 5 = 605.00',
    ],
    [
      { model: 'volume', tiers },
      '1',
      '505',
      '505.00',
      'Peak 250 users on 2026-02-07 → 250 × 2 + 5 = 505.00',
    ],
    [
      { model: 'stairs', tiers: [{ up_to: '300', price: '30' }, { price: '80' }] },
      '1',
      '30',
      '30.00',
      'Peak 250 users on 2026-02-07 → step up to 300: 30 = 30.00',
    ],
    [
      { discount: '10' },
      '250',
      '2',
      '450.00',
      'Peak 250 users on 2026-02-07 → 250 × 2 = 500.00, less 10 % = 450.00',
    ],
    [
      { discount: '10', minimum: '460' },
      '250',
      '2',
      '460.00',
      'Peak 250 users on 2026-02-07 → 250 × 2 = 500.00, less 10 % = 450.00, charged at the minimum of 460.00',
    ],
    [
      { discount: '10', maximum: '440' },
      '250',
      '2',
      '440.00',
      'Peak 250 users on 2026-02-07 → 250 × 2 = 500.00, less 10 % = 450.00, charged at the maximum of 440.00',
    ],
    [
      { month: { of: 'sum' }, maximum: '700' },
      '390',
      '2',
      '700.00',
      'Daily values of 3 days with usage add up to 390 users → 390 × 2 = 780.00, charged at the maximum of 700.00',
    ],
    [
      { month: { of: 'percentile', percent: '92' } },
      '40',
      '2',
      '80.00',
      'Percentile 92 of the days of the month (nearest rank): 40 users on 2026-02-09 → 40 × 2 = 80.00',
    ],
    [
      { month: { of: 'percentile', percent: '100' } },
      '250',
      '2',
      '500.00',
      'Percentile 100 of the days of the month (nearest rank): 250 users on 2026-02-07 → 250 × 2 = 500.00',
    ],
    [
      { metric: 'mau', month: { of: 'distinct' } },
      '321',
      '2',
      '642.00',
      '321 users over the month, each counted once → 321 × 2 = 642.00',
    ],
  ])('of %j', (changes, quantity, unitPrice, amount, explanation) => {
    const { line } = rate(changes);
    expect(line).toMatchObject({ quantity, unit_price: unitPrice, amount });
    expect(line?.explanation.en).toBe(explanation);
    expect(line?.explanation.zh.length).toBeGreaterThan(10);
  });

  it('tells what each tier contributes, and what decided', () => {
    expect(rate({ model: 'graduated', tiers, discount: '50', maximum: '300' }).line).toMatchObject({
      tiers: [
        { up_to: '100', quantity: '100', unit_price: '3' },
        { quantity: '150', unit_price: '2', flat: '5' },
      ],
      discount: '50',
      maximum: '300',
      amount: '300.00',
    });
  });

  it('of a percentile counts days without data as 0, and is not there where that is the value', () => {
    expect(rate({ month: { of: 'percentile', percent: '50' } }).line).toBeUndefined();
  });

  it.each([
    ['half_up' as const, '0.1', '0.30'],
    ['half_even' as const, '0.1', '0.20'],
    ['up' as const, '1', '1.00'],
    ['down' as const, '1', '0.00'],
  ])('is rounded %s to %s', (amounts, to, amount) => {
    const { line } = rate({ price: '0.001' }, {}, { rounding: { amounts, to } });
    expect(line?.amount).toBe(amount);
  });

  it('costs what the highest plan of the month makes it', () => {
    const changes = { by_plan: { flagship: { price: '1', included: { flagship: '50' } } } };
    expect(rate(changes, { purchases: [bought('pro')] }).line).toMatchObject({ amount: '500.00' });
    const both = rate(changes, { purchases: [bought('flagship'), bought('pro')] });
    expect(both.line).toMatchObject({ included: '50', quantity: '200', amount: '200.00' });
  });
});

describe('a charge by setting', () => {
  const history: Partial<UsageCharge> = {
    model: 'by_setting',
    setting: 'history_days',
    prices: { 30: '500', 90: '1000' },
    requires: ['pro', 'flagship'],
    by_plan: { flagship: { prices: { 30: '0', 90: '400' } } },
  };
  const { metric: _, month: _month, price: _price, ...rest } = charge;
  const book = { charges: [{ ...rest, unit: '', ...history } as UsageCharge] };
  const set = (historyDays: number) => [
    { appId: 'a', from: '2026-02-10', extraMonths: 0, historyDays },
  ];
  const amountOf = (days: number, ...skus: string[]) =>
    rate({}, { roaming: set(days), purchases: skus.map((sku) => bought(sku)) }, book);

  it.each([
    [1, 'pro', '500.00'],
    [30, 'pro', '500.00'],
    [31, 'pro', '1000.00'],
    [90, 'flagship', '400.00'],
    [30, 'flagship', '0.00'],
  ])('of %i days with %s costs %s', (days, sku, amount) => {
    expect(amountOf(days, sku).line).toMatchObject({ quantity: '1', amount });
  });

  it('says how it came about', () => {
    const { line } = amountOf(31, 'pro');
    expect(line?.explanation.en).toBe(
      'History of 31 days, charged as 90 days → 1 month × 1,000 = 1,000.00',
    );
    expect(line).not.toHaveProperty('usage');
  });

  it('has no line where nothing is set, and a finding above the highest step', () => {
    expect(amountOf(0, 'pro')).toMatchObject({ line: undefined, findings: [] });
    expect(amountOf(91, 'pro')).toMatchObject({
      line: undefined,
      findings: [
        {
          code: 'setting-unpriced',
          message:
            'c is set to 91 days, above the highest step with a price (90 days); it is not charged. Agree on a price and add it to a price book',
        },
      ],
    });
  });

  it('is told above the highest step without a plan, too', () => {
    expect(amountOf(91)).toMatchObject({
      line: undefined,
      findings: [{ code: 'setting-unpriced' }],
    });
  });

  it('is shown and not charged without a plan', () => {
    const { line, findings } = amountOf(30);
    expect(line).toMatchObject({ quantity: '0', amount: '0.00' });
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      [
        'usage-without-plan',
        'No active pro or flagship on any day of 2026-02: the usage is shown but not charged (C)',
      ],
    ]);
  });
});

describe('what is bought', () => {
  const items = [
    plan('pro', 1),
    plan('flagship', 2),
    {
      sku: 'pack',
      kind: 'pack' as const,
      title: { en: 'K', zh: 'K' },
      price: '100',
      source: 's',
      requires: ['pro'],
      price_by_plan: { flagship: '60.5' },
      discounts: [
        { from_months: 12, percent: '15' },
        { from_months: 3, percent: '5' },
      ],
    },
  ];
  const lineOf = (months: number, ...skus: string[]) => {
    const purchases = [...skus.map((sku) => bought(sku)), { ...bought('pack'), months }];
    const { lines } = rateMonth({
      month: '2026-02',
      appIds: ['a'],
      usage: [],
      units: allUnits(),
      monthlyUsers: new Map(),
      purchases,
      roaming: [],
      books: [
        {
          list: 'x',
          from: '2026-01-01',
          currency: 'CNY',
          sha256: 'h',
          source: 's',
          items,
          charges: [],
          rounding: { amounts: 'half_up', to: '0.01' },
        },
      ],
    });
    return lines.find(({ sku }) => sku === 'pack');
  };

  it('costs what the highest plan of the day makes it, less the discount for its months', () => {
    expect(lineOf(2, 'pro')).toMatchObject({ quantity: '2', unit_price: '100', amount: '200.00' });
    expect(lineOf(3, 'pro')).toMatchObject({ discount: '5', amount: '285.00' });
    const year = lineOf(12, 'pro', 'flagship');
    expect(year).toMatchObject({ unit_price: '60.5', discount: '15', amount: '617.10' });
    expect(year?.explanation.en).toBe(
      'Bought on 2026-02-10: 12 months × 60.5 (the price with flagship) = 726.00, less 15 % = 617.10, valid 2026-02-10 to 2027-02-09',
    );
  });
});

describe('money given back', () => {
  const given = (
    kind: 'refund' | 'credit',
    refundAmount: string,
    sku = 'pro',
    boughtOn = '2026-02-11',
  ) => ({
    orderId: `o-${kind}`,
    appId: 'a',
    sku,
    boughtOn,
    months: 1,
    kind,
    refundAmount,
  });

  it('is a negative line; a credit needs no purchase, and may be for usage', () => {
    const { lines, findings } = rateMonth({
      month: '2026-02',
      appIds: ['a'],
      usage: [],
      units: allUnits(),
      monthlyUsers: new Map(),
      roaming: [],
      purchases: [given('credit', '5', 'c')],
      books: [
        {
          list: 'x',
          from: '2026-01-01',
          currency: 'CNY',
          sha256: 'h',
          source: 's',
          items: [],
          charges: [charge],
          rounding: { amounts: 'half_up', to: '1' },
        },
      ],
    });
    expect(lines).toMatchObject([{ sku: 'c', kind: 'prepaid', quantity: '-1', amount: '-5.00' }]);
    expect(lines[0]?.explanation.en).toBe('Credit of 2026-02-11: −5.00');
    expect(findings).toEqual([]);
  });

  it('beyond what was paid is a finding', () => {
    expect(rate({}, { purchases: [bought('pro'), given('refund', '1')] }).findings).toEqual([]);
    const { findings: all } = rate({}, { purchases: [bought('pro'), given('refund', '1.01')] });
    const findings = all.filter(({ code }) => code !== 'refund-differs');
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      [
        'refund-exceeds-purchases',
        'Order o-refund of 2026-02-11 refunds 1.01 for pro, but only 1 of the amount paid for it was left; it is invoiced as recorded',
      ],
    ]);
  });
});
