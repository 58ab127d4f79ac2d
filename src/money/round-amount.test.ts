import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Quantity } from './quantity.ts';
import { type Rounding, roundAmount } from './round-amount.ts';

describe('roundAmount', () => {
  it.each<[string, string, string, string, string, string]>([
    // sum, step, half_up, half_even, up, down
    ['0.005', '0.01', '0.01', '0.00', '0.01', '0.00'],
    ['0.015', '0.01', '0.02', '0.02', '0.02', '0.01'],
    ['0.004', '0.01', '0.00', '0.00', '0.01', '0.00'],
    ['-0.005', '0.01', '-0.01', '0.00', '-0.01', '0.00'],
    ['1.25', '0.1', '1.30', '1.20', '1.30', '1.20'],
    ['2.5', '1', '3.00', '2.00', '3.00', '2.00'],
    ['3', '1', '3.00', '3.00', '3.00', '3.00'],
  ])('rounds %s to %s', (sum, to, halfUp, halfEven, up, down) => {
    const by = (amounts: Rounding['amounts']) => roundAmount(Quantity.of(sum), { amounts, to });
    expect([by('half_up'), by('half_even'), by('up'), by('down')]).toEqual([
      halfUp,
      halfEven,
      up,
      down,
    ]);
  });

  it('rounds what no decimal holds, once', () => {
    expect(roundAmount(Quantity.of('1', '3'), { amounts: 'half_up', to: '0.01' })).toBe('0.33');
    expect(roundAmount(Quantity.of('1', '3'), { amounts: 'up', to: '0.01' })).toBe('0.34');
    // just below a half, in the 60th digit
    const below = Quantity.of(`0.004${'9'.repeat(55)}`);
    expect(roundAmount(below, { amounts: 'half_up', to: '0.01' })).toBe('0.00');
  });

  it('is never further away than the step, and by halves never further than half of it', () => {
    const sums = fc.tuple(
      fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
      fc.integer({ min: 1, max: 999 }),
    );
    fc.assert(
      fc.property(
        sums,
        fc.constantFrom('half_up', 'half_even', 'up', 'down'),
        fc.constantFrom('0.01', '0.1', '1'),
        ([numerator, denominator], amounts, to) => {
          const sum = Quantity.of(String(numerator), String(denominator));
          const distance = Quantity.of(roundAmount(sum, { amounts, to })).subtract(sum);
          const size =
            distance.compare(Quantity.zero) < 0 ? Quantity.zero.subtract(distance) : distance;
          const most = Quantity.of(to, amounts.startsWith('half') ? '2' : '1');
          expect(size.compare(most)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });
});
