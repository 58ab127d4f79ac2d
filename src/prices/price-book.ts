import type { ContractReference, PriceBookReference } from '../invoice/document.ts';
import type { AppSettingName } from '../metrics/app-settings.ts';
import type { Rounding } from '../money/round-amount.ts';

/**
 * One dated price book: what things cost from `from` until the next book of the same list.
 *
 * Money and quantities are decimal text as the book writes it. The shapes below are what the
 * YAML file is parsed into; docs/price-book-reference.md explains each key.
 */
export interface PriceBook {
  /** Name of the series, such as `tencent-im`. */
  list: string;
  /** First billing day in force, `YYYY-MM-DD`. */
  from: string;
  /** Last billing day in force, inclusive; absent = until the next book of the list. */
  until?: string;
  currency: string;
  /** Rounding of each line, applied once. */
  rounding: Rounding;
  /** SHA-256 of the book's content in canonical JSON, lower-case hex. */
  sha256: string;
  /** Source of the prices. */
  source: string;
  /** Dates of its invoices; absent = dated on the 1st, due within 7 days. */
  terms?: PaymentTerms;
  /** Tax on all its prices; absent = invoices have none. */
  tax?: BookTax;
  /** First day of the accounts that it is for: those with an older app have other prices. */
  accounts_since?: string;
  /** The list's book, where contracts of an app changed prices of it. */
  list_book?: PriceBookReference;
  items: PrepaidItem[];
  charges: UsageCharge[];
  /** SKU of the plan whose limits hold where no plan is active; absent = no limits then. */
  default_plan?: string;
  /** Metrics that cost money at no published price: their usage becomes a finding. */
  unpriced?: string[];
}

/** Dates of invoices. */
export interface PaymentTerms {
  /** Day of the month after the billed one, 1 to 28. */
  issue_day: number;
  /** Days to pay, 1 or more, the issue day included. */
  due_days: number;
}

/** Tax on the prices of a book. */
export interface BookTax {
  /** Decimal text from 0 to 100. */
  percent: string;
  /** True if the prices include the tax. */
  included: boolean;
}

/** A plan or a feature pack: paid in advance, valid for natural months. */
export interface PrepaidItem {
  sku: string;
  kind: 'plan' | 'pack';
  title: { en: string; zh: string };
  /** Price a month. */
  price: string;
  /** Price a month where that plan is the app's highest ranked active one on the purchase day. */
  price_by_plan?: Record<string, string>;
  /** Percent off a purchase of so many months or more; the largest `from_months` reached counts. */
  discounts?: { from_months: number; percent: string }[];
  /** SKUs of plans, one of which must be active on the purchase day; else there is a finding. */
  requires?: string[];
  /** SKUs of plans, one of which must be active on the purchase day; other orders are refused. */
  sold_to?: string[];
  /** Items of which an app uses one at a time: of several active ones the highest `rank` counts. */
  family?: string;
  /** Place in the family, 1 or more, each once. */
  rank?: number;
  /** Validity of a purchase; absent = `natural_months`. */
  validity?: 'natural_months' | 'forever';
  /** Limits of the item, such as `avchatrooms: 50`; null = without limit, absent = not stated. */
  allows?: Record<string, number | null>;
  source: string;
  /** The contract that changed the list's entry; absent = none did. */
  contract?: ContractReference;
}

/** Rule that derives a month's quantity from its days. */
export type MonthRule =
  | { of: 'highest' | 'sum' | 'last' }
  | { of: 'highest_from_day'; day: number }
  /** Nearest rank over all days of the month; a day without data counts as 0. */
  | { of: 'percentile'; percent: string }
  /** Counted over the month itself: for the metric `mau`. */
  | { of: 'distinct' };

/**
 * Charge model: the way a quantity above `included` is priced; docs/price-book-reference.md has an
 * example of each.
 */
export type ChargeModel =
  | 'per_unit'
  | 'per_block'
  | 'flat'
  | 'graduated'
  | 'volume'
  | 'stairs'
  | 'by_setting';

/** One row of a table of prices, by the quantity above `included`. */
export interface Tier {
  /** Inclusive, in the metric's unit; only the last tier has none. */
  up_to?: string;
  /** Price of a unit or block; for `stairs` the whole amount. */
  price: string;
  /** Added once where the tier is reached. */
  flat?: string;
}

/** A usage charge: a metric, how a month is made of its days, and what a unit costs. */
export interface UsageCharge {
  sku: string;
  title: { en: string; zh: string };
  /** Absent only where a setting decides. */
  metric?: string;
  /** Unit of the quantity, such as `users`; empty where there is none. */
  unit: string;
  /** Absent only where a setting decides. */
  month?: MonthRule;
  /**
   * SKUs of plans. The charge is billed if one of them was active on a day of the month; if not,
   * its usage is shown and costs nothing. Absent = billed without a plan.
   */
  requires?: string[];
  /** Quantity that costs nothing, by SKU of a plan that was active on a day of the month. */
  included?: Record<string, string>;
  model: ChargeModel;
  /** Blocks of this size are counted; absent = per unit, fractions priced exactly. */
  block?: string;
  /**
   * `started`: a part of a block counts as a whole one; `full`: it does not count. Only with
   * `block`.
   */
  blocks?: 'started' | 'full';
  /** Price of a unit or block; of `flat` the whole amount. */
  price?: string;
  /** Table of `graduated`, `volume` and `stairs`, ascending. */
  tiers?: Tier[];
  /**
   * Setting of the app in place of `metric` and `month`. With `by_setting`, `history_days`
   * chooses among `prices`; with other charge models the month's highest value is the quantity.
   */
  setting?: 'history_days' | AppSettingName;
  /** Price a month by step of the setting; the smallest step that covers it counts. */
  prices?: Record<string, string>;
  /**
   * Multiplies the quantity: `roaming_months` is the month's highest setting of roaming.csv,
   * `roaming_quarters` the same in started quarters.
   */
  multiplier?: 'roaming_months' | 'roaming_quarters';
  /** Percent off the sum, before `minimum` and `maximum`. */
  discount?: string;
  /** The least that is charged where anything is. */
  minimum?: string;
  /** The most that is charged. */
  maximum?: string;
  /** Differences if this plan is the app's highest one in the month; null removes a key. */
  by_plan?: Record<string, ChargePatch>;
  /** `month`: the book of the month's first day; `day`: each day by the book in force on it. */
  priced_by: 'month' | 'day';
  source: string;
  /** The contract that changed the list's entry; absent = none did. */
  contract?: ContractReference;
}

/** Whole values of the keys that differ. */
export type ChargePatch = {
  [Key in Exclude<
    keyof UsageCharge,
    'sku' | 'metric' | 'unit' | 'month' | 'by_plan' | 'contract'
  >]?: UsageCharge[Key] | null;
};
