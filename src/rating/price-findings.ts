import { daysOfMonth, firstDay, type Month } from '../calendar/month.ts';
import type { Finding } from '../invoice/document.ts';
import { type Units, unitIn } from '../metrics/unit.ts';
import { formatQuantity } from '../money/quantity.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { latestBook } from './book-in-force.ts';
import type { ChargeTerms } from './charge-terms.ts';
import type { DailyValues } from './daily-values.ts';
import { createFinding } from './finding-codes.ts';
import { countDays, formatWithUnit } from './format-with-unit.ts';
import { highestDay } from './highest-day.ts';
import type { SettingsOfMonth } from './settings-of-month.ts';

/**
 * Finds usage on days without a price. The day's book lists the metric as unpriced, or has no
 * charge for a metric that other days have, or the list begins later. Before the list begins,
 * its first book counts.
 */
export function findUnpricedUsage(
  appId: string,
  values: ReadonlyMap<string, DailyValues>,
  terms: readonly ChargeTerms[],
  books: readonly PriceBook[],
  month: Month,
  units: Units,
): Finding[] {
  const allDays = daysOfMonth(month);
  return [...values].flatMap(([metric, byDay]) => {
    const ofMetric = terms.filter(({ charge }) => charge.metric === metric);
    if (ofMetric.some(({ days }) => days.length === allDays.length)) return [];
    const priced = new Set(ofMetric.flatMap(({ days }) => days));
    const days = allDays.flatMap((day) => {
      const quantity = byDay.get(day)?.quantity;
      if (quantity === undefined || quantity.isZero() || priced.has(day)) return [];
      const listed = latestBook(books, day).unpriced?.includes(metric);
      return listed || ofMetric.length > 0 ? [{ day, quantity }] : [];
    });
    const highest = highestDay(days);
    if (highest === undefined) return [];
    const value = formatWithUnit(formatQuantity(highest.quantity), unitIn(units, metric));
    const message = `${metric} has no price on ${countDays(days.length)} with usage from ${days[0]!.day} on, highest ${value} on ${highest.day}; it is not charged. Agree on a price and add it to a price book`;
    return [createFinding(codeFor(metric), appId, message)];
  });
}

/** Finds users of the month, if the book of its first day lists them as unpriced. */
export function findUnpricedMonthlyUsers(
  appId: string,
  users: string | undefined,
  books: readonly PriceBook[],
  month: Month,
  units: Units,
): Finding[] {
  const isListed = latestBook(books, firstDay(month)).unpriced?.includes('mau');
  if (!isListed || users === undefined || users === '0') return [];
  const message = `mau of ${month} (${formatWithUnit(users, unitIn(units, 'mau'))}) has no price; it is not charged. Agree on a price and add it to a price book`;
  return [createFinding('usage-unpriced', appId, message)];
}

/** Finds charges of the last day's value if that day has no data, but an earlier day has. */
export function findMissingLastDay(
  appId: string,
  values: ReadonlyMap<string, DailyValues>,
  terms: readonly ChargeTerms[],
  units: Units,
): Finding[] {
  return terms.flatMap(({ charge, days }) => {
    const byDay = values.get(charge.metric ?? '');
    const lastDay = days.at(-1)!;
    if (charge.month?.of !== 'last' || byDay === undefined || byDay.has(lastDay)) return [];
    const latest = [...byDay.keys()].toSorted().at(-1);
    const quantity = latest === undefined ? undefined : byDay.get(latest)?.quantity;
    if (quantity === undefined) return [];
    const value = formatWithUnit(formatQuantity(quantity), unitIn(units, charge.metric!));
    const message = `${charge.sku} charges the value of ${charge.metric} on ${lastDay}, but that day has no data; the latest value is ${value} on ${latest}. Nothing is charged for it`;
    return [createFinding('last-day-without-data', appId, message)];
  });
}

/** Finds roaming settings of one day that contradict each other. */
export function findDifferingRoaming(appId: string, settings: SettingsOfMonth): Finding[] {
  return settings.contradictions.map(({ from, extraMonths, historyDays }) => {
    const differing =
      extraMonths.length > 1
        ? `${extraMonths.join(' and ')} extra months`
        : `${historyDays.join(' and ')} days of history`;
    const message = `Roaming has several settings from ${from} on: ${differing}; the highest counts`;
    return createFinding('roaming-settings-differ', appId, message);
  });
}

function codeFor(metric: string) {
  return metric === 'bandwidth_international_mbps'
    ? 'bandwidth-international-unpriced'
    : 'usage-unpriced';
}
