import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookInForce } from '../rating/book-in-force.ts';
import { composeBooks } from './compose-books.ts';
import type { PriceBook } from './price-book.ts';

function book(list: string, from: string, until?: string): PriceBook {
  return {
    list,
    from,
    ...(until !== undefined && { until }),
    currency: 'CNY',
    rounding: { amounts: 'half_up', to: '0.01' },
    sha256: `${list}@${from}`,
    source: '',
    items: [],
    charges: [],
  };
}

describe('composeBooks', () => {
  const books = [book('a', '2018-12-27'), book('a', '2026-01-01'), book('b', '2026-03-01')];

  it('leaves the books of one list as they are', () => {
    expect(composeBooks([{ list: 'a' }], books)).toEqual(books.slice(0, 2));
  });

  it('cuts the books where the list changes, and names the book that was cut', () => {
    const lists = [{ list: 'b' }, { list: 'a', from: '2026-06-15' }];
    expect(composeBooks(lists, books)).toEqual([
      { ...books[2], until: '2026-06-14' },
      {
        ...books[1],
        from: '2026-06-15',
        list_book: { list: 'a', from: '2026-01-01', sha256: 'a@2026-01-01' },
      },
    ]);
  });

  it('has on each day the book that the list of the day has', () => {
    const day = fc
      .integer({ min: 1, max: 28 })
      .map((one) => `2026-01-${`${one}`.padStart(2, '0')}`);
    const list = fc.constantFrom('a', 'b', 'c');
    const someBooks = fc.uniqueArray(
      fc.record({ list, from: day, days: fc.option(fc.integer({ min: 0, max: 9 })) }),
      { selector: (one) => `${one.list}${one.from}`, maxLength: 9 },
    );
    const changes = fc.uniqueArray(fc.record({ list, from: day }), {
      selector: (one) => one.from,
      maxLength: 4,
    });
    fc.assert(
      fc.property(someBooks, list, changes, day, (given, first, later, asked) => {
        const all = given.map(({ list: name, from, days }) =>
          book(name, from, days === null ? undefined : laterDay(from, days)),
        );
        const lists = [{ list: first }, ...later.toSorted((a, b) => (a.from < b.from ? -1 : 1))];
        // The slow way: the list of the day, and its book of the day.
        const used = lists.findLast((one) => !('from' in one) || one.from <= asked)!;
        const expected = idOn(
          all.filter((one) => one.list === used.list),
          asked,
        );
        expect(idOn(composeBooks(lists, all), asked)).toBe(expected);
      }),
    );
  });
});

function laterDay(from: string, days: number): string {
  return `2026-01-${`${Number(from.slice(-2)) + days}`.padStart(2, '0')}`;
}

function idOn(books: readonly PriceBook[], day: string): string | undefined {
  try {
    return bookInForce(books, day).sha256;
  } catch {
    return undefined;
  }
}
