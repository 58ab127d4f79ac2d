import { stringify } from 'yaml';
import type { PrepaidItem, PriceBook } from './price-book.ts';

/** A whole book in the language of price books: read again, it is the same book. */
export function formatPriceBook({ sha256: _, items, charges, ...book }: PriceBook): string {
  const ofKind = (kind: PrepaidItem['kind']) =>
    items.filter((item) => item.kind === kind).map(entryOf);
  const sections = {
    plans: ofKind('plan'),
    packs: ofKind('pack'),
    charges: charges.map(({ unit: _unit, ...charge }) => charge),
  };
  const given = Object.entries(sections).filter(([, entries]) => entries.length > 0);
  return stringify({ ...book, ...Object.fromEntries(given) }, { lineWidth: 0 });
}

function entryOf({ kind: _, allows, ...item }: PrepaidItem): object {
  if (allows === undefined) return item;
  const limits = Object.entries(allows).map(([name, most]) => [name, most ?? 'unlimited']);
  return { ...item, allows: Object.fromEntries(limits) };
}
