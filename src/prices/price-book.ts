/**
 * One dated price book: what things cost from `from` until the next book of the same list.
 *
 * Money and quantities are decimal text as the book writes it. The shapes below are what the
 * YAML file is parsed into; docs/price-books.md explains each key.
 */
export interface PriceBook {
  /** Name of the series, such as `tencent-im`. */
  list: string;
  /** First billing day in force, `YYYY-MM-DD`. */
  from: string;
  currency: string;
  /** SHA-256 of the book's content in canonical JSON, lower-case hex. */
  sha256: string;
  /** Where the book comes from. */
  source: string;
  items: PrepaidItem[];
  charges: UsageCharge[];
  /** SKU of the plan whose limits hold where no plan is active; absent = no limits then. */
  default_plan?: string;
  /** Metrics that cost money at no published price: their usage becomes a finding. */
  unpriced?: string[];
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
  /** SKUs of plans, one of which must be active on the purchase day. */
  requires?: string[];
  /** Items of which an app uses one at a time: of several active ones the highest `rank` counts. */
  family?: string;
  /** Place in the family, 1 or more, each once. */
  rank?: number;
  /** How long a purchase lasts; absent = `natural_months`. */
  validity?: 'natural_months' | 'forever';
  /** What the item allows, such as `avchatrooms: 50`; absent or null = without limit. */
  allows?: Record<string, number | null>;
  source: string;
}

/** A usage charge: a metric, how a month is made of its days, and what a unit costs. */
export interface UsageCharge {
  sku: string;
  title: { en: string; zh: string };
  metric: string;
  /** Unit of the metric's quantity, such as `users`. */
  unit: string;
  /** How a month is made of its days. */
  month: { of: 'highest' | 'sum' | 'last' } | { of: 'highest_from_day'; day: number };
  /**
   * SKUs of plans, one of which must have been active on a day of the month for the charge to be
   * billed; otherwise its usage is shown and costs nothing. Absent = billed without a plan.
   */
  requires?: string[];
  /** Quantity that costs nothing, by SKU of a plan that was active on a day of the month. */
  included?: Record<string, string>;
  /** Started blocks of this size are counted; absent = per unit, fractions priced exactly. */
  block?: string;
  /**
   * Multiplies the quantity: `roaming_months` is the month's highest setting of roaming.csv,
   * `roaming_quarters` the same in started quarters.
   */
  multiplier?: 'roaming_months' | 'roaming_quarters';
  /** Price of a block (or unit). */
  price: string;
  /** The least that is charged where anything is. */
  minimum?: string;
  /** `month`: the book of the month's first day; `day`: each day by the book in force on it. */
  priced_by: 'month' | 'day';
  source: string;
}
