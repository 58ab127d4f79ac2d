import { monthOf } from '../calendar/month.ts';
import { Quantity } from '../money/quantity.ts';
import { compareText } from './compare-text.ts';
import type { RatingInput } from './types.ts';

/** A day's value of one metric. */
export interface DayValue {
  quantity: Quantity;
  peakAt?: string;
}

/** The values of one metric and app, by billing day. */
export type DailyValues = ReadonlyMap<string, DayValue>;

/**
 * The month's usage by app, metric (by name) and day.
 *
 * @throws {RangeError} If a value is of another app or month, there twice, or below 0: whoever
 *   measured it has erred, and it must not be billed.
 */
export function dailyValues({
  usage,
  appIds,
  month,
}: Pick<RatingInput, 'usage' | 'appIds' | 'month'>): Map<string, Map<string, DailyValues>> {
  const byApp = new Map(appIds.map((appId) => [appId, new Map<string, Map<string, DayValue>>()]));
  for (const { appId, metric, usageDate, numerator, denominator, peakAt } of usage) {
    const refuse = (why: string): never => {
      throw new RangeError(`The value of ${metric} of app ${appId} on ${usageDate} ${why}`);
    };
    const byMetric = byApp.get(appId) ?? refuse('is of an app of somebody else');
    if (monthOf(usageDate) !== month) refuse(`is not of ${month}`);
    const byDay = byMetric.get(metric) ?? new Map<string, DayValue>();
    if (byDay.has(usageDate)) refuse('is given twice');
    const quantity = Quantity.of(numerator, denominator);
    if (quantity.compare(Quantity.zero) < 0) refuse('is below 0');
    byDay.set(usageDate, peakAt === undefined ? { quantity } : { quantity, peakAt });
    byMetric.set(metric, byDay);
  }
  return new Map([...byApp].map(([appId, byMetric]) => [appId, sortedByName(byMetric)]));
}

function sortedByName<T>(map: Map<string, T>): Map<string, T> {
  return new Map([...map].toSorted(([a], [b]) => compareText(a, b)));
}
