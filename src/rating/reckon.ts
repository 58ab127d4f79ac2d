import { Quantity } from '../money/quantity.ts';
import type { UsageCharge } from '../prices/price-book.ts';
import type { MonthQuantity } from './month-quantity.ts';

/** What of an app decides on its usage charges. */
export interface AppOfMonth {
  appId: string;
  /** SKUs of the plans active on at least one day of the month. */
  plans: ReadonlySet<string>;
  /** Highest roaming setting of the month. */
  roamingMonths: number;
}

/** How a month's usage becomes what the price is multiplied with. */
export interface Reckoning extends MonthQuantity {
  /** Costs nothing; `undefined` where the charge includes nothing for the app's plans. */
  included: Quantity | undefined;
  /** `usage` above `included`. */
  above: Quantity;
  /** `above` in started blocks; `above` itself where the charge has none. */
  counted: Quantity;
  /** `undefined` where the charge has none. */
  multiplier: number | undefined;
  quantity: Quantity;
  /** Whether a plan that the charge requires was active. */
  isBilled: boolean;
}

/** From a month's usage to the quantity that the unit price is multiplied with. */
export function reckon(charge: UsageCharge, month: MonthQuantity, app: AppOfMonth): Reckoning {
  const included = includedFor(charge, app.plans);
  const over = included === undefined ? month.usage : month.usage.subtract(included);
  const above = over.compare(Quantity.zero) > 0 ? over : Quantity.zero;
  const counted =
    charge.block === undefined ? above : above.startedBlocks(Quantity.of(charge.block));
  const multiplier = multiplierOf(charge, app.roamingMonths);
  const multiplied =
    multiplier === undefined ? counted : counted.times(Quantity.of(String(multiplier)));
  const billed = isBilled(charge, app.plans);
  const quantity = billed ? multiplied : Quantity.zero;
  return { ...month, included, above, counted, multiplier, quantity, isBilled: billed };
}

/** Whether a plan that the charge requires is among those active in the month. */
export function isBilled(charge: UsageCharge, plans: ReadonlySet<string>): boolean {
  return charge.requires?.some((sku) => plans.has(sku)) ?? true;
}

/** A started quarter of roaming is a whole one. Source: DOMAIN §2, "roaming changed within the month". */
function multiplierOf({ multiplier }: UsageCharge, roamingMonths: number): number | undefined {
  if (multiplier === 'roaming_months') return roamingMonths;
  if (multiplier === 'roaming_quarters') return Math.ceil(roamingMonths / 3);
  return undefined;
}

/** The most that one of the plans includes; it is not prorated, nor added up. */
function includedFor(charge: UsageCharge, plans: ReadonlySet<string>): Quantity | undefined {
  const byPlan = Object.entries(charge.included ?? {}).filter(([sku]) => plans.has(sku));
  return byPlan.map(([, quantity]) => Quantity.of(quantity)).toSorted((a, b) => b.compare(a))[0];
}
