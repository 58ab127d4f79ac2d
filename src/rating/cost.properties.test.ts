import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Quantity } from '../money/quantity.ts';
import type { Tier, UsageCharge } from '../prices/price-book.ts';
import { costOf } from './cost.ts';

type Pricing = Partial<Pick<UsageCharge, 'model' | 'price' | 'block' | 'blocks' | 'tiers'>>;

const charge = (pricing: Pricing): UsageCharge => ({
  sku: 'c',
  title: { en: 'C', zh: 'C' },
  metric: 'dau',
  unit: 'users',
  month: { of: 'highest' },
  model: 'per_unit',
  priced_by: 'month',
  source: 's',
  ...pricing,
});

/** What `count` costs, as a whole number: all prices here are whole. */
function cost(pricing: Pricing, count: number): number {
  const { sum } = costOf(charge(pricing), Quantity.of(String(count)));
  expect(sum.denominator.toFixed()).toBe('1');
  return sum.numerator.toNumber();
}

const price = fc.nat(50);
const block = fc.integer({ min: 1, max: 7 });
const blocks = fc.constantFrom('started' as const, 'full' as const);

interface Row {
  size: number;
  price: number;
  flat: number;
}

/** Tiers of so many blocks each; the last one's size does not matter. */
const rows = fc.array(fc.record({ size: fc.integer({ min: 1, max: 5 }), price, flat: fc.nat(9) }), {
  minLength: 1,
  maxLength: 4,
});

function tiersOf(all: readonly Row[], unit: number, withFlat: boolean): Tier[] {
  let end = 0;
  return all.map(({ size, price: each, flat }, index) => {
    end += size * unit;
    return {
      ...(index < all.length - 1 && { up_to: String(end) }),
      price: String(each),
      ...(withFlat && { flat: String(flat) }),
    };
  });
}

/** Number of the tier in which the unit number `unit`, counted from 1, lies. */
function tierOfUnit(unit: number, all: readonly Row[], size: number): number {
  let end = 0;
  for (const [index, row] of all.entries()) {
    end += row.size * size;
    if (unit <= end || index === all.length - 1) return index;
  }
  throw new Error('no tier');
}

describe('the cost of a quantity, unit by unit', () => {
  it('per unit is additive', () => {
    fc.assert(
      fc.property(price, fc.nat(99), fc.nat(99), (each, a, b) => {
        const pricing: Pricing = { model: 'per_unit', price: String(each) };
        expect(cost(pricing, a + b)).toBe(cost(pricing, a) + cost(pricing, b));
        expect(cost(pricing, a)).toBe(a * each);
      }),
    );
  });

  it('per block: one more where a block begins (started) or is full (full)', () => {
    fc.assert(
      fc.property(price, block, blocks, fc.nat(99), (each, size, counted, count) => {
        let expected = 0;
        for (let unit = 1; unit <= count; unit++)
          if (counted === 'started' ? (unit - 1) % size === 0 : unit % size === 0) expected += each;
        const pricing: Pricing = { model: 'per_block', block: String(size), blocks: counted };
        expect(cost({ ...pricing, price: String(each) }, count)).toBe(expected);
      }),
    );
  });

  it('flat: once, where there is anything', () => {
    expect([0, 1, 99].map((count) => cost({ model: 'flat', price: '7' }, count))).toEqual([
      0, 7, 7,
    ]);
  });

  it('graduated: each unit at the price of its own tier, the flat part of each tier that is reached', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), fc.nat(30), (all, withFlat, count) => {
        let expected = 0;
        let reached = -1;
        for (let unit = 1; unit <= count; unit++) {
          const tier = tierOfUnit(unit, all, 1);
          expected += all[tier]!.price;
          if (withFlat && tier > reached) expected += all[tier]!.flat;
          reached = tier;
        }
        expect(cost({ model: 'graduated', tiers: tiersOf(all, 1, withFlat) }, count)).toBe(
          expected,
        );
      }),
    );
  });

  it('graduated in blocks: each block at the price of the tier that it begins in', () => {
    fc.assert(
      fc.property(rows, block, fc.nat(60), (all, size, count) => {
        let expected = 0;
        for (let unit = 1; unit <= count; unit += size)
          expected += all[tierOfUnit(unit, all, size)]!.price;
        const tiers = tiersOf(all, size, false);
        const pricing: Pricing = {
          model: 'graduated',
          block: String(size),
          blocks: 'started',
          tiers,
        };
        expect(cost(pricing, count)).toBe(expected);
      }),
    );
  });

  it.each(['graduated', 'volume'] as const)(
    '%s in full blocks: a tier’s flat part with its first block, and none without',
    (model) => {
      fc.assert(
        fc.property(rows, block, fc.nat(60), (all, size, count) => {
          let expected = 0;
          let reached = -1;
          for (let end = size; end <= count; end += size) {
            const tier = tierOfUnit(model === 'volume' ? count : end, all, size);
            expected += all[tier]!.price + (tier > reached ? all[tier]!.flat : 0);
            reached = Math.max(reached, tier);
          }
          const tiers = tiersOf(all, size, true);
          expect(cost({ model, block: String(size), blocks: 'full', tiers }, count)).toBe(expected);
        }),
      );
    },
  );

  it('volume: all units at the price of the last one’s tier', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), fc.nat(30), (all, withFlat, count) => {
        const row = count === 0 ? undefined : all[tierOfUnit(count, all, 1)];
        const expected = row === undefined ? 0 : count * row.price + (withFlat ? row.flat : 0);
        expect(cost({ model: 'volume', tiers: tiersOf(all, 1, withFlat) }, count)).toBe(expected);
      }),
    );
  });

  it('stairs: the amount of the last unit’s tier', () => {
    fc.assert(
      fc.property(rows, fc.nat(30), (all, count) => {
        const expected = count === 0 ? 0 : all[tierOfUnit(count, all, 1)]!.price;
        expect(cost({ model: 'stairs', tiers: tiersOf(all, 1, false) }, count)).toBe(expected);
      }),
    );
  });

  it('never falls as usage grows, but for volume and falling stairs', () => {
    const ascending = rows.map((all) => {
      const sorted = all.map((row) => row.price).toSorted((a, b) => a - b);
      return all.map((row, index) => ({ ...row, price: sorted[index]! }));
    });
    const pricings = fc.oneof(
      fc.record({
        model: fc.constantFrom('per_unit' as const, 'flat' as const),
        price: price.map(String),
      }),
      fc.record({
        model: fc.constant('per_block' as const),
        price: price.map(String),
        block: block.map(String),
        blocks,
      }),
      rows.map((all) => ({ model: 'graduated' as const, tiers: tiersOf(all, 1, true) })),
      ascending.map((all) => ({ model: 'stairs' as const, tiers: tiersOf(all, 1, false) })),
    );
    fc.assert(
      fc.property(pricings, fc.nat(60), fc.nat(60), (pricing, a, b) => {
        expect(cost(pricing, Math.max(a, b))).toBeGreaterThanOrEqual(cost(pricing, Math.min(a, b)));
        expect(cost(pricing, 0)).toBe(0);
      }),
    );
  });

  it('a bound belongs to the tier that it ends, also between whole numbers', () => {
    const tiers = [{ up_to: '10', price: '3' }, { price: '1' }];
    const at = (model: 'volume' | 'graduated' | 'stairs', count: string) =>
      String(costOf(charge({ model, tiers }), Quantity.of(count)).sum.numerator);
    expect([at('volume', '10'), at('graduated', '10'), at('stairs', '10')]).toEqual([
      '30',
      '30',
      '3',
    ]);
    expect([at('volume', '10.000001'), at('stairs', '10.000001')]).toEqual(['10000001', '1']);
  });
});
