/**
 * Projection of a running month, as if each remaining day were like the highest day; only in a
 * preview. All values are text, amounts with two decimals.
 */
export interface Projection {
  /** Last billing day with data of any source; the days after it are taken to be like the highest. */
  data_until: string;
  /** Projected amounts of the month. */
  prepaid: string;
  postpaid: string;
  /** With tax. */
  total: string;
  /** Usage charges with usage, by app and as the book lists them; one entry a price. */
  charges: ProjectedCharge[];
}

export interface ProjectedCharge {
  app_id: string;
  sku: string;
  title: { en: string; zh: string };
  /** Unit of all quantities of the entry; empty where a setting decides. */
  unit: string;
  /** Quantity that costs nothing; absent where the charge includes none. */
  included?: string;
  so_far: ProjectedAmount;
  projected: ProjectedAmount;
  /** Usage from which the charge costs more; absent if it cannot, see `no_next`. */
  next?: NextStep;
  /** Cost of one more unit; only of charges by the unit, above what is included. */
  one_more?: string;
  /** Why there is no next step. */
  no_next?: NoNextStep;
}

/** A month quantity and what it costs; no `usage` without data, or where a setting decides. */
export interface ProjectedAmount {
  usage?: string;
  amount: string;
}

/** The next quantity at which a charge's price changes. */
export interface NextStep {
  /** `included`: charging begins there. */
  kind: 'included' | 'block' | 'tier' | 'stair';
  /** Month quantity. */
  at: string;
  /** `above`: `at` itself still costs what it did; `reached`: the step begins with it. */
  when: 'above' | 'reached';
  /** `at` less the usage so far. */
  distance: string;
  /** Extra cost of the charge then, after minimum and discount. */
  extra: string;
}

/**
 * `no_plan`: shown, not charged. `setting`: usage does not matter. `maximum`: the charge's maximum is
 * reached. `per_unit`: there is no step, each unit costs `one_more`. `flat`: the whole amount is
 * charged. `last_tier`: the last stair. `days_over`: all days of this price have passed.
 */
export type NoNextStep =
  | 'no_plan'
  | 'setting'
  | 'maximum'
  | 'per_unit'
  | 'flat'
  | 'last_tier'
  | 'days_over';
