import type { BillingDay } from '../calendar/billing-day.ts';
import { daysOfMonth, lastDay, type Month } from '../calendar/month.ts';
import { Quantity } from '../money/quantity.ts';
import { groupBy } from './group-by.ts';
import type { DailyUsage } from './types.ts';

/**
 * Gives each day after `dataUntil` the highest value so far, by app and metric. Days up to
 * `dataUntil` keep their values and gaps. Values carried forward beyond it, as those of groups,
 * are replaced.
 */
export function fillWithHighestDay(
  usage: readonly DailyUsage[],
  month: Month,
  dataUntil: BillingDay,
): DailyUsage[] {
  const known = usage.filter(({ usageDate }) => usageDate <= dataUntil);
  const toCome = daysOfMonth(month).filter((day) => day > dataUntil);
  const series = groupBy(known, ({ appId, metric }) => JSON.stringify([appId, metric]));
  return [...series.values()].flatMap((days) => {
    const { peakAt: _, ...highest } = days.reduce((a, b) =>
      quantityOf(b).compare(quantityOf(a)) > 0 ? b : a,
    );
    return [...days, ...toCome.map((usageDate) => ({ ...highest, usageDate }))];
  });
}

/** Gives the last day of the month the latest value of each app and metric, if it has none. */
export function copyLatestToLastDay(usage: readonly DailyUsage[], month: Month): DailyUsage[] {
  const last = lastDay(month);
  const series = groupBy(usage, ({ appId, metric }) => JSON.stringify([appId, metric]));
  return [...series.values()].flatMap((days) => {
    const { peakAt: _, ...latest } = days.reduce((a, b) => (b.usageDate > a.usageDate ? b : a));
    return latest.usageDate === last ? days : [...days, { ...latest, usageDate: last }];
  });
}

function quantityOf({ numerator, denominator }: DailyUsage): Quantity {
  return Quantity.of(numerator, denominator);
}
