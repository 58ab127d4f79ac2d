import { compareFrom } from '../calendar/billing-day.ts';
import type { BilingualText } from '../invoice/document.ts';
import type { PriceBook } from '../prices/price-book.ts';

/**
 * Returns the title of a plan or pack, of the latest book that sells it; its SKU if none does. In
 * Chinese it is quoted, as it stands within sentences.
 */
export function itemName(books: Books, sku: string): BilingualText {
  const items = books.toSorted(compareFrom).flatMap((book) => book.items);
  const { en, zh } = items.findLast((one) => one.sku === sku)?.title ?? { en: sku, zh: sku };
  return { en, zh: `「${zh}」` };
}

type Books = readonly Pick<PriceBook, 'from' | 'items'>[];

/** Names several plans or packs: `Professional plan or Flagship plan`. */
export function itemNames(
  books: Books,
  skus: Iterable<string>,
  between: BilingualText = { en: ' or ', zh: '或' },
): BilingualText {
  const names = [...skus].map((sku) => itemName(books, sku));
  return {
    en: names.map(({ en }) => en).join(between.en),
    zh: names.map(({ zh }) => zh).join(between.zh),
  };
}
