import type { Units } from '../metrics/unit.ts';
import { Quantity } from '../money/quantity.ts';
import type { Rounding } from '../money/round-amount.ts';
import type { UsageCharge } from '../prices/price-book.ts';
import { applyBounds, type BoundedSum } from './apply-bounds.ts';
import { type CostPart, costOf } from './cost.ts';
import type { Edition } from './edition.ts';
import type { MonthQuantity } from './month-quantity.ts';
import type { SettingsOfMonth } from './settings-of-month.ts';

/** Facts of an app that decide on its usage charges. */
export interface AppOfMonth {
  appId: string;
  /** SKUs of the plans active on at least one day of the month. */
  plans: ReadonlySet<string>;
  settings: SettingsOfMonth;
  edition: Edition;
  units: Units;
}

/** The steps from a month's usage to money. */
export interface RatedCharge extends MonthQuantity {
  /** Costs nothing; `undefined` where the charge includes nothing for the app's plans. */
  included: Quantity | undefined;
  /** `usage` above `included`. */
  above: Quantity;
  /** Cost of the price or of each tier; empty if nothing is charged. */
  parts: CostPart[];
  /** `undefined` where the charge has none. */
  multiplier: number | undefined;
  /** Sum of all parts times the multiplier: exact. */
  sum: Quantity;
  bounded: BoundedSum;
  /** True if a plan that the charge requires was active. */
  isBilled: boolean;
}

/** Calculates the cost of a month's usage. */
export function rateCharge(
  charge: UsageCharge,
  month: MonthQuantity,
  app: AppOfMonth,
  rounding: Rounding,
): RatedCharge {
  const included = includedFor(charge, app.plans);
  const over = included === undefined ? month.usage : month.usage.subtract(included);
  const above = over.compare(Quantity.zero) > 0 ? over : Quantity.zero;
  const billed = isBilled(charge, app.plans);
  const multiplier = multiplierOf(charge, app.settings.roamingMonths);
  const { parts, sum: once } = costOf(charge, billed ? above : Quantity.zero, app.edition);
  const sum = multiplier === undefined ? once : once.times(Quantity.of(String(multiplier)));
  return {
    ...month,
    included,
    above,
    parts,
    multiplier,
    sum,
    isBilled: billed,
    bounded: applyBounds(charge, sum, rounding),
  };
}

/** Tells whether a plan that the charge requires is among those active in the month. */
export function isBilled(charge: UsageCharge, plans: ReadonlySet<string>): boolean {
  return charge.requires?.some((sku) => plans.has(sku)) ?? true;
}

/**
 * Returns the factor of a charge by roaming; a started quarter counts as a whole one. Source:
 * DOMAIN §2, "roaming changed within the month".
 */
function multiplierOf({ multiplier }: UsageCharge, roamingMonths: number): number | undefined {
  if (multiplier === 'roaming_months') return roamingMonths;
  if (multiplier === 'roaming_quarters') return Math.ceil(roamingMonths / 3);
  return undefined;
}

/** Returns the most that one of the plans includes; it is not prorated, nor added up. */
function includedFor(charge: UsageCharge, plans: ReadonlySet<string>): Quantity | undefined {
  const byPlan = Object.entries(charge.included ?? {}).filter(([sku]) => plans.has(sku));
  return byPlan.map(([, quantity]) => Quantity.of(quantity)).toSorted((a, b) => b.compare(a))[0];
}
