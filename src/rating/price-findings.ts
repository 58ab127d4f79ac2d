import { daysOfMonth, firstDay, type Month } from '../calendar/month.ts';
import type { Finding } from '../invoice/document.ts';
import { unitOf } from '../metrics/catalogue.ts';
import { groupDigits } from '../money/group-digits.ts';
import { formatQuantity } from '../money/quantity.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { latestBook } from './book-in-force.ts';
import type { ChargeTerms } from './charge-terms.ts';
import type { DailyValues } from './daily-values.ts';
import { findingOf } from './finding-of.ts';
import type { SettingsOfMonth } from './settings-of-month.ts';

/**
 * Usage on days without a price: the day's book lists the metric as unpriced, or has no charge for
 * a metric that is priced elsewhere in the month, or the price list begins later in the month. Before the
 * list begins, what its first book lists counts.
 */
export function usageUnpriced(
  appId: string,
  values: ReadonlyMap<string, DailyValues>,
  terms: readonly ChargeTerms[],
  books: readonly PriceBook[],
  month: Month,
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
    const first = days[0];
    if (first === undefined) return [];
    const highest = days.reduce((a, b) => (b.quantity.compare(a.quantity) > 0 ? b : a), first);
    const value = `${groupDigits(formatQuantity(highest.quantity))} ${unitOf(metric).unit}`;
    const count = days.length === 1 ? '1 day' : `${days.length} days`;
    const message = `${metric} has no price on ${count} with usage from ${first.day} on, highest ${value} on ${highest.day}; it is not charged. Agree on a price and add it to a price book`;
    return [findingOf(codeFor(metric), appId, message)];
  });
}

/** Users of the month, where the book of its first day lists them as unpriced. */
export function monthlyUsersUnpriced(
  appId: string,
  users: string | undefined,
  books: readonly PriceBook[],
  month: Month,
): Finding[] {
  const isListed = latestBook(books, firstDay(month)).unpriced?.includes('mau');
  if (!isListed || users === undefined || users === '0') return [];
  const value = `${groupDigits(users)} ${users === '1' ? unitOf('mau').one : unitOf('mau').unit}`;
  const message = `mau has no price in ${month}, which had ${value}; it is not charged. Agree on a price and add it to a price book`;
  return [findingOf('usage-unpriced', appId, message)];
}

/** Charges of the last day's value whose last day has no data, though an earlier day of the month has. */
export function lastDayMissing(
  appId: string,
  values: ReadonlyMap<string, DailyValues>,
  terms: readonly ChargeTerms[],
): Finding[] {
  return terms.flatMap(({ charge, days }) => {
    const byDay = values.get(charge.metric ?? '');
    const lastDay = days.at(-1)!;
    if (charge.month?.of !== 'last' || byDay === undefined || byDay.has(lastDay)) return [];
    const latest = [...byDay.keys()].toSorted().at(-1);
    const quantity = latest === undefined ? undefined : byDay.get(latest)?.quantity;
    if (quantity === undefined) return [];
    const value = `${groupDigits(formatQuantity(quantity))} ${charge.unit}`;
    const message = `${charge.sku} counts ${charge.metric} on ${lastDay}, which has no data; the latest is ${value} on ${latest}. Nothing is charged for it`;
    return [findingOf('last-day-without-data', appId, message)];
  });
}

/** Settings of one day that contradict each other. */
export function roamingSettingsDiffer(appId: string, settings: SettingsOfMonth): Finding[] {
  return settings.contradictions.map(({ from, extraMonths, historyDays }) => {
    const differing =
      extraMonths.length > 1
        ? `${extraMonths.join(' and ')} extra months`
        : `${historyDays.join(' and ')} days of history`;
    const message = `Roaming is set from ${from} on to ${differing}; the highest counts`;
    return findingOf('roaming-settings-differ', appId, message);
  });
}

function codeFor(metric: string) {
  return metric === 'bandwidth_international_mbps'
    ? 'bandwidth-international-unpriced'
    : 'usage-unpriced';
}
