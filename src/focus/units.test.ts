import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../invoice/document.ts';
import { allUnits } from '../metrics/catalogue.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { builtInPriceBooks } from '../prices/price-files.ts';
import { readPriceBooks } from '../prices/read-price-books.ts';
import { rateMonth } from '../rating/rate-month.ts';
import { usageUnits } from './units.ts';

/** The usage lines that a list really makes of a month, with 150,000 users, 30 Mbps and 250,000 groups. */
function linesOf(books: readonly PriceBook[], list: string, month: string): InvoiceLine[] {
  const own = books.filter((book) => book.list === list);
  const day = `${month}-02`;
  const value = (metric: string, numerator: string) => ({
    appId: 'a1',
    metric,
    usageDate: day,
    numerator,
    denominator: '1',
  });
  return rateMonth({
    month,
    appIds: ['a1'],
    usage: [
      value('dau', '150000'),
      value('bandwidth_domestic_mbps', '30'),
      ...['28', '29', '30', '31'].map((date) => ({
        ...value('groups', '250000'),
        usageDate: `${month}-${date}`,
      })),
    ],
    units: allUnits(),
    monthlyUsers: new Map(),
    purchases: [
      {
        orderId: 'o',
        appId: 'a1',
        sku: 'pro',
        boughtOn: `${month}-01`,
        months: 1,
        kind: 'purchase',
      },
    ],
    roaming: [{ appId: 'a1', from: `${month}-01`, extraMonths: 4 }],
    books: own,
  }).lines.filter(({ kind }) => kind === 'postpaid');
}

describe('usageUnits', () => {
  it.each([
    [
      'tencent-im',
      '2018-10',
      ['100000 Users', 'Mb/Second', '100000 Users/3 Months', '100000 Groups'],
    ],
    [
      'tencent-im',
      '2019-01',
      ['100000 Users', 'Mb-Days/Second', '100000 Users/Month', '100000 Groups'],
    ],
    ['tencent-im-2019', '2020-01', ['10000 Users', 'Mb-Days/Second', 'Months', '100000 Groups']],
  ])('reads the units of %s in %s from what a line says', async (list, month, units) => {
    const books = await readPriceBooks([builtInPriceBooks()]);
    const lines = linesOf(books, list, month);
    expect(lines.map((line) => usageUnits(line, undefined).pricing).sort()).toEqual(units.sort());
  });
});
