import { canonicalJson } from '../base/json.ts';
import type { BilingualText } from '../invoice/document.ts';
import {
  type AgreedTerms,
  booksDuring,
  type Contract,
  type ContractEntry,
  ownerOf,
  type Subscriber,
} from './contract.ts';
import { type PatchedEntry, sections } from './merge-changes.ts';
import { isMapping, mergePatch } from './merge-patch.ts';
import type { PriceBook } from './price-book.ts';
import type { PriceBookYaml } from './price-book-schema.ts';
import { patchableYaml } from './price-book-yaml.ts';

/** Keys that follow the list: they say what is sold and to whom, not what a price pays for. */
const followed = ['sku', 'title', 'source', 'requires', 'allows', 'family', 'rank'];

/** Keys of one value a plan; a plan that the list sells only later has the list's. */
const byPlanKeys = ['included', 'by_plan', 'price_by_plan'];

/** Keys that make the rest of an entry part of the price. */
const priceKeys = ['price', 'tiers', 'block'];

/**
 * Adds to each contract the terms that its prices were agreed for. They are the SKU's entry in
 * the first book that is in force on a day of the contract. A contract that has terms already is
 * unchanged.
 *
 * @param books Books of the list, any order.
 */
export function addAgreedTerms(
  contracts: readonly Contract[],
  books: readonly PriceBook[],
): Contract[] {
  return contracts.map((contract) => {
    if (contract.agreed !== undefined) return contract;
    const agreed = pricedEntries(contract).flatMap(({ sku }) => termsOf(sku, contract, books));
    return agreed.length === 0 ? contract : { ...contract, agreed };
  });
}

/** Adds the agreed terms to the contracts of all customers, each by the customer's list. */
export function addTermsOfLists(
  contracts: readonly Contract[],
  books: readonly PriceBook[],
  subscribers: readonly Subscriber[],
): Contract[] {
  return contracts.map((contract) => {
    const owner = ownerOf(contract, subscribers);
    if (owner === undefined) return contract;
    const ofList = books.filter(({ list }) => list === owner.priceList);
    return addAgreedTerms([contract], ofList)[0]!;
  });
}

/** Returns the entries of a contract that give a price, or a plan's own price. */
function pricedEntries(contract: Contract): ContractEntry[] {
  return sections
    .flatMap((section) => contract[section] ?? [])
    .filter((entry) => isPriced(entry) || plansPricedIn(entry).length > 0);
}

function isPriced(entry: object): boolean {
  return priceKeys.some((key) => isGiven(entry, key));
}

function plansPricedIn(entry: ContractEntry): string[] {
  return Object.entries(mappingIn(entry, 'by_plan'))
    .filter(([, patch]) => isMapping(patch) && isPriced(patch))
    .map(([plan]) => plan);
}

function isGiven(entry: object, key: string): boolean {
  const value = (entry as Record<string, unknown>)[key];
  return value !== undefined && value !== null;
}

function termsOf(sku: string, contract: Contract, books: readonly PriceBook[]): AgreedTerms[] {
  for (const book of booksDuring(contract, books)) {
    const yaml = patchableYaml(book);
    const entry = entryIn(yaml, sku);
    if (entry !== undefined) return [{ sku, entry, plans: plansIn(yaml) }];
  }
  return [];
}

function entryIn(book: PriceBookYaml, sku: string): PatchedEntry | undefined {
  const entries = sections.flatMap((section) => (book[section] ?? []) as PatchedEntry[]);
  return entries.find((entry) => entry.sku === sku);
}

function plansIn({ plans = [] }: PriceBookYaml): string[] {
  return plans.map(({ sku }) => sku);
}

/**
 * Restores the list's entry as it was agreed, before the contract's own keys apply. If the
 * contract gives a price, these are all terms that belong to the price. Plans that the list
 * sells only later have the list's terms.
 *
 * @param entry Entry of the book in force, as YAML.
 * @param stated Entry of the contract for the SKU.
 */
export function restoreAgreedEntry(
  entry: PatchedEntry,
  stated: ContractEntry,
  { agreed = [] }: Contract,
  book: PriceBookYaml,
): PatchedEntry {
  const terms = agreed.find(({ sku }) => sku === entry.sku);
  if (terms === undefined) return entry;
  if (!isPriced(stated)) return restoreAgreedPlans(entry, stated, terms);
  const whole: PatchedEntry = { ...pick(entry, followed), ...omit(terms.entry, followed) };
  for (const key of byPlanKeys) {
    const plans = agreedValuesByPlan(key, entry, terms, plansIn(book));
    delete whole[key];
    if (Object.keys(plans).length > 0) whole[key] = plans;
  }
  if (isGiven(whole, 'prices') && isGiven(entry, 'prices')) whole['prices'] = entry['prices'];
  return whole;
}

/** Restores the agreed terms of single plans, if only their price is agreed. */
function restoreAgreedPlans(
  entry: PatchedEntry,
  stated: ContractEntry,
  terms: AgreedTerms,
): PatchedEntry {
  const plans = plansPricedIn(stated).map((plan): [string, unknown] => [
    plan,
    wholePatch(entryWith(terms.entry, plan), entry),
  ]);
  if (plans.length === 0) return entry;
  const byPlan = { ...mappingIn(entry, 'by_plan'), ...Object.fromEntries(plans) };
  return { ...entry, by_plan: byPlan };
}

/**
 * Returns one key's values by plan: the agreed value for plans that the list had then, the
 * list's for others.
 */
function agreedValuesByPlan(
  key: string,
  entry: PatchedEntry,
  { entry: agreed, plans }: AgreedTerms,
  sold: readonly string[],
): Record<string, unknown> {
  const before = Object.entries(mappingIn(agreed, key)).filter(([plan]) => sold.includes(plan));
  const since = Object.entries(mappingIn(entry, key))
    .filter(([plan]) => !plans.includes(plan))
    .map(([plan, value]) => [
      plan,
      key === 'by_plan' && isMapping(value) && isPriced(value)
        ? { ...wholePatch(entryWith(entry, plan), agreed), ...value }
        : value,
    ]);
  return Object.fromEntries([...before, ...since]);
}

function entryWith(entry: PatchedEntry, plan: string): PatchedEntry {
  return mergePatch(entry, mappingIn(entry, 'by_plan')[plan] ?? {}) as PatchedEntry;
}

/** Keys of a charge that a plan can change. */
const keysByPlan = [
  'model',
  'price',
  'block',
  'blocks',
  'tiers',
  'multiplier',
  'discount',
  'minimum',
  'maximum',
];

/** Returns the patch that turns the charge `base` into `whole`, for the keys of a plan. */
function wholePatch(whole: PatchedEntry, base: PatchedEntry): Record<string, unknown> {
  return Object.fromEntries(
    keysByPlan
      .filter((key) => isGiven(whole, key) || isGiven(base, key))
      .map((key) => [key, whole[key] ?? null]),
  );
}

/** A key of which a contract keeps another value than its list has now. */
export interface AgreedDifference {
  contract: string;
  /** First day of the list's book that has another value. */
  from: string;
  sku: string;
  key: string;
  /** The agreed value and the book's value; undefined if there is none. */
  agreed: unknown;
  now: unknown;
}

/**
 * Finds the keys for which contracts use another value than a book has, without stating it
 * themselves.
 */
export function findAgreedDifferences(
  contracts: readonly Contract[],
  book: PriceBook,
): AgreedDifference[] {
  const yaml = patchableYaml(book);
  return contracts.flatMap((contract) =>
    pricedEntries(contract).flatMap((stated) => {
      const entry = entryIn(yaml, stated.sku);
      if (entry === undefined) return [];
      const kept = restoreAgreedEntry(entry, stated, contract, yaml);
      const keys = [...new Set([...Object.keys(kept), ...Object.keys(entry)])];
      return keys
        .filter((key) => !(key in stated) && canonicalText(kept[key]) !== canonicalText(entry[key]))
        .map((key) => ({
          contract: contract.contract,
          from: book.from,
          sku: stated.sku,
          key,
          agreed: kept[key],
          now: entry[key],
        }));
    }),
  );
}

/** Describes such a difference in a sentence, with the next step. */
export function describeAgreedDifference({
  contract,
  from,
  sku,
  key,
  agreed,
  now,
}: AgreedDifference): BilingualText {
  const [old, current] = [formatValue(agreed), formatValue(now)];
  return {
    en: `contract ${contract} uses ${key} ${old} for ${sku}, the value of its list on the first day of the contract; the book in force (from ${from}) has ${current}. State ${key} in the contract to change or confirm it.`,
    zh: `合同 ${contract} 对 ${sku} 使用 ${key} ${old}，即合同首日价目表的值；现行价目（自 ${from} 起）为 ${current}。请在合同中写明 ${key} 以更改或确认。`,
  };
}

function formatValue(value: unknown): string {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? value : canonicalJson(value);
}

function canonicalText(value: unknown): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}

function pick(entry: PatchedEntry, keys: readonly string[]): PatchedEntry {
  return filterKeys(entry, (key) => keys.includes(key));
}

function omit(entry: PatchedEntry, keys: readonly string[]): Omit<PatchedEntry, 'sku'> {
  return filterKeys(entry, (key) => !keys.includes(key));
}

function filterKeys(entry: PatchedEntry, isWanted: (key: string) => boolean): PatchedEntry {
  const wanted = Object.entries(entry).filter(([key]) => isWanted(key));
  return Object.fromEntries(wanted) as PatchedEntry;
}

function mappingIn(entry: object, key: string): Record<string, unknown> {
  const value = (entry as Record<string, unknown>)[key];
  return isMapping(value) ? value : {};
}
