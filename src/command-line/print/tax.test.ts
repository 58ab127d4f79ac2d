import { describe, expect, it } from 'vitest';
import { dauLine } from '../../../reports/testing/sample-invoice.ts';
import type { BookTax } from '../../prices/price-book.ts';
import { taxLines } from '../../rating/line-tax.ts';
import { describeTax, explainTax } from './tax.ts';

const taxOf = (tax: BookTax, isExempt = false) =>
  taxLines([{ line: dauLine('a', { amount: '1199.00' }), tax }], isExempt).tax!;
const included = { percent: '6', included: true };

describe('describeTax', () => {
  it('lists each rate, and the amount due', () => {
    expect(describeTax(taxOf(included), 'CNY')).toEqual([
      'Tax 6% included: net 1,131.13 + tax 67.87 = 1,199.00 CNY',
      'Amount due: 1,199.00 CNY',
    ]);
  });

  it('says that a customer is exempt, and nothing without tax', () => {
    expect(describeTax(taxOf(included, true), 'CNY')).toEqual([
      'Tax 0%: net 1,199.00 + tax 0.00 = 1,199.00 CNY',
      'The customer is exempt from tax.',
      'Amount due: 1,199.00 CNY',
    ]);
    expect(describeTax(undefined, 'CNY')).toEqual([]);
  });
});

describe('explainTax', () => {
  it.each([
    [true, 'Tax 6% included: 1,199.00 × 6 / (100 + 6) = 67.87, rounded half up'],
    [false, 'Tax 6% added: 1,199.00 × 6 / 100 = 71.94, rounded half up'],
  ])('prints the arithmetic of an invoice (included: %s)', (isIncluded, text) => {
    expect(explainTax({ tax: taxOf({ ...included, included: isIncluded }) })).toEqual([text]);
  });

  it('says what the tax of a correction is, and nothing without tax', () => {
    expect(explainTax({ tax: taxOf(included), kind: 'credit_note' })).toEqual([
      'The tax is that of the month as recalculated, less the tax issued before.',
    ]);
    expect(explainTax({})).toEqual([]);
    expect(explainTax({ tax: taxOf(included, true) })).toEqual([]);
  });
});
