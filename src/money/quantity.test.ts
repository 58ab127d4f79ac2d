import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Exact, plainDecimal } from './decimal.ts';
import { formatQuantity, Quantity } from './quantity.ts';
import { halfUpToCents, roundAmount } from './round-amount.ts';

const third = Quantity.of('1', '3');

describe('Quantity', () => {
  it.each([
    ['240000000', '300000000', '0.8', '1.60'], // 30 MB in 300 s = 0.8 Mbps, at 2
    ['117042.495', '1', '117042.495', '234084.99'],
    ['8', '300000000', '0.000000027', '0.00'], // one byte in 300 s
    ['1', '3', '0.333333333', '0.67'],
    ['2', '3', '0.666666667', '1.33'],
    ['1', '400', '0.0025', '0.01'], // 0.005 rounds up
    ['0', '7', '0', '0.00'],
    ['1.5', '0.5', '3', '6.00'],
    ['1', '1024', '0.0009765625', '0.00'], // ends: written out
  ])('%s / %s is %s and costs %s at 2', (numerator, denominator, text, amount) => {
    const quantity = Quantity.of(numerator, denominator);
    expect(formatQuantity(quantity)).toBe(text);
    expect(roundAmount(quantity.times(Quantity.of('2')), halfUpToCents)).toBe(amount);
  });

  it('adds thirds up to a whole', () => {
    const sum = third.add(third).add(third);
    expect(sum.compare(Quantity.of('1'))).toBe(0);
    expect(formatQuantity(sum)).toBe('1');
  });

  it('subtracts, multiplies and compares exactly', () => {
    expect(formatQuantity(Quantity.of('152340').subtract(Quantity.of('100000')))).toBe('52340');
    expect(formatQuantity(third.subtract(Quantity.of('1')))).toBe('-0.666666667');
    expect(formatQuantity(third.times(Quantity.of('6')))).toBe('2');
    expect(third.compare(Quantity.of(`0.${'3'.repeat(50)}`))).toBe(1);
    expect(third.compare(Quantity.of(`0.${'3'.repeat(50)}4`))).toBe(-1);
  });

  it.each([
    ['-1', '0'],
    ['0', '0'],
    ['1', '1'],
    ['100000', '1'],
    ['100000.000001', '2'],
    ['100001', '2'],
    ['200000', '2'],
  ])('has in %s started blocks of 100000: %s', (quantity, blocks) => {
    expect(formatQuantity(Quantity.of(quantity).startedBlocks(Quantity.of('100000')))).toBe(blocks);
  });

  it('counts started blocks of thirds', () => {
    expect(formatQuantity(Quantity.of('1').startedBlocks(third))).toBe('3');
    expect(() => third.startedBlocks(Quantity.zero)).toThrow(new RangeError('A block is above 0'));
  });

  it('refuses what is not decimal text, and what would not stay exact', () => {
    expect(() => Quantity.of('1e3')).toThrow(RangeError);
    expect(() => Quantity.of('1', '0')).toThrow(
      new RangeError('The denominator is 0, not above 0'),
    );
    expect(() => Quantity.of('1', '-2')).toThrow(RangeError);
    const [a, b] = [
      Quantity.of('1', `1${'0'.repeat(57)}1`),
      Quantity.of('1', `1${'0'.repeat(57)}3`),
    ];
    expect(() => a.add(b).add(Quantity.of('1', '99999999999999999999997'))).toThrow(
      new RangeError('A quantity needs more than 120 digits to stay exact'),
    );
  });

  it('is what decimal.js says, with signs and decimals', () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(12))
      .map(([units, places]) => new Exact(String(units)).dividedBy(new Exact(10).pow(places)));
    fc.assert(
      fc.property(decimal, decimal, fc.integer({ min: 1, max: 9999 }), (a, b, below) => {
        const [x, y] = [a, b].map((one) => Quantity.of(one.toFixed())) as [Quantity, Quantity];
        expect(plainDecimal(a.toFixed(15))).toBe(a.plus(0).toFixed());
        expect(formatQuantity(x.add(y))).toBe(a.plus(b).toFixed());
        expect(formatQuantity(x.subtract(y))).toBe(a.minus(b).toFixed());
        expect(formatQuantity(x.times(y))).toBe(a.times(b).plus(0).toFixed());
        expect(x.compare(y)).toBe(a.comparedTo(b));
        const share = Quantity.of(a.toFixed(), String(below));
        const exact = a.dividedBy(below);
        const shown = share.isDecimal() ? exact : exact.toDecimalPlaces(9);
        expect(formatQuantity(share)).toBe(shown.plus(0).toFixed());
        const amount = exact.toDecimalPlaces(2).plus(0).toFixed(2);
        expect(roundAmount(share, halfUpToCents)).toBe(amount);
      }),
    );
  });

  it('is what whole numbers say', () => {
    const whole = fc.bigInt({ min: 0n, max: 10n ** 18n });
    const positive = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(whole, positive, whole, positive, positive, (a, b, c, d, priceCents) => {
        const sum = Quantity.of(`${a}`, `${b}`).add(Quantity.of(`${c}`, `${d}`));
        const [above, below] = [a * d + c * b, b * d];
        const price = `${priceCents / 100n}.${String(priceCents % 100n).padStart(2, '0')}`;
        const cents = (2n * above * priceCents + below) / (2n * below);
        const money = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
        expect(roundAmount(sum.times(Quantity.of(price)), halfUpToCents)).toBe(money);
        const blocks = (above + below * priceCents - 1n) / (below * priceCents);
        expect(formatQuantity(sum.startedBlocks(Quantity.of(`${priceCents}`)))).toBe(`${blocks}`);
        expect(Quantity.of(`${a}`, `${b}`).compare(Quantity.of(`${c}`, `${d}`))).toBe(
          a * d === c * b ? 0 : a * d > c * b ? 1 : -1,
        );
      }),
    );
  });
});
