import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import type { BookTax, PriceBook } from '../prices/price-book.ts';
import { rateMonth } from './rate-month.ts';
import { bought, pageBooks } from './testing/page-books.ts';
import type { DailyUsage, Purchase, RatingInput } from './types.ts';

const page = pageBooks.find(({ from }) => from === '2018-12-27')!;
const bookFrom = (from: string, tax?: BookTax): PriceBook => ({
  ...page,
  from,
  ...(tax && { tax }),
});
const mbps = (day: string): DailyUsage => ({
  appId: 'app',
  metric: 'bandwidth_domestic_mbps',
  usageDate: `2019-01-${day}`,
  numerator: '100',
  denominator: '1',
});
const refund: Purchase = {
  ...bought('pro', '2019-01-01'),
  boughtOn: '2019-01-20',
  kind: 'refund',
  refundAmount: '100',
};

function rated(parts: Partial<RatingInput>) {
  const { lines, tax } = rateMonth({
    month: '2019-01',
    appIds: ['app'],
    usage: [mbps('10'), mbps('20')],
    units: allUnits(),
    monthlyUsers: new Map(),
    purchases: [bought('pro', '2019-01-01'), refund],
    roaming: [],
    books: [page],
    ...parts,
  });
  return { lines: lines.map(({ sku, amount, tax_percent }) => [sku, amount, tax_percent]), tax };
}

describe('rateMonth with the tax of books', () => {
  const six = { percent: '6', included: true };
  const thirteen = { percent: '13', included: true };

  it('has a line for days with another tax, and refunds with the tax of the purchase', () => {
    const books = [bookFrom('2018-12-27', six), bookFrom('2019-01-15', thirteen)];
    const { lines, tax } = rated({ books });
    expect(lines).toEqual([
      ['pro', '999.00', '6'],
      ['pro', '-100.00', '6'],
      ['bandwidth-domestic', '200.00', '6'],
      ['bandwidth-domestic', '200.00', '13'],
    ]);
    expect(tax?.rates.map(({ percent, gross }) => [percent, gross])).toEqual([
      ['6', '1099.00'],
      ['13', '200.00'],
    ]);
  });

  it('gives a refund without the number of an order the tax of the one that is valid', () => {
    const books = [bookFrom('2018-12-27', six), bookFrom('2019-01-15', thirteen)];
    const named = { ...refund, orderId: 'R-1' };
    const { lines } = rated({ books, purchases: [bought('pro', '2019-01-01'), named] });
    expect(lines[1]).toEqual(['pro', '-100.00', '6']);
    const unknown = { ...named, sku: 'group-members-2000' };
    const other = rated({ books, purchases: [bought('pro', '2019-01-01'), unknown] });
    expect(other.lines[1]).toEqual(['group-members-2000', '-100.00', '13']);
  });

  it('keeps days in one line whose books write the same tax in other words', () => {
    const books = [
      bookFrom('2018-12-27', six),
      bookFrom('2019-01-15', { ...six, percent: '6.00' }),
    ];
    expect(rated({ books }).lines.at(-1)).toEqual(['bandwidth-domestic', '400.00', '6']);
  });

  it('says 0 for lines of books without tax, beside others with one', () => {
    const books = [bookFrom('2018-12-27'), bookFrom('2019-01-15', six)];
    expect(rated({ books }).lines.map((line) => line.at(-1))).toEqual(['0', '0', '0', '6']);
  });

  it('has no tax without one in a book, also for an exempt customer', () => {
    expect(rated({ isTaxExempt: true }).tax).toBe(undefined);
    expect(rated({ isTaxExempt: true, books: [bookFrom('2018-12-27', six)] }).tax).toMatchObject({
      net: '1299.00',
      tax: '0.00',
      gross: '1299.00',
      is_exempt: true,
    });
  });
});
