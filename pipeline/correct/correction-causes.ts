import { isDeepStrictEqual } from 'node:util';
import { asJson } from '../../src/base/json.ts';
import type { BillingFacts, Provenance } from '../../src/billing/billing-facts.ts';
import {
  amountsByCharge,
  type ChargeDifference,
  chargeKey,
} from '../../src/billing/charge-differences.ts';
import { draftOf } from '../../src/billing/draft.ts';
import { changedRules } from '../../src/duckdb/changed-rules.ts';
import { SqlFiles } from '../../src/duckdb/sql-files.ts';
import type { Cause } from '../../src/ledger/cause-texts.ts';
import type { ChangedBatch } from '../../src/ledger/changed-batches.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { kindTable, measuredKinds } from '../../src/metrics/source-kinds.ts';
import { compareText } from '../../src/rating/compare-text.ts';
import type { Purchase } from '../../src/rating/types.ts';
import { changedBooks, changedPriceLists, hasOtherLists } from './changed-terms.ts';

/** Everything that decided a customer's month at one time. */
export interface KnownState {
  facts: BillingFacts;
  provenance: Provenance;
  /** Hash of the settings. */
  settings: string;
}

/** Two states of a customer's month, and the batches that changed between them. */
export interface StateChange {
  before: KnownState;
  now: KnownState;
  /** Batches that are new or withdrawn since then. */
  batches: readonly ChangedBatch[];
}

type Part =
  | 'usage'
  | 'purchases'
  | 'roaming'
  | 'app-settings'
  | 'prices'
  | 'customer'
  | 'rating'
  | 'settings';

/** Part that each key of the facts belongs to. Other keys are settings. */
const partOf: Record<string, Part | undefined> = {
  usage: 'usage',
  monthly_users: 'usage',
  noted: 'usage',
  purchases: 'purchases',
  roaming: 'roaming',
  app_settings: 'app-settings',
  price_books: 'prices',
  other_books: 'prices',
  contracts: 'prices',
  customer: 'customer',
  edition: 'rating',
};

/** Returns the parts that a key belongs to. Books of another list belong to the customer, who changed it. */
function partsOf(key: string, before: BillingFacts, now: BillingFacts): Part[] {
  const part = partOf[key] ?? 'settings';
  if (key !== 'price_books' || !hasOtherLists(before, now)) return [part];
  return changedBooks(before, now).length > 0 ? [part, 'customer'] : ['customer'];
}

const undecided = new Set(['month', 'issued_in', 'issuer', 'issuer_details', 'logo']);

/**
 * Finds the causes of each difference. A part of the facts is a cause of a charge if exchanging it
 * alone changes the charge: in the former facts, or restored in those of today.
 */
export function findCauses(
  differences: readonly ChargeDifference[],
  change: StateChange | undefined,
): Cause[][] {
  if (change === undefined) return differences.map(() => [{ code: 'unknown', details: [] }]);
  const { before, now } = change;
  const was = amountsOf(before.facts);
  const is = amountsOf(now.facts);
  const parts = changedParts(before.facts, now.facts).map((part) => ({
    part,
    exchanged: amountsOf(exchangePart(before.facts, now.facts, part)),
    restored: amountsOf(exchangePart(now.facts, before.facts, part)),
  }));
  return differences.map((one) => {
    const key = chargeKey(one);
    const relevant = parts.filter(
      ({ exchanged, restored }) => differs(exchanged, was, key) || differs(restored, is, key),
    );
    const decisive = hasAppMoved(one, change)
      ? parts.filter(({ part }) => part === 'customer')
      : [];
    const chosen = decisive.length > 0 ? decisive : relevant.length > 0 ? relevant : parts;
    const causes = chosen.flatMap(({ part }) => causesOfPart(part, one, change));
    const isRatedDifferently = was !== undefined && (was.get(key) ?? '0.00') !== one.issued;
    if (isRatedDifferently && !causes.some(({ code }) => code === 'rating'))
      causes.push(ratingCause(change));
    return causes.length > 0 ? causes : [ratingCause(change)];
  });
}

/** Tells if only one state has the app, or its usage. Its charges then need no other cause. */
function hasAppMoved({ app_id, kind }: ChargeDifference, { before, now }: StateChange): boolean {
  const has = ({ facts }: KnownState) => appsOf(facts, kind === 'postpaid').has(app_id);
  return has(before) !== has(now);
}

/** Returns the customer's apps. @param isUsage True for those whose usage is billed to it. */
function appsOf({ customer }: BillingFacts, isUsage: boolean): Set<string> {
  const apps = customer.apps.filter(({ usage_of_other }) => !isUsage || !usage_of_other);
  return new Set(apps.map(({ app_id }) => app_id));
}

/** Rates the facts into amounts by charge; undefined if they cannot be priced. */
function amountsOf(facts: BillingFacts): Map<string, string> | undefined {
  try {
    return amountsByCharge(draftOf(facts, allUnits()).lines);
  } catch {
    return undefined;
  }
}

function differs(
  a: Map<string, string> | undefined,
  b: Map<string, string> | undefined,
  key: string,
): boolean {
  if (a === undefined || b === undefined) return true;
  return (a.get(key) ?? '0.00') !== (b.get(key) ?? '0.00');
}

type AnyFacts = Record<string, unknown>;

function changedParts(before: BillingFacts, now: BillingFacts): Part[] {
  const [a, b] = comparable(before, now) as unknown as [AnyFacts, AnyFacts];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const changed = keys.filter(
    (key) => !undecided.has(key) && !isDeepStrictEqual(asJson(a[key]), asJson(b[key])),
  );
  return [...new Set(changed.flatMap((key) => partsOf(key, before, now)))];
}

/**
 * Returns both states as far as they can be compared. Facts of the first edition have no times of
 * orders, and apps in the order of a file.
 */
function comparable(before: BillingFacts, now: BillingFacts): [BillingFacts, BillingFacts] {
  if (before.edition !== undefined && now.edition !== undefined) return [before, now];
  const inFirstEdition = (facts: BillingFacts): BillingFacts => ({
    ...facts,
    customer: {
      ...facts.customer,
      apps: facts.customer.apps.toSorted((a, b) => compareText(a.app_id, b.app_id)),
    },
    purchases: facts.purchases.map(({ boughtAt: _, place: __, ...purchase }) => purchase),
  });
  return [inFirstEdition(before), inFirstEdition(now)];
}

/** Returns the facts with one part taken from others, for the apps that the customer then has. */
function exchangePart(facts: BillingFacts, others: BillingFacts, part: Part): BillingFacts {
  const keys = [...new Set([...Object.keys(facts), ...Object.keys(others)])];
  const mixed = Object.fromEntries(
    keys.map((key) => {
      const isTaken = !undecided.has(key) && partsOf(key, facts, others).includes(part);
      return [key, ((isTaken ? others : facts) as unknown as AnyFacts)[key]];
    }),
  ) as unknown as BillingFacts;
  const [apps, used] = [appsOf(mixed, false), appsOf(mixed, true)];
  return {
    ...mixed,
    usage: mixed.usage.filter(({ appId }) => used.has(appId)),
    monthly_users: mixed.monthly_users.filter(({ app_id }) => used.has(app_id)),
    purchases: mixed.purchases.filter(({ appId }) => apps.has(appId)),
    roaming: mixed.roaming.filter(({ appId }) => used.has(appId)),
    ...(mixed.app_settings !== undefined && {
      app_settings: mixed.app_settings.filter(({ appId }) => used.has(appId)),
    }),
  };
}

function causesOfPart(part: Part, one: ChargeDifference, change: StateChange): Cause[] {
  const { before, now } = change;
  switch (part) {
    case 'usage':
      return usageCauses(one, change);
    case 'purchases':
      return [{ code: part, details: changedOrders(one, ...comparable(before.facts, now.facts)) }];
    case 'prices':
      return [{ code: part, details: changedBooks(before.facts, now.facts) }];
    case 'customer':
      return [{ code: part, details: changedCustomer(before.facts, now.facts) }];
    case 'rating':
      return [ratingCause(change)];
    default:
      return [{ code: part, details: [] }];
  }
}

/**
 * Finds changed batches with rows of the app for the charge's metric, or else changes in how it is
 * measured.
 */
function usageCauses(one: ChargeDifference, { before, now, batches }: StateChange): Cause[] {
  const metrics = metricsOf(one, [now.facts, before.facts]);
  const sources = sourcesOf(metrics, now.provenance);
  const own = batches.filter(
    ({ source, appIds }) =>
      (kindTable[source].isReported || sources.has(source)) && appIds.includes(one.app_id),
  );
  const named = (isWithdrawn: boolean) =>
    own
      .filter((batch) => batch.isWithdrawn === isWithdrawn)
      .map(({ batchId, path }) => `${path} (batch ${batchId})`);
  const causes: Cause[] = [];
  if (named(false).length > 0) causes.push({ code: 'late-data', details: named(false) });
  if (named(true).length > 0) causes.push({ code: 'withdrawn-data', details: named(true) });
  const rules = changedRules(before.provenance.sql, now.provenance.sql, metrics);
  if (rules.length > 0)
    causes.push({ code: 'counting', details: rules.map((name) => `sql/${name}.sql`) });
  if (causes.length > 0) return causes;
  if (before.settings !== now.settings) return [{ code: 'settings', details: ['imbill.yaml'] }];
  return [{ code: 'counting', details: versionsOf(before, now) }];
}

/** Collects the metrics that a charge names in the books of some states. */
function metricsOf({ sku }: ChargeDifference, states: readonly BillingFacts[]): Set<string> {
  const charges = states.flatMap(({ price_books }) => price_books).flatMap((book) => book.charges);
  return new Set(
    charges.filter((charge) => charge.sku === sku).flatMap(({ metric }) => metric ?? []),
  );
}

/** Collects the sources that metrics are measured from; all sources if that is not known. */
function sourcesOf(metrics: ReadonlySet<string>, { sql }: Provenance): Set<string> {
  const files = new SqlFiles(sql);
  const sources = [...metrics].flatMap((metric) => files.sourceOf(metric) ?? []);
  return new Set(sources.length > 0 ? sources : measuredKinds);
}

/** Lists the app's orders that are new, gone or changed. */
function changedOrders(
  { app_id }: ChargeDifference,
  before: BillingFacts,
  now: BillingFacts,
): string[] {
  const of = (facts: BillingFacts) =>
    new Map(
      facts.purchases.filter((one) => one.appId === app_id).map((one) => [orderKey(one), one]),
    );
  const [was, is] = [of(before), of(now)];
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  return keys
    .filter((key) => !isDeepStrictEqual(asJson(was.get(key)), asJson(is.get(key))))
    .map((key) => {
      const { kind, orderId, sku } = (is.get(key) ?? was.get(key))!;
      const state = !was.has(key) ? 'new' : is.has(key) ? 'changed' : 'gone';
      return `${kind} ${orderId} (${sku}): ${state}`;
    });
}

function orderKey({ kind, orderId, sku }: Purchase): string {
  return [kind, orderId, sku].join('\n');
}

function changedCustomer(before: BillingFacts, now: BillingFacts): string[] {
  const [a, b] = [before.customer, now.customer];
  const [was, is] = [appsOf(before, false), appsOf(now, false)];
  const [usedBefore, usedNow] = [appsOf(before, true), appsOf(now, true)];
  const of = (ids: ReadonlySet<string>, text: string, isMeant: (id: string) => boolean) =>
    [...ids].filter(isMeant).map((id) => `app ${id}: ${text}`);
  const isKept = (id: string) => was.has(id) && is.has(id);
  return [
    ...changedPriceLists(before, now),
    ...(a.tax_exempt === b.tax_exempt
      ? []
      : [b.tax_exempt ? 'now exempt from tax' : 'not exempt from tax any more']),
    ...of(was, 'gone', (id) => !is.has(id)),
    ...of(is, 'new', (id) => !was.has(id)),
    ...of(usedBefore, 'its usage is now billed to another', (id) => isKept(id) && !usedNow.has(id)),
    ...of(usedNow, 'its usage was billed to another', (id) => isKept(id) && !usedBefore.has(id)),
  ];
}

function ratingCause({ before, now }: StateChange): Cause {
  return { code: 'rating', details: versionsOf(before, now) };
}

function versionsOf({ provenance: a }: KnownState, { provenance: b }: KnownState): string[] {
  return [`imbill ${a.versions.imbill}, now ${b.versions.imbill}`];
}
