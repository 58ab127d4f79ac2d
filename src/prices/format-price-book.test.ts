import { describe, expect, it } from 'vitest';
import { formatPriceBook } from './format-price-book.ts';
import { parsePriceBook } from './price-book-file.ts';
import { builtInPriceBooks, readPriceBooks } from './read-price-books.ts';

describe('formatPriceBook', () => {
  it('writes every built-in book so that it is read as the same whole book', async () => {
    const books = await readPriceBooks([builtInPriceBooks()]);
    expect(books.length).toBeGreaterThan(4);
    for (const book of books)
      expect(parsePriceBook(formatPriceBook(book), 'shown.yaml')).toEqual(book);
  });

  it('keeps money as quoted text', async () => {
    const [first] = await readPriceBooks([builtInPriceBooks()]);
    expect(formatPriceBook(first!)).toContain('\n    price: "0.99"\n');
  });
});
