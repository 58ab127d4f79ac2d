import type { BillingDay } from '../calendar/billing-day.ts';
import { daysOfMonth, lastDay, type Month } from '../calendar/month.ts';
import { Quantity } from '../money/quantity.ts';
import { groupBy } from './group-by.ts';
import type { DailyUsage } from './types.ts';

/**
 * A running month's usage with each day after `dataUntil` like the highest day up to it, app by app
 * and metric by metric. Days up to `dataUntil` stay as they are, with their gaps; what was carried
 * on beyond it (groups exist on without a log) gives way.
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

/** A month's usage with the latest value of each app and metric on the last day, where that has none. */
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
