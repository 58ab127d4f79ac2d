import { daysOfMonth, monthOf } from '../calendar/month.ts';
import { Quantity } from '../money/quantity.ts';
import type { MonthRule } from '../prices/price-book.ts';
import type { DailyValues, DayValue } from './daily-values.ts';
import { type Edition, holds, latestEdition } from './edition.ts';

/** The quantity of a month, made of its days. */
export interface MonthQuantity {
  usage: Quantity;
  /**
   * Earliest day of the value that decides: the highest, or that of the percentile; for a month that
   * is its last day's value, that day. Absent where no day decides.
   */
  peakDate?: string;
  peakAt?: string;
  /** Days with a value above 0 among those that count. */
  daysWithUsage: number;
}

/**
 * Derives a charge's month quantity from `days`, before inclusion and blocks.
 *
 * @param days Those that have a price, ascending; not empty.
 * @returns `undefined` if no day that counts has data.
 */
export function monthQuantity(
  rule: MonthRule,
  days: readonly string[],
  values: DailyValues,
  edition: Edition = latestEdition,
): MonthQuantity | undefined {
  let peak: DatedValue | undefined;
  let sum = Quantity.zero;
  let daysWithUsage = 0;
  for (const date of daysThatCount(rule, days)) {
    const value = values.get(date);
    if (value === undefined) continue;
    if (peak === undefined || value.quantity.compare(peak.quantity) > 0) peak = { ...value, date };
    if (rule.of === 'sum') sum = sum.add(value.quantity);
    if (!value.quantity.isZero()) daysWithUsage += 1;
  }
  if (peak === undefined) return undefined;
  const deciding = rule.of === 'percentile' ? dayOfRank(rule.percent, days, values, edition) : peak;
  const usage = rule.of === 'sum' ? sum : deciding.quantity;
  const found = { usage, peakDate: deciding.date, daysWithUsage };
  return deciding.peakAt === undefined ? found : { ...found, peakAt: deciding.peakAt };
}

/** A day's value with its day. */
interface DatedValue extends DayValue {
  date: string;
}

/** Returns a quantity that is distinct over the month. */
export function distinctOfMonth(users: string): MonthQuantity {
  return { usage: Quantity.of(users), daysWithUsage: 0 };
}

/**
 * Returns the percentile by nearest rank, and its earliest day: day number ⌈percent / 100 ×
 * days⌉ by height. Days without data count as 0.
 */
function dayOfRank(
  percent: string,
  days: readonly string[],
  values: DailyValues,
  edition: Edition,
): DatedValue {
  const isOfPricedDays = holds('percentileOfPricedDays', edition);
  const ranked = isOfPricedDays ? days : daysOfMonth(monthOf(days[0]!));
  const byHeight = ranked
    .map((date) => ({ date, ...(values.get(date) ?? { quantity: Quantity.zero }) }))
    .toSorted((a, b) => a.quantity.compare(b.quantity));
  const share = Quantity.of(percent).times(Quantity.of(String(ranked.length)));
  const rank = Number(share.startedBlocks(Quantity.of('100')).numerator);
  const deciding = byHeight[rank - 1]!;
  if (!isOfPricedDays) return deciding;
  return byHeight.find(({ quantity }) => quantity.compare(deciding.quantity) === 0)!;
}

/** Returns the days whose values a charge is made from; of a percentile all that have a price. */
export function daysThatCount(rule: MonthRule, days: readonly string[]): readonly string[] {
  if (rule.of === 'last') return days.slice(-1);
  if (rule.of === 'highest_from_day') return days.filter((day) => Number(day.slice(8)) >= rule.day);
  return days;
}
