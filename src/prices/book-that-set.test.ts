import { describe, expect, it } from 'vitest';
import { findBookThatSet } from './book-that-set.ts';
import { builtInPriceBooks, readPriceBooks } from './read-price-books.ts';

const books = (await readPriceBooks([builtInPriceBooks()])).filter(
  ({ list }) => list === 'tencent-im',
);

describe('findBookThatSet', () => {
  it.each([
    ['bandwidth-domestic', '2018-12-14', '2018-12-03'],
    ['bandwidth-domestic', '2018-12-27', '2018-12-03'],
    ['dau', '2018-12-18', '2018-09-14'],
    ['groups', '2018-12-27', '2018-12-27'],
  ])('finds who set the terms of %s as of %s', (sku, on, from) => {
    const book = books.find((one) => one.from === on)!;
    expect(findBookThatSet(sku, book, books.toReversed()).from).toBe(from);
  });
});
