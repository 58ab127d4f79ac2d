import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import { unitOf } from '../metrics/catalogue.ts';
import { parseYaml } from '../yaml/read-yaml.ts';
import { chargeModelOf } from './check-charge.ts';
import { mergePatch } from './merge-patch.ts';
import type { PrepaidItem, PriceBook, UsageCharge } from './price-book.ts';
import { type PriceBookYaml, priceBookSchema } from './price-book-schema.ts';

/**
 * Reads a price book from its YAML.
 *
 * @param fileName Name for messages.
 * @throws {UserError} (exit 3) With every problem of the file, each as `file:line:column: …`.
 */
export function parsePriceBook(text: string, fileName: string): PriceBook {
  return priceBookOf(parseYaml(text, fileName, priceBookSchema));
}

/** Builds a price book from its checked YAML. */
export function priceBookOf(yaml: PriceBookYaml): PriceBook {
  const book = readContent(yaml);
  return { ...book, sha256: hashOfBook(book) };
}

/**
 * Hashes the content of a book: SHA-256 of its canonical JSON (RFC 8785), lower-case hex.
 * Comments, layout and the order of keys do not matter. The order of entries does.
 */
export function hashOfBook({
  sha256: _,
  ...book
}: Omit<PriceBook, 'sha256'> & { sha256?: string }): string {
  return sha256Of(canonicalJson(book));
}

type Content = Omit<PriceBook, 'sha256'>;
type ItemYaml = NonNullable<PriceBookYaml['plans']>[number];
type ChargeYaml = NonNullable<PriceBookYaml['charges']>[number];

function readContent(yaml: PriceBookYaml): Content {
  const { plans = [], packs = [], charges = [], continues: _, ...book } = yaml;
  return omitUndefined({
    ...book,
    items: [
      ...plans.map((item) => itemOf(item, 'plan')),
      ...packs.map((item) => itemOf(item, 'pack')),
    ],
    charges: charges.map(chargeOf),
  }) as Content;
}

function itemOf({ allows, ...item }: ItemYaml, kind: PrepaidItem['kind']): PrepaidItem {
  const limits = allows && Object.entries(omitUndefined(allows)).map(limitOf);
  return omitUndefined({
    ...item,
    kind,
    allows: limits && Object.fromEntries(limits),
  }) as PrepaidItem;
}

function limitOf([name, limit]: [string, unknown]): [string, number | null] {
  return [name, limit === 'unlimited' ? null : (limit as number)];
}

function chargeOf(charge: ChargeYaml): UsageCharge {
  const model = chargeModelOf(charge);
  const blocks = charge.block === undefined ? undefined : (charge.blocks ?? 'started');
  const { tiers, by_plan } = charge;
  return omitUndefined({
    ...charge,
    unit: unitOf(charge.metric ?? charge.setting ?? '').unit,
    model,
    blocks,
    tiers: tiers && tiersOf(tiers),
    by_plan: by_plan && mapValues(by_plan, (patch) => patchOf(charge, patch)),
  }) as UsageCharge;
}

/** Removes `above`, which only repeats the end of the tier before. */
function tiersOf(tiers: NonNullable<ChargeYaml['tiers']>): object[] {
  return tiers.map(({ above: _, ...tier }) => omitUndefined(tier));
}

/** Returns the whole values of the keys that a plan changes; null for a key that it removes. */
function patchOf(charge: ChargeYaml, patch: object): object {
  const patched = mergePatch(charge, patch) as ChargeYaml;
  const values = Object.keys(patch).map((key) => [key, patched[key as keyof ChargeYaml] ?? null]);
  const whole = Object.fromEntries(values) as Partial<ChargeYaml>;
  const { block } = patched;
  return {
    ...whole,
    ...(whole.tiers && { tiers: tiersOf(whole.tiers) }),
    ...(chargeModelOf(patched) !== chargeModelOf(charge) && { model: chargeModelOf(patched) }),
    ...(block !== charge.block && {
      blocks: block === undefined ? null : (patched.blocks ?? 'started'),
    }),
  };
}

function mapValues<T>(mapping: Record<string, T>, change: (value: T) => unknown): object {
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key, change(value)]));
}

function omitUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
}
