import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import { sumMoney } from '../money/round-money.ts';
import type { PriceBook, UsageCharge } from '../prices/price-book.ts';
import { projectMonth } from './projection.ts';
import { rateMonth } from './rate-month.ts';
import type { DailyUsage, RatingInput } from './types.ts';

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

function bookOf(changes: Partial<UsageCharge>, more: Partial<PriceBook> = {}): PriceBook {
  return {
    list: 'x',
    from: '2026-01-01',
    currency: 'CNY',
    sha256: 'h',
    source: 's',
    rounding: { amounts: 'half_up', to: '0.01' },
    items: [],
    charges: [{ ...charge, ...changes }],
    ...more,
  };
}

function used(days: Record<string, string>, metric = 'dau'): DailyUsage[] {
  return Object.entries(days).map(([day, numerator]) => ({
    appId: 'a',
    metric,
    usageDate: `2026-02-${day}`,
    numerator,
    denominator: '1',
  }));
}

/** Until the 10th: 100 on the 3rd, 250 on the 7th, 40 on the 9th. */
const usage = used({ '03': '100', '07': '250', '09': '40' });

function project(
  changes: Partial<UsageCharge>,
  more: Partial<RatingInput> = {},
  dataUntil = '2026-02-10',
) {
  const input: RatingInput = {
    month: '2026-02',
    appIds: ['a'],
    usage,
    units: allUnits(),
    monthlyUsers: new Map([['a', '321']]),
    purchases: [],
    roaming: [],
    books: [bookOf(changes)],
    ...more,
  };
  const projection = projectMonth(input, dataUntil);
  const [first] = projection.charges;
  if (first === undefined) return { projection, charge: undefined };
  const { app_id: _a, sku: _s, title: _t, unit: _u, ...rest } = first;
  return { projection, charge: rest };
}

const tiers = [
  { up_to: '300', price: '3' },
  { price: '2', flat: '5' },
];

describe('the projection of a charge', () => {
  it.each<[string, Partial<UsageCharge>, object]>([
    [
      'highest: the day that stands',
      {},
      {
        so_far: { usage: '250', amount: '500.00' },
        projected: { usage: '250', amount: '500.00' },
        one_more: '2.00',
        no_next: 'per_unit',
      },
    ],
    [
      // 100 + 250 + 40 = 390, and 18 days of 250 = 4,500
      'sum: each day to come',
      { month: { of: 'sum' } },
      {
        so_far: { usage: '390', amount: '780.00' },
        projected: { usage: '4890', amount: '9780.00' },
        one_more: '2.00',
        no_next: 'per_unit',
      },
    ],
    [
      // the latest day has 40: one block of 100
      'last: the last day, until it is there the latest',
      { month: { of: 'last' }, block: '100', blocks: 'started', model: 'per_block' },
      {
        so_far: { usage: '40', amount: '2.00' },
        projected: { usage: '250', amount: '6.00' },
        next: { kind: 'block', at: '100', when: 'above', distance: '60', extra: '2.00' },
      },
    ],
    [
      'from a day that is still to come',
      { month: { of: 'highest_from_day', day: 20 } },
      {
        so_far: { amount: '0.00' },
        projected: { usage: '250', amount: '500.00' },
        next: { kind: 'included', at: '0', when: 'above', distance: '0', extra: '2.00' },
      },
    ],
    [
      // 28 days: rank 14 by height is 0 so far, and 250 with 18 more days of 250
      'percentile: over all days',
      { month: { of: 'percentile', percent: '50' } },
      {
        so_far: { amount: '0.00' },
        projected: { usage: '250', amount: '500.00' },
        next: { kind: 'included', at: '0', when: 'above', distance: '0', extra: '2.00' },
      },
    ],
    [
      'users of the month: as they are',
      { metric: 'mau', month: { of: 'distinct' } },
      {
        so_far: { usage: '321', amount: '642.00' },
        projected: { usage: '321', amount: '642.00' },
        one_more: '2.00',
        no_next: 'per_unit',
      },
    ],
  ])('%s', (_, changes, expected) => {
    expect(project(changes).charge).toEqual(expected);
  });

  it.each<[string, Partial<UsageCharge>, object]>([
    [
      'started blocks',
      { model: 'per_block', block: '100', blocks: 'started', price: '30' },
      { next: { kind: 'block', at: '300', when: 'above', distance: '50', extra: '30.00' } },
    ],
    [
      'full blocks',
      { model: 'per_block', block: '100', blocks: 'full', price: '30' },
      { next: { kind: 'block', at: '300', when: 'reached', distance: '50', extra: '30.00' } },
    ],
    ['a flat amount', { model: 'flat' }, { no_next: 'flat' }],
    [
      // 51 × 3 within, and at 301 everything: 300 × 3 + 1 × 2 + 5 = 907, less 750
      'graduated tiers by the unit',
      { model: 'graduated', tiers },
      {
        one_more: '3.00',
        next: { kind: 'tier', at: '300', when: 'above', distance: '50', extra: '157.00' },
      },
    ],
    [
      // 301 × 2 + 5 = 607, less 750: dearer usage can cost less
      'volume tiers',
      { model: 'volume', tiers },
      {
        one_more: '3.00',
        next: { kind: 'tier', at: '300', when: 'above', distance: '50', extra: '-143.00' },
      },
    ],
    [
      'blocks in tiers, at a tier’s end',
      { model: 'graduated', tiers, block: '100', blocks: 'started' },
      { next: { kind: 'tier', at: '300', when: 'above', distance: '50', extra: '7.00' } },
    ],
    [
      'stairs',
      { model: 'stairs', tiers: [{ up_to: '300', price: '30' }, { price: '80' }] },
      { next: { kind: 'stair', at: '300', when: 'above', distance: '50', extra: '50.00' } },
    ],
    [
      'the last stair',
      { model: 'stairs', tiers: [{ up_to: '200', price: '30' }, { price: '80' }] },
      { no_next: 'last_tier' },
    ],
    [
      // 3 × 30 = 90 and 4 × 30 = 120 are both below the minimum
      'a minimum that still decides',
      { model: 'per_block', block: '100', blocks: 'started', price: '30', minimum: '500' },
      { next: { kind: 'block', at: '300', when: 'above', distance: '50', extra: '0.00' } },
    ],
    ['a maximum that is reached', { maximum: '400' }, { no_next: 'maximum' }],
    ['a discount', { discount: '10' }, { one_more: '1.80', no_next: 'per_unit' }],
  ])('of %s says what comes next', (_, changes, expected) => {
    const { so_far: _now, projected: _then, ...outlook } = project(changes).charge!;
    expect(outlook).toEqual(expected);
  });

  const bought = (sku: string) => ({
    orderId: 'o',
    appId: 'a',
    sku,
    boughtOn: '2026-02-01',
    months: 1,
    kind: 'purchase' as const,
  });
  const pro = {
    sku: 'pro',
    kind: 'plan' as const,
    title: { en: 'pro', zh: 'pro' },
    price: '999',
    source: 's',
  };
  const withPlan = (changes: Partial<UsageCharge>): Partial<RatingInput> => ({
    purchases: [bought('pro')],
    books: [bookOf({ included: { pro: '1000' }, ...changes }, { items: [pro] })],
  });

  it.each<[string, Partial<UsageCharge>, object]>([
    [
      'by the unit',
      {},
      { next: { kind: 'included', at: '1000', when: 'above', distance: '750', extra: '2.00' } },
    ],
    [
      'in started blocks',
      { model: 'per_block', block: '100', blocks: 'started', price: '30' },
      { next: { kind: 'included', at: '1000', when: 'above', distance: '750', extra: '30.00' } },
    ],
    [
      'in full blocks',
      { model: 'per_block', block: '100', blocks: 'full', price: '30' },
      { next: { kind: 'block', at: '1100', when: 'reached', distance: '850', extra: '30.00' } },
    ],
    [
      'with a minimum',
      { model: 'per_block', block: '100', blocks: 'started', price: '30', minimum: '500' },
      { next: { kind: 'included', at: '1000', when: 'above', distance: '750', extra: '500.00' } },
    ],
  ])('within what is included, %s', (_, changes, expected) => {
    const { charge: found, projection } = project({}, withPlan(changes));
    expect(found).toMatchObject({ included: '1000', so_far: { usage: '250', amount: '0.00' } });
    expect(found).toMatchObject(expected);
    expect([projection.prepaid, projection.total]).toEqual(['999.00', '999.00']);
  });

  it('without a plan that it needs costs nothing and has no next step', () => {
    const found = project({}, { books: [bookOf({ requires: ['pro'] }, { items: [pro] })] }).charge;
    expect(found).toEqual({
      so_far: { usage: '250', amount: '0.00' },
      projected: { usage: '250', amount: '0.00' },
      no_next: 'no_plan',
    });
  });

  it('with a multiplier multiplies the step, and with one of 0 is left out', () => {
    const blocks: Partial<UsageCharge> = {
      model: 'per_block',
      block: '100',
      blocks: 'started',
      price: '30',
      multiplier: 'roaming_months',
    };
    const roaming = [{ appId: 'a', from: '2026-02-01', extraMonths: 2 }];
    expect(project(blocks, { roaming }).charge?.next?.extra).toBe('60.00');
    expect(project(blocks).charge).toBeUndefined();
  });

  it('by a setting is what the setting says', () => {
    const { metric: _m, month: _o, price: _p, ...bare } = charge;
    const bySetting: UsageCharge = {
      ...bare,
      unit: '',
      model: 'by_setting',
      setting: 'history_days',
      prices: { '30': '500' },
    };
    const roaming = [{ appId: 'a', from: '2026-02-01', extraMonths: 0, historyDays: 20 }];
    const books = [{ ...bookOf({}), charges: [bySetting] }];
    expect(project({}, { roaming, books }).charge).toEqual({
      so_far: { amount: '500.00' },
      projected: { amount: '500.00' },
      no_next: 'setting',
    });
  });

  it('of two prices in a month keeps the days of each apart', () => {
    const perDay: Partial<UsageCharge> = { month: { of: 'sum' }, priced_by: 'day' };
    const books = [bookOf(perDay), bookOf({ ...perDay, price: '3' }, { from: '2026-02-09' })];
    const { charges } = project({}, { books }).projection;
    // until the 8th 100 + 250; from the 9th 40, then 18 days of 250
    expect(charges).toMatchObject([
      { so_far: { usage: '350' }, projected: { amount: '700.00' }, no_next: 'days_over' },
      {
        so_far: { usage: '40', amount: '120.00' },
        projected: { usage: '4540', amount: '13620.00' },
        one_more: '3.00',
      },
    ]);
  });

  it('gives way to the highest day where values were carried on', () => {
    // 250 groups on the 7th, 40 since the 9th and, without a log, until the end
    const carried = Array.from({ length: 20 }, (_, index) => [
      String(index + 9).padStart(2, '0'),
      '40',
    ]);
    const groups = used({ '07': '250', ...Object.fromEntries(carried) }, 'groups');
    const found = project({ metric: 'groups', month: { of: 'last' } }, { usage: groups }).charge;
    expect(found).toMatchObject({
      so_far: { usage: '40', amount: '80.00' },
      projected: { usage: '250', amount: '500.00' },
    });
  });
});

describe('a projection', () => {
  const days = fc.dictionary(
    fc.integer({ min: 1, max: 28 }).map((day) => String(day).padStart(2, '0')),
    fc.nat({ max: 1000 }).map(String),
  );
  const rules: UsageCharge['month'][] = [
    { of: 'highest' },
    { of: 'sum' },
    { of: 'last' },
    { of: 'highest_from_day', day: 4 },
    { of: 'percentile', percent: '95' },
  ];

  it('adds up, is what the month costs once its last day is there, and otherwise no less', () => {
    fc.assert(
      fc.property(
        days,
        fc.constantFrom(...rules),
        fc.integer({ min: 1, max: 28 }),
        (all, month, until) => {
          const dataUntil = `2026-02-${String(until).padStart(2, '0')}`;
          const known = used(all).filter(({ usageDate }) => usageDate <= dataUntil);
          const input = {
            month: month!,
            block: '100',
            blocks: 'started' as const,
            model: 'per_block' as const,
          };
          const { projection } = project(input, { usage: known }, dataUntil);
          const amounts = projection.charges.map(({ projected }) => projected.amount);
          expect(projection.postpaid).toBe(sumMoney(amounts));
          const now = rateMonth({
            month: '2026-02',
            appIds: ['a'],
            usage: known,
            units: allUnits(),
            monthlyUsers: new Map(),
            purchases: [],
            roaming: [],
            books: [bookOf(input)],
          });
          expect(Number(projection.total)).toBeGreaterThanOrEqual(Number(now.total));
          if (until === 28) expect(projection.total).toBe(now.total);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('reaches its next step exactly where it says', () => {
    const charges: Partial<UsageCharge>[] = [
      { model: 'per_block', block: '100', blocks: 'started', price: '30' },
      { model: 'per_block', block: '100', blocks: 'full', price: '30' },
      { model: 'stairs', tiers: [{ up_to: '300', price: '30' }, { price: '80' }] },
      { model: 'graduated', tiers, block: '100', blocks: 'started' },
    ];
    const at = (changes: Partial<UsageCharge>, users: string) =>
      project(changes, { usage: used({ '03': users }) }).charge?.so_far.amount ?? '0.00';
    fc.assert(
      fc.property(
        fc.constantFrom(...charges),
        fc.integer({ min: 1, max: 700 }),
        (changes, users) => {
          const found = project(changes, { usage: used({ '03': String(users) }) }).charge!;
          if (found.next === undefined) return;
          const first = Number(found.next.at) + (found.next.when === 'above' ? 1 : 0);
          expect(at(changes, String(first - 1))).toBe(found.so_far.amount);
          const extra = Number(at(changes, String(first))) - Number(found.so_far.amount);
          expect(extra.toFixed(2)).toBe(found.next.extra);
          expect(Number(found.next.distance)).toBe(Number(found.next.at) - users);
        },
      ),
      { numRuns: 40 },
    );
  });
});
