import { describe, expect, it } from 'vitest';
import { dauLine } from '../../reports/testing/sample-invoice.ts';
import { arithmeticOf } from './arithmetic.ts';

describe('arithmeticOf', () => {
  it.each([
    [{ quantity: '2', unit_price: '10000', amount: '20000.00' }, '2 × 10,000 = 20,000.00'],
    [
      { quantity: '1000.0025', unit_price: '2', amount: '2000.01' },
      '1,000.0025 × 2 = 2,000.005 → 2,000.01',
    ],
    [
      { quantity: '3', unit_price: '999', discount: '10', amount: '2697.30' },
      '3 × 999 − 10 % = 2,697.30',
    ],
    [
      { quantity: '1', unit_price: '2', minimum: '100', amount: '100.00' },
      'max(1 × 2; 100) = 100.00',
    ],
    [
      { quantity: '0.666666667', exact_quantity: '2/3', unit_price: '3', amount: '2.00' },
      '(2 / 3) × 3 = 2.00',
    ],
    [{ corrects: { issued: '30.00', now: '10.00' }, amount: '-20.00' }, '10.00 − 30.00 = −20.00'],
  ])('of %o is %s', (changes, text) => {
    expect(arithmeticOf(dauLine('a', changes))).toBe(text);
  });
});
