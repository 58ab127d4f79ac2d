import { canonicalJson } from '../base/json.ts';
import {
  type AgreedTerms,
  type Contract,
  type ContractEntry,
  contractsOf,
  type Subscriber,
} from './contract.ts';
import { type PatchedEntry, sections } from './merge-changes.ts';
import { mergePatch } from './merge-patch.ts';
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
 * Contracts that keep what their prices were agreed for: the entry of the first book in force on a
 * day of the contract that has the SKU. A contract that keeps it already stays as it is.
 *
 * @param books Of the list, any order.
 */
export function withAgreedTerms(
  contracts: readonly Contract[],
  books: readonly PriceBook[],
): Contract[] {
  const byDate = books.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return contracts.map((contract) => {
    if (contract.agreed !== undefined) return contract;
    const agreed = pricedEntries(contract).flatMap(({ sku }) => termsOf(sku, contract, byDate));
    return agreed.length === 0 ? contract : { ...contract, agreed };
  });
}

/** The same for the contracts of all customers, each by the customer's list. */
export function withTermsOfLists(
  contracts: readonly Contract[],
  books: readonly PriceBook[],
  subscribers: readonly Subscriber[],
): Contract[] {
  return contracts.map((contract) => {
    const owner = subscribers.find((one) => contractsOf(one, [contract]).length > 0);
    if (owner === undefined) return contract;
    const ofList = books.filter(({ list }) => list === owner.priceList);
    return withAgreedTerms([contract], ofList)[0]!;
  });
}

/** Entries of a contract that give a price, or what a price is paid for. */
function pricedEntries(contract: Contract): ContractEntry[] {
  return sections
    .flatMap((section) => contract[section] ?? [])
    .filter((entry) => isPriced(entry) || plansPricedIn(entry).length > 0);
}

function isPriced(entry: object): boolean {
  return priceKeys.some((key) => isGiven(entry, key));
}

/** Plans for which alone an entry gives a price. */
function plansPricedIn(entry: ContractEntry): string[] {
  return Object.entries(mappingIn(entry, 'by_plan'))
    .filter(([, patch]) => isMapping(patch) && isPriced(patch))
    .map(([plan]) => plan);
}

function isGiven(entry: object, key: string): boolean {
  const value = (entry as Record<string, unknown>)[key];
  return value !== undefined && value !== null;
}

function termsOf(
  sku: string,
  { from, until }: Contract,
  byDate: readonly PriceBook[],
): AgreedTerms[] {
  const first = byDate.find((book, index) => {
    const next = byDate[index + 1];
    const isOver = (next !== undefined && next.from <= from) || (book.until ?? from) < from;
    const isBegun = until === undefined || book.from <= until;
    return !isOver && isBegun && entryIn(patchableYaml(book), sku) !== undefined;
  });
  if (first === undefined) return [];
  const yaml = patchableYaml(first);
  return [{ sku, entry: entryIn(yaml, sku)!, plans: plansIn(yaml) }];
}

function entryIn(book: PriceBookYaml, sku: string): PatchedEntry | undefined {
  const entries = sections.flatMap((section) => (book[section] ?? []) as PatchedEntry[]);
  return entries.find((entry) => entry.sku === sku);
}

function plansIn({ plans = [] }: PriceBookYaml): string[] {
  return plans.map(({ sku }) => sku);
}

/**
 * The list's entry as it was agreed, before the contract's own keys: with a price of the contract's,
 * everything that the price pays for. Plans that the list sells only later have the list's terms.
 *
 * @param entry Of the book in force, in its YAML.
 * @param stated What the contract says of the SKU.
 */
export function entryAsAgreed(
  entry: PatchedEntry,
  stated: ContractEntry,
  { agreed = [] }: Contract,
  book: PriceBookYaml,
): PatchedEntry {
  const terms = agreed.find(({ sku }) => sku === entry.sku);
  if (terms === undefined) return entry;
  if (!isPriced(stated)) return withPlansAsAgreed(entry, stated, terms);
  const whole: PatchedEntry = { ...only(entry, followed), ...except(terms.entry, followed) };
  for (const key of byPlanKeys) {
    const plans = plansAsAgreed(key, entry, terms, plansIn(book));
    delete whole[key];
    if (Object.keys(plans).length > 0) whole[key] = plans;
  }
  if (isGiven(whole, 'prices') && isGiven(entry, 'prices')) whole['prices'] = entry['prices'];
  return whole;
}

/** Where only the price of single plans is agreed, the terms of these plans. */
function withPlansAsAgreed(
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

/** One key's values by plan: as agreed for plans that the list had then, the list's for others. */
function plansAsAgreed(
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

/** A charge as a plan has it. */
function entryWith(entry: PatchedEntry, plan: string): PatchedEntry {
  return mergePatch(entry, mappingIn(entry, 'by_plan')[plan] ?? {}) as PatchedEntry;
}

/** Keys of a charge that a plan can have otherwise. */
const keysByPlan = [
  ...['model', 'price', 'block', 'blocks', 'tiers', 'multiplier'],
  ...['discount', 'minimum', 'maximum'],
];

/** What makes a charge of `base` the charge `whole`, for the keys of a plan. */
function wholePatch(whole: PatchedEntry, base: PatchedEntry): Record<string, unknown> {
  return Object.fromEntries(
    keysByPlan
      .filter((key) => isGiven(whole, key) || isGiven(base, key))
      .map((key) => [key, whole[key] ?? null]),
  );
}

/** A key of which a contract keeps another value than its list has now. */
export interface KeptTerm {
  contract: string;
  /** First day of the list's book that has another value. */
  from: string;
  sku: string;
  key: string;
  /** As agreed and as the book has it; undefined where there is none. */
  agreed: unknown;
  now: unknown;
}

/** What contracts keep otherwise than a book says, and do not state themselves. */
export function keptTerms(contracts: readonly Contract[], book: PriceBook): KeptTerm[] {
  const yaml = patchableYaml(book);
  return contracts.flatMap((contract) =>
    pricedEntries(contract).flatMap((stated) => {
      const entry = entryIn(yaml, stated.sku);
      if (entry === undefined) return [];
      const kept = entryAsAgreed(entry, stated, contract, yaml);
      const keys = [...new Set([...Object.keys(kept), ...Object.keys(entry)])];
      return keys
        .filter((key) => !(key in stated) && canonicalText(kept[key]) !== canonicalText(entry[key]))
        .map((key) => ({
          ...{ contract: contract.contract, from: book.from, sku: stated.sku, key },
          ...{ agreed: kept[key], now: entry[key] },
        }));
    }),
  );
}

/** A kept term as a sentence, with what to do. */
export function keptTermInWords({ contract, from, sku, key, agreed, now }: KeptTerm): string {
  return `contract ${contract} keeps ${key} ${inWords(agreed)} for ${sku}, as its list had it on its first day; the book in force (from ${from}) has ${inWords(now)}. State ${key} in the contract to change that, or to say that it is meant.`;
}

function inWords(value: unknown): string {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? value : canonicalJson(value);
}

function canonicalText(value: unknown): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}

function only(entry: PatchedEntry, keys: readonly string[]): PatchedEntry {
  return parts(entry, (key) => keys.includes(key));
}

function except(entry: PatchedEntry, keys: readonly string[]): Omit<PatchedEntry, 'sku'> {
  return parts(entry, (key) => !keys.includes(key));
}

function parts(entry: PatchedEntry, isWanted: (key: string) => boolean): PatchedEntry {
  const wanted = Object.entries(entry).filter(([key]) => isWanted(key));
  return Object.fromEntries(wanted) as PatchedEntry;
}

function mappingIn(entry: object, key: string): Record<string, unknown> {
  const value = (entry as Record<string, unknown>)[key];
  return isMapping(value) ? value : {};
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
