import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dauLine, proLine } from '../../reports/testing/sample-invoice.ts';
import type { BookTax } from '../prices/price-book.ts';
import { documentTax, type PricedLine, taxLines, taxOn } from './line-tax.ts';
import { centsOf, moneyText } from './testing/cents.ts';

const six: BookTax = { percent: '6', included: true };
const added: BookTax = { percent: '6.0', included: false };

const priced = (amounts: readonly string[], tax?: BookTax): PricedLine[] =>
  amounts.map((amount) => ({ line: dauLine('a', { amount }), tax }));
const shares = ({ lines }: ReturnType<typeof taxLines>) =>
  lines.map(({ tax_percent, net, tax }) => [tax_percent, net, tax]);

describe('taxOn', () => {
  it.each([
    ['106.00', '6', true, '6.00'],
    ['106.00', '6', false, '6.36'],
    ['999.00', '6', true, '56.55'], // 5994 / 106 = 56.547…
    ['-999.00', '6', true, '-56.55'],
    ['0.25', '6', false, '0.02'], // 0.015, half up
    ['-0.25', '6', false, '-0.02'],
    ['1.00', '100', true, '0.50'],
    ['1000.00', '8.8750', false, '88.75'],
    ['1000.00', '0', true, '0.00'],
  ])('of %s at %s %% (included: %s) is %s', (amount, percent, included, tax) => {
    expect(taxOn(amount, { percent, included })).toBe(tax);
  });
});

describe('taxLines', () => {
  it('rounds once for each rate, and gives each line its share', () => {
    // 0.30 × 6 / 106 = 0.0169… = 0.02, while each 0.10 alone would be 0.01
    const taxed = taxLines(priced(['0.10', '0.10', '0.10'], six));
    expect(shares(taxed)).toEqual([
      ['6', '0.09', '0.01'],
      ['6', '0.10', '0.00'],
      ['6', '0.09', '0.01'],
    ]);
    expect(taxed.tax).toEqual({
      rates: [{ percent: '6', included: true, net: '0.28', tax: '0.02', gross: '0.30' }],
      net: '0.28',
      tax: '0.02',
      gross: '0.30',
    });
  });

  it('separates rates, lines without tax, and tax that is added', () => {
    const taxed = taxLines([
      ...priced(['100.00'], added),
      ...priced(['106.00'], six),
      ...priced(['50.00']),
      ...priced(['50.00'], { percent: '0.0', included: true }),
    ]);
    expect(taxed.tax).toEqual({
      rates: [
        { percent: '0', included: false, net: '100.00', tax: '0.00', gross: '100.00' },
        { percent: '6', included: false, net: '100.00', tax: '6.00', gross: '106.00' },
        { percent: '6', included: true, net: '100.00', tax: '6.00', gross: '106.00' },
      ],
      net: '300.00',
      tax: '12.00',
      gross: '312.00',
    });
    expect(taxed.lines.map(({ tax_included }) => tax_included)).toEqual([
      undefined,
      true,
      undefined,
      undefined,
    ]);
  });

  it('leaves lines as they are where no book names a tax', () => {
    const line = proLine('a');
    expect(taxLines([{ line }], true)).toEqual({ lines: [line] });
  });

  it('takes no tax from an exempt customer, who pays the same prices', () => {
    const taxed = taxLines([...priced(['106.00'], six), ...priced(['100.00'], added)], true);
    expect(taxed.tax).toEqual({
      rates: [{ percent: '0', included: false, net: '206.00', tax: '0.00', gross: '206.00' }],
      net: '206.00',
      tax: '0.00',
      gross: '206.00',
      is_exempt: true,
    });
  });

  const amount = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
  const tax = fc.record({
    percent: fc.constantFrom('0', '6', '13', '8.875', '0.0001', '100'),
    included: fc.boolean(),
  });
  it('has shares that add up to a tax which whole numbers confirm', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, tax), { minLength: 1, maxLength: 12 }), (drawn) => {
        const taxed = taxLines(
          drawn.map(([cents, of]) => ({
            line: dauLine('a', { amount: moneyText(cents) }),
            tax: of,
          })),
        );
        expect(documentTax(taxed.lines)).toEqual(taxed.tax);
        for (const { percent, included, ...sums } of taxed.tax!.rates) {
          const own = drawn.filter(
            ([, of]) => of.percent === percent && (percent === '0' || of.included === included),
          );
          const sum = own.reduce((total, [cents]) => total + cents, 0n);
          const expected = slowTax(sum, percent, included);
          expect(centsOf(sums.tax)).toBe(expected);
          expect(centsOf(sums.net)).toBe(included ? sum - expected : sum);
          expect(centsOf(sums.net) + centsOf(sums.tax)).toBe(centsOf(sums.gross));
        }
        const mirrored = taxLines(
          drawn.map(([cents, of]) => ({
            line: dauLine('a', { amount: moneyText(-cents) }),
            tax: of,
          })),
        );
        expect(mirrored.lines.map((line) => -centsOf(line.tax!))).toEqual(
          taxed.lines.map((line) => centsOf(line.tax!)),
        );
      }),
    );
  });
});

/** Calculates the tax of cents by searching the nearest cent, with a half away from zero. */
function slowTax(cents: bigint, percent: string, included: boolean): bigint {
  const [whole = '', part = ''] = percent.split('.');
  const above = BigInt(`${whole}${part.padEnd(4, '0')}`);
  const below = 1_000_000n + (included ? above : 0n);
  const size = cents < 0n ? -cents : cents;
  let tax = (size * above) / below;
  while (2n * (size * above - tax * below) >= below) tax += 1n;
  return cents < 0n ? -tax : tax;
}
