import { addDays, type BillingDay } from '../calendar/billing-day.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { graceEnd } from './service-life.ts';
import type { Service } from './services.ts';

/** Days on which something stays the same. */
export type DayRun<Value, Until = BillingDay> = { from: BillingDay; until: Until } & Value;

/**
 * A span of days as runs in which `valueOn` gives the same, without a gap, ascending.
 *
 * @param until Inclusive; null = for ever: then the last run's is null, too.
 * @param changes Days on which the value may become another one, any order; others are not asked for.
 */
export function dayRuns<Value extends object, Until extends BillingDay | null>(
  from: BillingDay,
  until: Until,
  changes: Iterable<BillingDay>,
  valueOn: (day: BillingDay) => Value,
): DayRun<Value, Until | BillingDay>[] {
  const within = [...changes].filter((day) => day > from && (until === null || day <= until));
  const runs: DayRun<Value, Until | BillingDay>[] = [];
  let text = '';
  for (const day of [from, ...[...new Set(within)].toSorted()]) {
    const value = valueOn(day);
    const same = JSON.stringify(value);
    if (same === text) continue;
    const before = runs.at(-1);
    if (before !== undefined) before.until = addDays(day, -1);
    runs.push({ from: day, until, ...value });
    text = same;
  }
  return runs;
}

/**
 * Days from `first` to `last` on which an app's services, or what the books say of them, may become
 * other ones.
 */
export function changeDays(
  services: readonly Service[],
  books: readonly PriceBook[],
  first: BillingDay,
  last: BillingDay,
): Set<BillingDay> {
  const earliestEnd = addDays(first, -longestAfter);
  const ofServices = services.flatMap(({ periods }) =>
    periods
      .filter(({ from, until }) => from <= last && (until === null || until >= earliestEnd))
      .flatMap(({ from, until }) =>
        until === null ? [from] : [from, addDays(until, 1), addDays(graceEnd(until), 1)],
      ),
  );
  return new Set([...ofServices, ...books.map(({ from }) => from)]);
}

/** Days after its end within which a period still changes something, on the wide side. */
const longestAfter = 31;
