import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { bookInForce } from './book-in-force.ts';

function book(from: string): PriceBook {
  return {
    list: 'tencent-im',
    from,
    currency: 'CNY',
    rounding: { amounts: 'half_up' as const, to: '0.01' },
    sha256: '',
    source: '',
    items: [],
    charges: [],
  };
}

const books = [book('2019-12-27'), book('2018-12-27'), book('2019-08-09')];

describe('bookInForce', () => {
  it.each([
    ['2018-12-27', '2018-12-27'],
    ['2019-08-08', '2018-12-27'],
    ['2019-08-09', '2019-08-09'],
    ['2026-09-01', '2019-12-27'],
  ])('on %s is the book from %s', (day, from) => {
    expect(bookInForce(books, day).from).toBe(from);
  });

  it('refuses a day before the first book', () => {
    expect(() => bookInForce(books, '2018-12-26')).toThrow(
      new UserError(
        'No book of the price list tencent-im is in force on 2018-12-26: its first book is from 2018-12-27.\n' +
          'Add an earlier book to the folder prices, or name another price_list.',
      ),
    );
  });

  it('refuses a day after the last book has ended', () => {
    const ending = [book('2018-12-27'), { ...book('2019-08-09'), until: '2019-12-31' }];
    expect(bookInForce(ending, '2019-12-31').from).toBe('2019-08-09');
    expect(() => bookInForce(ending, '2020-01-01')).toThrow(
      new UserError(
        'No book of the price list tencent-im is in force on 2020-01-01: its book from 2019-08-09 ends on 2019-12-31.\n' +
          'Add a book from 2020-01-01 on to the folder prices, or take until out of that book.',
      ),
    );
  });

  it('refuses a list without books', () => {
    expect(() => bookInForce([], '2026-09-01')).toThrow(
      new UserError(
        'No price book to price 2026-09-01 with.\nAdd one to the folder prices, or name another price_list.',
      ),
    );
  });
});
