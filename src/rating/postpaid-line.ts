import { joinDays } from '../calendar/join-days.ts';
import type { InvoiceLine, LineTier } from '../invoice/document.ts';
import { plainDecimal } from '../money/decimal.ts';
import { exactFraction, formatQuantity, Quantity } from '../money/quantity.ts';
import type { Rounding } from '../money/round-amount.ts';
import type { UsageCharge } from '../prices/price-book.ts';
import type { ChargeTerms } from './charge-terms.ts';
import type { CostPart } from './cost.ts';
import type { DailyValues } from './daily-values.ts';
import type { Edition } from './edition.ts';
import { explainPostpaid } from './explain-postpaid.ts';
import { distinctOfMonth, type MonthQuantity, monthQuantity } from './month-quantity.ts';
import { type AppOfMonth, type RatedCharge, rateCharge } from './rate-charge.ts';
import type { HighestSetting } from './settings-of-month.ts';

/** Usage of an app that charges are made from. */
export interface UsageOfMonth {
  /** By metric. */
  values: ReadonlyMap<string, DailyValues>;
  /** Distinct users of the month; absent without login data. */
  monthlyUsers: string | undefined;
  /** Settings of the app, by name. */
  settings: ReadonlyMap<string, HighestSetting>;
}

/**
 * Makes the line of one charge of one app, at one price.
 *
 * @returns `undefined` without usage, or if the charge's multiplier is 0. Usage that costs
 *   nothing has a line of 0.00.
 */
export function postpaidLine(
  terms: ChargeTerms,
  usage: UsageOfMonth,
  app: AppOfMonth,
  rounding: Rounding,
): InvoiceLine | undefined {
  const { charge } = terms;
  const month = usageOf(terms, usage, app.edition);
  if (month === undefined || month.usage.isZero()) return undefined;
  const rated = rateCharge(charge, month, app, rounding);
  if (rated.multiplier === 0) return undefined;
  const { decided, amount } = rated.bounded;
  return {
    app_id: app.appId,
    sku: charge.sku,
    kind: 'postpaid',
    title: { ...charge.title },
    usage: formatQuantity(month.usage),
    ...exactKey('exact_usage', month.usage),
    unit: charge.unit,
    ...(charge.month?.of === 'sum' && {
      sum_of: { metric: charge.metric!, days: joinDays(terms.days) },
    }),
    ...(rated.included && { included: formatQuantity(rated.included) }),
    ...quantityAndPrice(charge, rated),
    ...decided,
    amount,
    ...(month.peakDate !== undefined && { peak_date: month.peakDate }),
    ...(month.peakAt !== undefined && { peak_at: month.peakAt }),
    explanation: explainPostpaid(terms, rated, app.units),
    source: charge.source,
  };
}

/** Returns a charge's month quantity; `undefined` without data. */
export function usageOf(
  { charge, days }: ChargeTerms,
  { values, monthlyUsers, settings }: UsageOfMonth,
  edition: Edition,
): MonthQuantity | undefined {
  const { metric, month, setting } = charge;
  if (setting !== undefined) return quantityOfSetting(settings.get(setting));
  if (metric === undefined || month === undefined) return undefined;
  if (month.of === 'distinct')
    return monthlyUsers === undefined ? undefined : distinctOfMonth(monthlyUsers);
  const byDay = values.get(metric);
  return byDay && monthQuantity(month, days, byDay, edition);
}

function quantityOfSetting(highest: HighestSetting | undefined): MonthQuantity | undefined {
  if (highest === undefined) return undefined;
  const { value, day } = highest;
  return { usage: Quantity.of(String(value)), peakDate: day, daysWithUsage: 0 };
}

/** Returns the factors of the amount. Several tiers, or a flat part, are 1 × their sum. */
function quantityAndPrice(
  charge: UsageCharge,
  { parts, multiplier = 1, sum }: RatedCharge,
): Pick<InvoiceLine, 'quantity' | 'exact_quantity' | 'unit_price' | 'exact_unit_price' | 'tiers'> {
  const [only, ...more] = parts;
  if (only === undefined)
    return {
      quantity: '0',
      unit_price: plainDecimal(charge.price ?? charge.tiers?.[0]?.price ?? '0'),
    };
  const tiers = charge.tiers === undefined ? {} : { tiers: parts.map(tierOf) };
  if (more.length === 0 && only.flat === undefined) {
    const quantity = only.count.times(Quantity.of(String(multiplier)));
    return {
      quantity: formatQuantity(quantity),
      ...exactKey('exact_quantity', quantity),
      unit_price: plainDecimal(only.price),
      ...tiers,
    };
  }
  return {
    quantity: '1',
    unit_price: formatQuantity(sum),
    ...exactKey('exact_unit_price', sum),
    ...tiers,
  };
}

function tierOf({ count, price, flat, upTo }: CostPart): LineTier {
  return {
    ...(upTo !== undefined && { up_to: plainDecimal(upTo) }),
    quantity: formatQuantity(count),
    ...exactKey('exact_quantity', count),
    unit_price: plainDecimal(price),
    ...(flat !== undefined && { flat: plainDecimal(flat) }),
  };
}

/**
 * Returns a further key with the exact fraction, if the decimal beside it is rounded to nine
 * places.
 */
function exactKey<Key extends string>(key: Key, quantity: Quantity): { [K in Key]?: string } {
  const exact = exactFraction(quantity);
  return (exact === undefined ? {} : { [key]: exact }) as { [K in Key]?: string };
}
