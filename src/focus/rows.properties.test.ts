import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import { Exact, parseDecimal } from '../money/decimal.ts';
import type { BookTax, PriceBook, UsageCharge } from '../prices/price-book.ts';
import { amountWithTax } from '../rating/line-tax.ts';
import { rateMonth } from '../rating/rate-month.ts';
import type { FocusRow } from './columns.ts';
import { rowsOfDocument } from './rows-of-document.ts';
import { documentOf } from './testing/documents.ts';

const price = fc.integer({ min: 0, max: 99_999 }).map((number) => String(number / 1000));
const percent = fc.option(
  fc.integer({ min: 1, max: 999 }).map((number) => String(number / 10)),
  { nil: undefined },
);
const bound = fc.option(fc.integer({ min: 1, max: 5000 }).map(String), { nil: undefined });

/** A charge of bandwidth of any shape that a book may have. */
const charge = fc
  .record({
    of: fc.constantFrom('sum' as const, 'highest' as const, 'last' as const),
    model: fc.constantFrom('per_unit' as const, 'per_block' as const, 'graduated' as const),
    prices: fc.tuple(price, price),
    flat: fc.option(price, { nil: undefined }),
    included: fc.option(fc.integer({ min: 1, max: 60 }).map(String), { nil: undefined }),
    discount: percent,
    minimum: bound,
  })
  .map(({ of, model, prices: [first, second], flat, included, discount, minimum }): UsageCharge => {
    const tiers = [
      { up_to: '40', price: first, ...(flat !== undefined && { flat }) },
      { price: second },
    ];
    return {
      sku: 'bandwidth-domestic',
      title: { en: 'Bandwidth', zh: '' },
      source: 's',
      metric: 'bandwidth_domestic_mbps',
      unit: 'Mbps',
      month: { of },
      priced_by: 'day',
      model,
      ...(model === 'graduated' ? { tiers } : { price: first }),
      ...(model === 'per_block' && { block: '10', blocks: 'started' as const }),
      ...(included !== undefined && { included: { pro: included } }),
      ...(discount !== undefined && { discount }),
      ...(minimum !== undefined && { minimum }),
    };
  });

/** Bits of the days' highest slots: Mbps that a decimal holds, and that none does. */
const days = fc.uniqueArray(
  fc.record({
    day: fc.integer({ min: 1, max: 30 }),
    bits: fc.integer({ min: 0, max: 20_000 }),
    seconds: fc.constantFrom('300', '256', '7'),
  }),
  { selector: ({ day }) => day, minLength: 1, maxLength: 6 },
);

const tax = fc.constantFrom<BookTax | undefined>(
  undefined,
  { percent: '6', included: true },
  { percent: '8.875', included: false },
);

function rowsOf(
  own: UsageCharge,
  used: { day: number; bits: number; seconds: string }[],
  ofBook?: BookTax,
) {
  const book: PriceBook = {
    list: 'list',
    from: '2026-01-01',
    currency: 'CNY',
    sha256: 'b'.repeat(64),
    source: 's',
    rounding: { amounts: 'half_up', to: '0.01' },
    ...(ofBook !== undefined && { tax: ofBook }),
    items: [{ sku: 'pro', kind: 'plan', title: { en: 'Pro', zh: '' }, price: '999', source: 's' }],
    charges: [own],
  };
  const rated = rateMonth({
    month: '2026-09',
    appIds: ['a1'],
    units: allUnits(),
    monthlyUsers: new Map(),
    roaming: [],
    books: [book],
    usage: used.map(({ day, bits, seconds }) => ({
      appId: 'a1',
      metric: 'bandwidth_domestic_mbps',
      denominator: seconds,
      usageDate: `2026-09-${String(day).padStart(2, '0')}`,
      numerator: String(bits),
    })),
    purchases: [
      {
        orderId: 'o',
        appId: 'a1',
        sku: 'pro',
        boughtOn: '2026-09-01',
        months: 1,
        kind: 'purchase',
      },
    ],
  });
  const { lines, usage } = rated;
  const context = { books: [book], isEarlierOrder: () => false };
  return { lines, rows: rowsOfDocument(documentOf(lines, { usage }), context) };
}

const sum = (numbers: (string | null)[]) =>
  numbers.reduce((total, number) => total.plus(parseDecimal(number ?? '0')), new Exact(0));

function productsOf(row: FocusRow): [string, string][] {
  if (row.PricingQuantity === null) return [];
  const quantity = parseDecimal(row.PricingQuantity);
  return [
    [row.ListUnitPrice!, row.ListCost!],
    [row.ContractedUnitPrice!, row.ContractedCost!],
    [row.ContractedUnitPrice!, row.BilledCost!],
  ].map(([unit, cost]) => [
    parseDecimal(unit!).times(quantity).toFixed(),
    parseDecimal(cost!).toFixed(),
  ]);
}

describe('the rows of a line, whatever its charge', () => {
  it('come to its amount, price times quantity each, and consume what was used', () => {
    fc.assert(
      fc.property(charge, days, tax, (own, used, ofBook) => {
        const { lines, rows } = rowsOf(own, used, ofBook);
        lines.forEach((line, index) => {
          const ofLine = rows.filter((row) => row.x_LineNumber === String(index + 1));
          const lacks = (some: FocusRow[], amount: string) =>
            sum(some.map((row) => row.BilledCost))
              .minus(amount)
              .toFixed();
          expect(lacks(ofLine, amountWithTax(line))).toBe('0');
          const isTax = ({ ChargeCategory }: FocusRow) => ChargeCategory === 'Tax';
          expect(lacks(ofLine.filter(isTax), line.tax ?? '0.00')).toBe('0');
          const others = ofLine.filter((row) => !isTax(row));
          expect(lacks(others, line.net ?? line.amount)).toBe('0');
          for (const row of ofLine)
            for (const [product, cost] of productsOf(row)) expect(product).toBe(cost);
          if (line.kind === 'postpaid' && own.month!.of === 'sum') {
            const consumed = sum(ofLine.map((row) => row.ConsumedQuantity));
            const usage = parseDecimal(line.usage!);
            expect(consumed.minus(usage).abs().lessThan('1e-8')).toBe(true);
          }
        });
      }),
      { numRuns: 150 },
    );
  });

  it('are one a day where a unit has one price', () => {
    fc.assert(
      fc.property(charge, days, (own, used) => {
        fc.pre(own.model === 'per_unit' && own.month!.of !== 'last');
        const { rows } = rowsOf(own, used);
        const starts = rows
          .filter((row) => row.ChargeCategory === 'Usage')
          .map((row) => row.ChargePeriodStart);
        expect(starts).toHaveLength(used.filter(({ bits }) => bits > 0).length);
        expect(new Set(starts).size).toBe(starts.length);
      }),
      { numRuns: 100 },
    );
  });
});
