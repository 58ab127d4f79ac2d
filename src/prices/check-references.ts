import { nearestName } from '../base/nearest-name.ts';
import { checkCharge } from './check-charge.ts';
import { checkDiscounts, checkFamilies } from './check-items.ts';
import type { Issue } from './issues-of.ts';
import { mergePatch } from './merge-patch.ts';

/** An item or a charge, or the book itself, of which nothing is certain yet. */
interface Entry {
  sku?: unknown;
  requires?: unknown;
  sold_to?: unknown;
  included?: unknown;
  by_plan?: unknown;
  price_by_plan?: unknown;
  discounts?: unknown;
  metric?: unknown;
  default_plan?: unknown;
  unpriced?: unknown;
}

/**
 * Checks that a book's entries fit together. Each SKU names one thing, the plans that entries
 * name exist, and a charge has the parts that its charge model can use.
 *
 * @param book Unchecked; other checks report missing parts, and this one ignores them.
 */
export function checkReferences(book: unknown, issue: Issue): void {
  if (typeof book !== 'object' || book === null) return;
  const { default_plan, unpriced } = book as Entry;
  const plans = entriesOf(book, 'plans');
  const charges = entriesOf(book, 'charges');
  const items = [...plans, ...entriesOf(book, 'packs')];

  const planSkus = plans.flatMap(({ entry }) => (isText(entry.sku) ? [entry.sku] : []));
  const checkPlan = (sku: unknown, path: (string | number)[]) => {
    if (isText(sku) && !planSkus.includes(sku)) issue(path, notAPlan(sku, planSkus));
  };
  checkUniqueSkus([...items, ...charges], issue);
  checkPlan(default_plan, ['default_plan']);
  checkFamilies(items, issue);
  for (const { entry, path } of items) {
    for (const sku of Object.keys(mappingOf(entry.price_by_plan)))
      checkPlan(sku, [...path, 'price_by_plan', sku]);
    listOf(entry.sold_to).forEach((sku, index) => {
      checkPlan(sku, [...path, 'sold_to', index]);
    });
    checkDiscounts(entry.discounts, [...path, 'discounts'], issue);
  }
  for (const { entry, path } of [...items, ...charges])
    listOf(entry.requires).forEach((sku, index) => {
      checkPlan(sku, [...path, 'requires', index]);
    });
  for (const { entry, path } of charges) {
    for (const sku of Object.keys(mappingOf(entry.included)))
      checkPlan(sku, [...path, 'included', sku]);
    checkCharge(entry as Record<string, unknown>, path, issue);
    checkByPlan(entry, path, checkPlan, issue);
  }
  const charged = new Set(charges.map(({ entry }) => entry.metric));
  listOf(unpriced).forEach((metric, index) => {
    if (charged.has(metric)) issue(['unpriced', index], 'a charge of this book prices it');
  });
}

interface Placed {
  entry: Entry;
  path: (string | number)[];
}

function checkUniqueSkus(placed: Placed[], issue: Issue): void {
  const seen = new Set<unknown>();
  for (const { entry, path } of placed) {
    const sku = entry.sku;
    if (isText(sku) && seen.has(sku))
      issue([...path, 'sku'], 'another entry of this book has this SKU already');
    seen.add(sku);
  }
}

/** Checks the charge that each plan's changes result in. */
function checkByPlan(
  { by_plan, ...charge }: Entry,
  path: (string | number)[],
  checkPlan: (sku: unknown, path: (string | number)[]) => void,
  issue: Issue,
): void {
  for (const [plan, patch] of Object.entries(mappingOf(by_plan))) {
    const at = [...path, 'by_plan', plan];
    checkPlan(plan, at);
    for (const sku of Object.keys(mappingOf(mappingOf(patch).included)))
      checkPlan(sku, [...at, 'included', sku]);
    const patched = mergePatch(charge, patch) as Record<string, unknown>;
    checkCharge(patched, at, issue);
  }
}

function notAPlan(sku: string, plans: string[]): string {
  const nearest = nearestName(sku, plans);
  if (nearest !== undefined) return `this book has no such plan; did you mean "${nearest}"?`;
  return `this book has no such plan; accepted: ${[...new Set(plans)].join(', ') || 'none, as it has no plans'}`;
}

function entriesOf(book: object, key: string): Placed[] {
  return listOf((book as Record<string, unknown>)[key]).flatMap((entry, index) =>
    typeof entry === 'object' && entry !== null
      ? [{ entry: entry as Entry, path: [key, index] }]
      : [],
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function mappingOf(value: unknown): Entry {
  return typeof value === 'object' && value !== null ? value : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
