import { Quantity } from '../money/quantity.ts';
import type { UsageCharge } from '../prices/price-book.ts';
import type { DailyValues } from './daily-values.ts';

/** What the days of a month come to. */
export interface MonthQuantity {
  usage: Quantity;
  /** Earliest day of the highest value; for a month that is its last day's value, that day. */
  peakDate: string;
  peakAt?: string;
  /** Days with a value above 0 among those that count. */
  daysWithUsage: number;
}

/**
 * A charge's usage over `days`, before inclusion and blocks.
 *
 * @param days Ascending; not empty.
 * @returns `undefined` where no day that counts has data.
 */
export function monthQuantity(
  rule: UsageCharge['month'],
  days: readonly string[],
  values: DailyValues,
): MonthQuantity | undefined {
  const counted = daysThatCount(rule, days).flatMap((date) => {
    const value = values.get(date);
    return value === undefined ? [] : [{ date, ...value }];
  });
  const [first, ...rest] = counted;
  if (first === undefined) return undefined;
  const peak = rest.reduce(
    (highest, day) => (day.quantity.compare(highest.quantity) > 0 ? day : highest),
    first,
  );
  const usage =
    rule.of === 'sum'
      ? counted.reduce((sum, { quantity }) => sum.add(quantity), Quantity.zero)
      : peak.quantity;
  const daysWithUsage = counted.filter(({ quantity }) => !quantity.isZero()).length;
  const found = { usage, peakDate: peak.date, daysWithUsage };
  return peak.peakAt === undefined ? found : { ...found, peakAt: peak.peakAt };
}

function daysThatCount(rule: UsageCharge['month'], days: readonly string[]): readonly string[] {
  if (rule.of === 'last') return days.slice(-1);
  if (rule.of === 'highest_from_day') return days.filter((day) => Number(day.slice(8)) >= rule.day);
  return days;
}
