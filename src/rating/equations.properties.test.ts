import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../invoice/document.ts';
import { allUnits } from '../metrics/catalogue.ts';
import type { Rounding } from '../money/round-amount.ts';
import type { PrepaidItem, UsageCharge } from '../prices/price-book.ts';
import { rateMonth } from './rate-month.ts';
import { type Fraction, fraction, isEqual, round, times } from './testing/fractions.ts';
import { checkEquations } from './testing/printed-equations.ts';

const decimal = (whole: number, places: number) =>
  fc
    .tuple(fc.nat(whole), fc.nat(10 ** places - 1))
    .map(([units, parts]) => `${units}.${String(parts).padStart(places, '0')}`);
const price = fc.oneof(fc.nat(5000).map(String), decimal(2000, 4));
const percent = fc.option(
  fc.integer({ min: 1, max: 99 }).map((whole) => `${whole}.5`),
  { nil: undefined },
);
const bound = fc.option(decimal(3000, 3), { nil: undefined });
const rounding: fc.Arbitrary<Rounding> = fc.record({
  amounts: fc.constantFrom('half_up', 'half_even', 'up', 'down'),
  to: fc.constantFrom('0.01', '0.1', '1'),
});
const tiers = fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), price, fc.option(price)), {
  minLength: 1,
  maxLength: 3,
});

const pricing: fc.Arbitrary<Partial<UsageCharge>> = fc.oneof(
  fc.record({ model: fc.constant('per_unit' as const), price }),
  fc.record({ model: fc.constant('flat' as const), price }),
  fc.record({
    model: fc.constant('per_block' as const),
    price,
    block: fc.integer({ min: 1, max: 60 }).map(String),
    blocks: fc.constantFrom('started' as const, 'full' as const),
  }),
  fc
    .tuple(fc.constantFrom('graduated', 'volume', 'stairs'), tiers)
    .map(
      ([model, rows]) =>
        ({ model, tiers: tiersOf(rows, model === 'stairs') }) as Partial<UsageCharge>,
    ),
);

function tiersOf(rows: readonly (readonly [number, string, string | null])[], isStairs: boolean) {
  let end = 0;
  return rows.map(([size, each, flat], index) => {
    end += size;
    return {
      price: each,
      ...(flat !== null && !isStairs && { flat }),
      ...(index < rows.length - 1 && { up_to: String(end) }),
    };
  });
}

const month = fc.constantFrom<NonNullable<UsageCharge['month']>>(
  { of: 'highest' },
  { of: 'sum' },
  { of: 'highest_from_day', day: 4 },
  { of: 'percentile', percent: '95' },
);

const charge: fc.Arbitrary<UsageCharge> = fc
  .record({
    pricing,
    month,
    included: fc.option(fc.nat(60).map(String), { nil: undefined }),
    multiplier: fc.constantFrom(undefined, 'roaming_months' as const, 'roaming_quarters' as const),
    discount: percent,
    minimum: bound,
    maximum: bound,
  })
  .map(({ pricing: own, month: of, included, multiplier, discount, minimum, maximum }) => ({
    sku: 'c',
    title: { en: 'C', zh: 'C' },
    metric: 'bandwidth_domestic_mbps',
    unit: 'Mbps',
    month: of,
    model: 'per_unit',
    priced_by: 'month',
    source: 's',
    ...own,
    ...(included !== undefined && { included: { pro: included } }),
    ...(multiplier !== undefined && { multiplier }),
    ...(discount !== undefined && { discount }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && maximum > '0' && { maximum }),
  }));

const usage = fc.array(
  fc.record({
    day: fc.integer({ min: 1, max: 28 }),
    numerator: fc.nat(900),
    denominator: fc.constantFrom('1', '3', '7', '8', '300'),
  }),
  { minLength: 1, maxLength: 4 },
);

interface Case {
  charge: UsageCharge;
  rounding: Rounding;
  usage: { day: number; numerator: number; denominator: string }[];
  months: number;
  extra: number;
  plan: string;
  discount: string | undefined;
}

const cases: fc.Arbitrary<Case> = fc.record({
  charge,
  rounding,
  usage,
  plan: price,
  discount: percent,
  months: fc.integer({ min: 1, max: 12 }),
  extra: fc.integer({ min: 1, max: 7 }),
});

function linesOf(one: Case): InvoiceLine[] {
  const pro: PrepaidItem = {
    sku: 'pro',
    kind: 'plan',
    family: 'plans',
    rank: 1,
    title: { en: 'Pro', zh: 'Pro' },
    price: one.plan,
    source: 's',
    ...(one.discount !== undefined && { discounts: [{ from_months: 1, percent: one.discount }] }),
  };
  const days = new Map(one.usage.map((each) => [each.day, each]));
  const { lines } = rateMonth({
    month: '2026-02',
    appIds: ['a'],
    units: allUnits(),
    monthlyUsers: new Map(),
    usage: [...days.values()].map(({ day, numerator, denominator }) => ({
      appId: 'a',
      metric: 'bandwidth_domestic_mbps',
      denominator,
      usageDate: `2026-02-${String(day).padStart(2, '0')}`,
      numerator: String(numerator),
    })),
    purchases: [
      {
        orderId: 'o',
        appId: 'a',
        sku: 'pro',
        boughtOn: '2026-02-01',
        kind: 'purchase',
        months: one.months,
      },
    ],
    roaming: [{ appId: 'a', from: '2026-02-01', extraMonths: one.extra }],
    books: [
      {
        list: 'x',
        from: '2026-01-01',
        currency: 'CNY',
        sha256: 'h',
        source: 's',
        rounding: one.rounding,
        items: [pro],
        charges: [one.charge],
      },
    ],
  });
  return lines;
}

describe('what a line says of its amount', () => {
  it('is true in both languages: each “=” is exact, each rounding is named', () => {
    fc.assert(
      fc.property(cases, (one) => {
        for (const { explanation, amount } of linesOf(one)) {
          expect(checkEquations(explanation.en)).toEqual({ problems: [], end: fraction(amount) });
          expect(checkEquations(explanation.zh)).toEqual({ problems: [], end: fraction(amount) });
        }
      }),
      { numRuns: 400 },
    );
  });

  it('follows from the quantity, the unit price and the bounds that the line has', () => {
    fc.assert(
      fc.property(cases, (one) => {
        for (const line of linesOf(one)) {
          const { minimum, maximum, discount, amount } = line;
          const sum = times(
            fraction(line.exact_quantity ?? line.quantity),
            fraction(line.exact_unit_price ?? line.unit_price),
          );
          const kept = discount === undefined ? '1' : `${1000 - Number(discount) * 10}/1000`;
          const due = fraction(minimum ?? maximum ?? '0');
          const exact: Fraction =
            (minimum ?? maximum) === undefined ? times(sum, fraction(kept)) : due;
          expect(isEqual(round(exact, one.rounding), fraction(amount))).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('the test itself', () => {
  it.each([
    ['1,000.0025 × 2 = 2,000.01', 1],
    ['1,000.0025 × 2 = 2,000.005 → rounded half up 2,000.00', 1],
    ['1,000.0025 × 2 = 2,000.005 → rounded half up 2,000.01', 0],
    ['≈ 0.667 (2/3) Mbps → 2/3 × 2 = 4/3 → rounded half up 1.33', 0],
    ['10 × 10 = 100.00, less 10 % = 91.00', 1],
    ['2026-02-01 达到峰值 100 Mbps，减去免费额度 60 Mbps后为 41 Mbps，40 × 2 = 80.00', 1],
    ['2026-02-01 达到峰值 100 Mbps，减去免费额度 60 Mbps后为 40 Mbps，40 × 2 = 80.00', 0],
    ['40 × 2.5 = 100.00，减免 10% 后为 91.00', 1],
    ['1 × 2.5 = 2.50 → 四舍五入（精确到 1）为 2.00', 1],
  ])('judges %s', (text, count) => {
    expect(checkEquations(text).problems).toHaveLength(count);
  });
});
