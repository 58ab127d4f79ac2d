import { addDays, type BillingDay } from '../calendar/billing-day.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { type Period, releasedOn, renewUntil } from './service-life.ts';
import type { Service } from './services.ts';

/** Days on which something stays the same. */
export type DayRun<Value, Until = BillingDay> = { from: BillingDay; until: Until } & Value;

/**
 * Splits a span of days into runs with the same value, without a gap, ascending.
 *
 * @param until Inclusive; null = for ever: then the last run's is null, too.
 * @param changes Days on which the value may change, ascending; only these are asked for.
 */
export function dayRuns<Value extends object, Until extends BillingDay | null>(
  from: BillingDay,
  until: Until,
  changes: readonly BillingDay[],
  valueOn: (day: BillingDay) => Value,
): DayRun<Value, Until | BillingDay>[] {
  const within = changes.filter((day) => day > from && (until === null || day <= until));
  const runs: DayRun<Value, Until | BillingDay>[] = [];
  let current: Value | undefined;
  for (const day of [from, ...within]) {
    const value = valueOn(day);
    if (isSame(value, current)) continue;
    const before = runs.at(-1);
    if (before !== undefined) before.until = addDays(day, -1);
    runs.push({ from: day, until, ...value });
    current = value;
  }
  return runs;
}

function isSame(value: object, current: object | undefined): boolean {
  return current !== undefined && JSON.stringify(value) === JSON.stringify(current);
}

/**
 * Returns the days on which an app's services, or what the books say of them, may change. They
 * are after `first` and up to `last`, ascending.
 */
export function changeDays(
  services: readonly Service[],
  books: readonly PriceBook[],
  first: BillingDay,
  last: BillingDay,
): BillingDay[] {
  const earliestEnd = addDays(first, -longestAfter);
  const ofServices = services.flatMap(({ periods }) =>
    periods
      .filter(({ from, until }) => from <= last && (until === null || until >= earliestEnd))
      .flatMap((period) => [period.from, ...daysAfter(period)]),
  );
  const days = [...ofServices, ...books.map(({ from }) => from)];
  return [...new Set(days.filter((day) => day > first && day <= last))].toSorted();
}

/** Returns the days on which a period is over, can be renewed no longer, and releases the app. */
function daysAfter(period: Period): BillingDay[] {
  const last = renewUntil(period);
  if (period.until === null || last === undefined) return [];
  return [addDays(period.until, 1), addDays(last, 1), releasedOn(last)];
}

/** Days after its end within which a period still changes something, on the wide side. */
const longestAfter = 128;
