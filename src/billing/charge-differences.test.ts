import { describe, expect, it } from 'vitest';
import { dauLine, proLine } from '../../reports/testing/sample-invoice.ts';
import { amountsByCharge, chargeDifferences } from './charge-differences.ts';

const shown = (differences: ReturnType<typeof chargeDifferences>) =>
  differences.map(({ app_id, sku, order_id, issued, now, difference }) => [
    app_id,
    sku,
    order_id ?? '',
    issued,
    now,
    difference,
  ]);

describe('chargeDifferences', () => {
  it('adds up what each charge was issued with, and leaves out what is the same', () => {
    const issued = [
      proLine('a', { order_id: 'o1', amount: '999.00' }),
      dauLine('a', { amount: '10000.00' }),
      dauLine('a', { amount: '-0.10' }),
      dauLine('b', { amount: '5.00' }),
    ];
    const now = [proLine('a', { order_id: 'o1' }), dauLine('a', { amount: '9999.95' })];
    // a: 9999.95 − (10000.00 − 0.10) = 0.05
    expect(shown(chargeDifferences(issued, now))).toEqual([
      ['a', 'dau', '', '9999.90', '9999.95', '0.05'],
      ['b', 'dau', '', '5.00', '0.00', '-5.00'],
    ]);
  });

  it('tells two orders of a SKU apart, and takes a refund of an order with it', () => {
    const one = proLine('a', { order_id: 'o1' });
    const two = proLine('a', { order_id: 'o2' });
    const refund = proLine('a', { order_id: 'o1', amount: '-100.00' });
    expect(shown(chargeDifferences([one], [one, two, refund]))).toEqual([
      ['a', 'pro', 'o1', '999.00', '899.00', '-100.00'],
      ['a', 'pro', 'o2', '0.00', '999.00', '999.00'],
    ]);
  });

  it('shows an app’s prepaid charges before its usage', () => {
    const differences = chargeDifferences([], [dauLine('b'), dauLine('a'), proLine('b')]);
    expect(differences.map(({ app_id, sku }) => [app_id, sku])).toEqual([
      ['b', 'pro'],
      ['b', 'dau'],
      ['a', 'dau'],
    ]);
  });

  it('keeps amounts that no double holds', () => {
    const issued = [dauLine('a', { amount: '99999999999999999999.99' })];
    const now = [dauLine('a', { amount: '100000000000000000000.00' })];
    expect(shown(chargeDifferences(issued, now))[0]?.at(-1)).toBe('0.01');
  });
});

describe('amountsByCharge', () => {
  it('adds up the lines of a charge', () => {
    const lines = [dauLine('a', { amount: '1.10' }), dauLine('a', { amount: '2.20' })];
    expect([...amountsByCharge(lines).values()]).toEqual(['3.30']);
  });
});
