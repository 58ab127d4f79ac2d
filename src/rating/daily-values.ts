import { monthOf } from '../calendar/month.ts';
import { Quantity } from '../money/quantity.ts';
import { compareText } from './compare-text.ts';
import type { DailyUsage, RatingInput } from './types.ts';

/** A day's value of one metric. */
export interface DayValue {
  quantity: Quantity;
  peakAt?: string;
}

/** The values of one metric and app, by billing day. */
export type DailyValues = ReadonlyMap<string, DayValue>;

/**
 * Groups the month's usage by app, metric (by name) and day.
 *
 * @throws {RangeError} If a value is of another app or month, there twice, or below 0. Such a
 *   measurement is wrong and must not be billed.
 */
export function dailyValues({
  usage,
  appIds,
  month,
}: Pick<RatingInput, 'usage' | 'appIds' | 'month'>): Map<string, Map<string, DailyValues>> {
  const byApp = new Map(appIds.map((appId) => [appId, new Map<string, Map<string, DayValue>>()]));
  for (const value of usage) {
    const { appId, metric, usageDate, numerator, denominator, peakAt } = value;
    const byMetric = byApp.get(appId) ?? refuse(value, 'is of an app of somebody else');
    if (monthOf(usageDate) !== month) refuse(value, `is not of ${month}`);
    const byDay = byMetric.get(metric) ?? new Map<string, DayValue>();
    if (byDay.has(usageDate)) refuse(value, 'is given twice');
    const quantity = Quantity.of(numerator, denominator);
    if (quantity.isNegative()) refuse(value, 'is below 0');
    byDay.set(usageDate, peakAt === undefined ? { quantity } : { quantity, peakAt });
    byMetric.set(metric, byDay);
  }
  return new Map([...byApp].map(([appId, byMetric]) => [appId, sortedByName(byMetric)]));
}

function refuse({ metric, appId, usageDate }: DailyUsage, why: string): never {
  throw new RangeError(`The value of ${metric} of app ${appId} on ${usageDate} ${why}`);
}

function sortedByName<T>(map: Map<string, T>): Map<string, T> {
  return new Map([...map].toSorted(([a], [b]) => compareText(a, b)));
}
