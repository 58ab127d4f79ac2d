import { addDays } from '../../calendar/billing-day.ts';
import type {
  MonthRule,
  PrepaidItem,
  PriceBook,
  Tier,
  UsageCharge,
} from '../../prices/price-book.ts';
import { chargeOfApp, valueForPlan } from '../../rating/charge-of-app.ts';
import type { PublishedRow } from './insert-rows.ts';

/**
 * Returns all prices of the dated books of one list. The books have any order and different days.
 */
export function priceRows(books: readonly PriceBook[]): PublishedRow[] {
  const byDate = books.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return byDate.flatMap((book, index) => {
    const ofBook = {
      price_list: book.list,
      currency: book.currency,
      valid_from: book.from,
      valid_until: lastDayOf(book, byDate[index + 1]),
    };
    return [
      ...book.items.flatMap((item) => itemRows(item).map((row) => ({ ...ofBook, ...row }))),
      ...book.charges.flatMap((charge) =>
        chargeRows(charge, book).map((row) => ({ ...ofBook, ...row })),
      ),
    ];
  });
}

function lastDayOf({ until }: PriceBook, next: PriceBook | undefined): string | undefined {
  const before = next === undefined ? undefined : addDays(next.from, -1);
  return [until, before].filter((day) => day !== undefined).toSorted()[0];
}

/**
 * Returns the rows of a plan or pack: its price, its prices with each plan, and those of several
 * months.
 */
function itemRows(item: PrepaidItem): PublishedRow[] {
  const { sku, kind, title, source, contract, price, price_by_plan = {}, discounts = [] } = item;
  const ofItem = {
    sku,
    service_kind: kind,
    source,
    contract: contract?.name,
    service_name: title.en,
    service_name_zh: title.zh,
    requires: item.requires?.join(', '),
  };
  const prices = [
    { price },
    ...Object.entries(price_by_plan).map(([plan, own]) => ({ plan, price: own })),
  ];
  const lengths = [
    { from_months: '1' },
    ...discounts.map(({ from_months, percent }) => ({
      from_months: String(from_months),
      discount_percent: percent,
    })),
  ];
  return prices.flatMap((one) => lengths.map((length) => ({ ...ofItem, ...one, ...length })));
}

/** Returns the rows of a usage charge: one for each plan, tier and step of its setting. */
function chargeRows(charge: UsageCharge, book: PriceBook): PublishedRow[] {
  return plansOf(charge).flatMap((plan) => {
    const own = plan === undefined ? charge : chargeOfApp(charge, book, new Set([plan]));
    const ofCharge = {
      sku: own.sku,
      service_kind: 'usage',
      source: own.source,
      contract: own.contract?.name,
      service_name: own.title.en,
      service_name_zh: own.title.zh,
      metric: own.metric,
      unit: own.unit,
      model: own.model,
      priced_by: own.priced_by,
      month_rule: own.month && monthRule(own.month),
      requires: own.requires?.join(', '),
      blocks: own.blocks,
      block: own.block,
      setting: own.setting,
      multiplier: own.multiplier,
      plan,
      included: plan === undefined ? undefined : valueForPlan(own.included, plan),
      discount_percent: own.discount,
      minimum: own.minimum,
      maximum: own.maximum,
    };
    return pricesOf(own).map((price) => ({ ...ofCharge, ...price }));
  });
}

/**
 * Returns plans with an allowance or price of their own; `undefined` stands for all other plans, or
 * none.
 */
function plansOf({ requires, included = {}, by_plan = {} }: UsageCharge): (string | undefined)[] {
  const named = [...Object.keys(included), ...Object.keys(by_plan)];
  if (named.length === 0) return [undefined];
  return [...new Set(requires === undefined ? [undefined, ...named] : [...requires, ...named])];
}

function pricesOf({ price, tiers, prices }: UsageCharge): PublishedRow[] {
  if (tiers !== undefined) return tiers.map(tierRow);
  if (prices === undefined) return [{ price }];
  return Object.entries(prices).map(([step, own]) => ({ setting_step: step, price: own }));
}

function tierRow({ up_to, price, flat }: Tier, index: number): PublishedRow {
  return { tier: String(index + 1), up_to, price, flat };
}

/** Describes a month rule, such as `highest`, `highest from day 4`, `percentile 95`. */
export function monthRule(rule: MonthRule): string {
  if (rule.of === 'highest_from_day') return `highest from day ${rule.day}`;
  if (rule.of === 'percentile') return `percentile ${rule.percent}`;
  return rule.of;
}
