import { describe, expect, it } from 'vitest';
import { bookInForce } from '../rating/book-in-force.ts';
import type { PriceBook } from './price-book.ts';
import { builtInPriceBooks, readPriceBooks } from './read-price-books.ts';

const all = await readPriceBooks([builtInPriceBooks()]);

/** Days on which the page changed. */
const upToThePage = [
  '2018-09-14',
  '2018-09-17',
  '2018-10-24',
  '2018-12-03',
  '2018-12-04',
  '2018-12-14',
  '2018-12-17',
  '2018-12-18',
  '2018-12-19',
  '2018-12-27',
];
const upTo2019 = [
  ...upToThePage,
  '2019-01-29',
  '2019-03-01',
  '2019-07-09',
  '2019-08-09',
  '2019-08-12',
  '2019-08-21',
  '2019-08-22',
  '2019-11-04',
  '2019-12-27',
];
const daysOf = {
  'tencent-im': upToThePage,
  'tencent-im-2019': upTo2019,
  'tencent-im-2020': [...upTo2019, '2020-04-24'],
};
type List = keyof typeof daysOf;
const lists = Object.keys(daysOf) as List[];

function booksOf(list: List): PriceBook[] {
  return all.filter((book) => book.list === list);
}

/** First days of the months from 2018-10 to 2027-12. */
const firstDays = Array.from({ length: 111 }, (_, index) => {
  const month = 9 + index;
  return `${2018 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
});

describe('the built-in lists', () => {
  it('are these three, and no other', () => {
    expect([...new Set(all.map(({ list }) => list))]).toEqual(lists);
  });

  it.each(lists)('%s has a book of each day on which the page changed', (list) => {
    expect(booksOf(list).map(({ from }) => from)).toEqual(daysOf[list]);
    expect(booksOf(list).every(({ until }) => until === undefined)).toBe(true);
  });

  it.each(lists)('%s prices each month by the latest book of its first day or before', (list) => {
    const priced = firstDays.map((day) => [day, bookInForce(booksOf(list), day).from]);
    const wanted = firstDays.map((day) => [day, daysOf[list].filter((from) => from <= day).at(-1)]);
    expect(priced).toEqual(wanted);
  });

  it.each([
    // what a first block of 100,000 daily users above what is included costs, and which day groups are of
    ['tencent-im', '2018-10-01', '10000', 'last'],
    ['tencent-im', '2019-09-01', '10000', 'last'],
    ['tencent-im', '2020-01-01', '10000', 'last'],
    ['tencent-im', '2026-09-01', '10000', 'last'],
    ['tencent-im-2019', '2018-10-01', '10000', 'last'],
    ['tencent-im-2019', '2019-08-01', '10000', 'last'],
    ['tencent-im-2019', '2019-09-01', '10000', 'highest'],
    ['tencent-im-2019', '2019-12-01', '10000', 'highest'],
    ['tencent-im-2019', '2020-01-01', '1000', 'highest'],
    ['tencent-im-2019', '2026-09-01', '1000', 'highest'],
    ['tencent-im-2020', '2026-09-01', '1000', 'highest'],
  ] as const)(
    '%s on %s charges %s for a block of users, and groups by the %s day',
    (list, day, price, of) => {
      const { charges } = bookInForce(booksOf(list), day);
      const charge = (sku: string) => charges.find((one) => one.sku === sku);
      expect([charge('dau')?.price, charge('groups')?.month?.of]).toEqual([price, of]);
    },
  );

  it('limit the groups of a trial app since 2020-04-24', () => {
    const groups = (day: string) =>
      bookInForce(booksOf('tencent-im-2020'), day).items.find(({ sku }) => sku === 'trial')
        ?.allows?.['groups'];
    expect([groups('2020-04-23'), groups('2020-04-24')]).toEqual([undefined, 100]);
  });
});
