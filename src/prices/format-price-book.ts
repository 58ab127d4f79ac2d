import { stringify } from 'yaml';
import type { PriceBook } from './price-book.ts';
import { yamlOfBook } from './price-book-yaml.ts';

/** Writes a whole book as YAML; read again, it is the same book. */
export function formatPriceBook(book: PriceBook): string {
  return stringify(yamlOfBook(book), { lineWidth: 0 });
}
