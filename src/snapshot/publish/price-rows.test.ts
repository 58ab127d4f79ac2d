import { describe, expect, it } from 'vitest';
import type { PriceBook, UsageCharge } from '../../prices/price-book.ts';
import { builtInPriceBooks, readPriceBooks } from '../../prices/read-price-books.ts';
import { priceRows } from './price-rows.ts';

const all = await readPriceBooks([builtInPriceBooks()]);
const list = all.filter((book) => book.list === 'tencent-im-2019');
const page = list.find(({ from }) => from === '2018-12-27')!;

const dau = page.charges.find(({ sku }) => sku === 'dau')!;

/** Rows of the page's book with one charge, changed. */
function rowsOf(changes: Partial<UsageCharge>) {
  return priceRows([{ ...page, items: [], charges: [{ ...dau, ...changes }] }]);
}

function picked(rows: ReturnType<typeof priceRows>, ...names: string[]) {
  return rows.map((row) => names.map((name) => row[name]));
}

describe('priceRows', () => {
  it('has a charge with its metric, what is included, block and days', () => {
    expect(
      priceRows(list).find((row) => row['sku'] === 'dau' && row['valid_from'] === page.from),
    ).toEqual({
      price_list: 'tencent-im-2019',
      currency: 'CNY',
      valid_from: '2018-12-27',
      valid_until: '2019-01-28',
      sku: 'dau',
      service_kind: 'usage',
      source: dau.source,
      service_name: 'Daily active users (DAU)',
      service_name_zh: '日活跃用户数（DAU）',
      metric: 'dau',
      unit: 'users',
      model: 'per_block',
      priced_by: 'month',
      month_rule: 'highest',
      requires: 'pro',
      blocks: 'started',
      block: '100000',
      plan: 'pro',
      included: '100000',
      price: '10000',
    });
  });

  it('ends a book with the day before the next one, with its own end, or not', () => {
    const ended = { ...list.at(-1)!, until: '2020-06-30' };
    const days = (books: PriceBook[]) => [
      ...new Set(priceRows(books).map((row) => `${row['valid_from']} ${row['valid_until']}`)),
    ];
    expect(days([...list.slice(-2)].toReversed())).toEqual([
      '2019-11-04 2019-12-26',
      '2019-12-27 undefined',
    ]);
    expect(days([ended])).toEqual(['2019-12-27 2020-06-30']);
  });

  it('has a row for each plan that has a price of its own', () => {
    const book = list.at(-1)!;
    const items = book.items.map((item) =>
      item.sku === 'group-members-2000'
        ? { ...item, price: '2000', price_by_plan: { flagship: '900' } }
        : item,
    );
    const rows = priceRows([{ ...book, items }]);
    const ofPack = rows.filter((row) => row['sku'] === 'group-members-2000');
    expect(picked(ofPack, 'plan', 'price', 'from_months')).toEqual([
      [undefined, '2000', '1'],
      ['flagship', '900', '1'],
    ]);
    const ofHistory = rows.filter((row) => row['sku'] === 'history-storage');
    expect(picked(ofHistory, 'plan', 'setting_step', 'price')).toEqual([
      ['pro', '30', '500'],
      ['pro', '90', '1000'],
      ['pro', '180', '1500'],
      ['pro', '360', '2500'],
      ['flagship', '30', '0'],
      ['flagship', '90', '500'],
      ['flagship', '180', '1000'],
      ['flagship', '360', '2000'],
    ]);
  });

  it('has a row for all other plans where none is needed', () => {
    const { requires: _, ...free } = dau;
    const rows = priceRows([{ ...page, items: [], charges: [free] }]);
    expect(picked(rows, 'plan', 'included', 'price')).toEqual([
      [undefined, undefined, '10000'],
      ['pro', '100000', '10000'],
    ]);
  });

  it('has a row for each tier and each length', () => {
    const tiers = [{ up_to: '100', price: '3', flat: '7' }, { price: '2' }];
    const tiered = rowsOf({ model: 'graduated', tiers });
    expect(picked(tiered, 'tier', 'up_to', 'price', 'flat')).toEqual([
      ['1', '100', '3', '7'],
      ['2', undefined, '2', undefined],
    ]);
    const pro = page.items.find(({ sku }) => sku === 'pro')!;
    const discounts = [{ from_months: 12, percent: '10' }];
    const longer = priceRows([{ ...page, items: [{ ...pro, discounts }], charges: [] }]);
    expect(picked(longer, 'from_months', 'discount_percent', 'price')).toEqual([
      ['1', undefined, '999'],
      ['12', '10', '999'],
    ]);
  });

  it.each<[UsageCharge['month'], string]>([
    [{ of: 'highest_from_day', day: 4 }, 'highest from day 4'],
    [{ of: 'percentile', percent: '95' }, 'percentile 95'],
    [{ of: 'distinct' }, 'distinct'],
  ])('says how a month is made of its days: %j', (month, text) => {
    expect(picked(rowsOf({ month: month! }), 'month_rule')).toEqual([[text]]);
  });
});
