import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { unitOf } from '../rating/metrics.ts';
import { parseYaml } from '../yaml/read-yaml.ts';
import type { PrepaidItem, PriceBook, UsageCharge } from './price-book.ts';
import { type PriceBookYaml, priceBookSchema } from './price-book-schema.ts';

/**
 * A price book from its YAML.
 *
 * @param fileName As it is to stand in messages.
 * @throws {UserError} (exit 3) With every problem of the file, each as `file:line:column: …`.
 */
export function parsePriceBook(text: string, fileName: string): PriceBook {
  return priceBookOf(parseYaml(text, fileName, priceBookSchema));
}

/** A price book from its checked YAML. */
export function priceBookOf(yaml: PriceBookYaml): PriceBook {
  const book = contentOf(yaml);
  return { ...book, sha256: hashOfBook(book) };
}

/**
 * SHA-256 of what a book says, lower-case hex: of its canonical JSON (RFC 8785), so that comments,
 * layout and the order of keys in the file do not matter. The order of entries does.
 */
export function hashOfBook({
  sha256: _,
  ...book
}: Omit<PriceBook, 'sha256'> & { sha256?: string }): string {
  return createHash('sha256').update(canonicalize(book)!, 'utf8').digest('hex');
}

type Content = Omit<PriceBook, 'sha256'>;
type ItemYaml = NonNullable<PriceBookYaml['plans']>[number];
type ChargeYaml = NonNullable<PriceBookYaml['charges']>[number];

function contentOf({ plans = [], packs = [], charges = [], ...book }: PriceBookYaml): Content {
  return withoutUndefined({
    ...book,
    items: [
      ...plans.map((item) => itemOf(item, 'plan')),
      ...packs.map((item) => itemOf(item, 'pack')),
    ],
    charges: charges.map(chargeOf),
  }) as Content;
}

function itemOf({ allows, ...item }: ItemYaml, kind: PrepaidItem['kind']): PrepaidItem {
  const limits = allows && Object.entries(withoutUndefined(allows)).map(limitOf);
  return withoutUndefined({
    ...item,
    kind,
    allows: limits && Object.fromEntries(limits),
  }) as PrepaidItem;
}

function limitOf([name, limit]: [string, unknown]): [string, number | null] {
  return [name, limit === 'unlimited' ? null : (limit as number)];
}

function chargeOf(charge: ChargeYaml): UsageCharge {
  return withoutUndefined({ ...charge, unit: unitOf(charge.metric).unit }) as UsageCharge;
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
}
