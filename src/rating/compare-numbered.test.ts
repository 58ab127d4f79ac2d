import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNumbered } from './compare-numbered.ts';

describe('compareNumbered', () => {
  it('counts numbers within ids as numbers, and is never undecided', () => {
    const ids = [
      'O-10',
      'o-1',
      'O-9',
      '9',
      '10',
      '',
      'O-9b',
      'O-09',
      'O-9-2',
      'O-9-10',
      '订单2',
      '订单10',
    ];
    expect(ids.toSorted(compareNumbered)).toEqual([
      '',
      '9',
      '10',
      'O-09',
      'O-9',
      'O-9-2',
      'O-9-10',
      'O-9b',
      'O-10',
      'o-1',
      '订单2',
      '订单10',
    ]);
  });

  it('sorts any ids in one way, however they come', () => {
    const id = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', '-', '号'), maxLength: 6 });
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 8 }), (ids) => {
        const sorted = ids.toSorted(compareNumbered);
        expect(ids.toReversed().toSorted(compareNumbered)).toEqual(sorted);
        for (const [index, one] of sorted.entries())
          for (const later of sorted.slice(index + 1))
            expect(compareNumbered(one, later)).toBeLessThan(0);
      }),
    );
  });
});
