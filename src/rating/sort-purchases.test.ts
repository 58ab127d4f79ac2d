import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latestEdition } from './edition.ts';
import { sortPurchases } from './sort-purchases.ts';
import type { Purchase } from './types.ts';

function order(orderId: string, more: Partial<Purchase> = {}): Purchase {
  const rest = { appId: 'app', sku: 'pro', boughtOn: '2026-09-01', months: 1 };
  return { orderId, ...rest, kind: 'purchase', ...more };
}

const ids = (purchases: readonly Purchase[]) =>
  sortPurchases(purchases, latestEdition).map(({ orderId }) => orderId);

describe('sortPurchases', () => {
  it('sorts by instant, not by id, and takes a day without a time as its beginning', () => {
    const purchases = [
      order('O-10', { boughtAt: '2026-09-01T10:00:00Z' }),
      order('O-9', { boughtAt: '2026-09-01T01:00:00Z' }),
      order('O-11', { boughtAt: '2026-09-01T01:00:00.5Z' }),
      order('O-12', { boughtAt: '2026-09-01T01:00:00.25Z' }),
      order('O-99'),
      order('O-100', { boughtOn: '2026-08-31', boughtAt: '2026-08-31T15:00:00Z' }),
    ];
    const expected = ['O-100', 'O-99', 'O-9', 'O-12', 'O-11', 'O-10'];
    expect(ids(purchases)).toEqual(expected);
    expect(ids(purchases.toReversed())).toEqual(expected);
  });

  it('keeps the places of the file within one SKU and moment; between SKUs the lowest id decides', () => {
    const purchases = [
      order('b', { place: 1 }),
      order('a', { place: 2 }),
      order('c', { sku: 'avchatroom-unlimited' }),
    ];
    expect(ids(purchases.toReversed())).toEqual(['b', 'a', 'c']);
  });

  it('gives one order, however the purchases come', () => {
    const drawn = fc.record({
      sku: fc.constantFrom('pro', 'flagship', 'pack'),
      boughtAt: fc.constantFrom('2026-09-01T01:00:00Z', '2026-09-01T01:00:00.1Z', undefined),
      kind: fc.constantFrom<Purchase['kind']>('purchase', 'refund'),
    });
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 7 }), fc.nat(), (all, turn) => {
        const places = new Map<string, number>();
        const purchases = all.map(({ boughtAt, ...rest }, index) => {
          const key = `${rest.sku} ${boughtAt}`;
          places.set(key, (places.get(key) ?? 0) + 1);
          const at = boughtAt === undefined ? {} : { boughtAt };
          return order(`O-${(index * 7) % 11}`, { ...rest, ...at, place: places.get(key)! });
        });
        const turned = [...purchases.slice(turn % 7), ...purchases.slice(0, turn % 7)];
        expect(ids(turned.toReversed())).toEqual(ids(purchases));
      }),
    );
  });
});
