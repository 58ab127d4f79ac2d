import { describe, expect, it } from 'vitest';
import { parseDecimal } from './decimal.ts';
import { changeOfMoney, formatMoney, sumMoney } from './round-money.ts';

describe('formatMoney', () => {
  it.each([
    ['999', '999.00'],
    ['0.005', '0.01'],
    ['0.004999999999999999999999999999', '0.00'],
    ['2.675', '2.68'], // 2.67 in binary floating point
    ['1.005', '1.01'],
    ['-0.005', '-0.01'],
    ['-0.004', '0.00'],
    ['12345678901234567890.125', '12345678901234567890.13'],
  ])('makes %s into %s', (text, money) => {
    expect(formatMoney(parseDecimal(text))).toBe(money);
  });
});

describe('sumMoney', () => {
  it('adds up printed amounts', () => {
    expect(sumMoney(['0.10', '0.20', '-999.00', '10000000000000000.01'])).toBe(
      '9999999999999001.31',
    );
    expect(sumMoney([])).toBe('0.00');
  });
});

describe('changeOfMoney', () => {
  it('is exact', () => {
    expect(changeOfMoney('12345678901234567890.10', '12345678901234567890.00')).toBe('0.10');
    expect(changeOfMoney('0.00', '20.00')).toBe('-20.00');
  });
});
