import { type BillingDay, compareFrom } from '../calendar/billing-day.ts';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { AppSettingName } from '../metrics/app-settings.ts';
import { type Edition, holds } from './edition.ts';
import { groupBy } from './group-by.ts';
import type { AppSetting, RoamingSetting } from './types.ts';

/** Settings of one app in one month. */
export interface SettingsOfMonth {
  /** Highest months of roaming beyond the free days, in force on any day: part of a month is a whole one. */
  roamingMonths: number;
  /** Highest days of history, likewise. */
  historyDays: number;
  /** Settings of the same day that differ, by day; of these the highest counts. */
  contradictions: { from: string; extraMonths: number[]; historyDays: number[] }[];
}

/** A month of roaming keeps history for so many days where the days themselves are not given. */
const daysOfRoamingMonth = 30;

/**
 * Returns the settings that a month is charged for. A setting holds until the next one's day.
 *
 * @param settings All of one app, any order.
 * @param first The month's first day that counts.
 */
export function settingsOfMonth(
  settings: readonly RoamingSetting[],
  month: Month,
  first: BillingDay = firstDay(month),
): SettingsOfMonth {
  const inForce = settingsInForce(settings, first, lastDay(month));
  const byDay = groupBy(inForce.toSorted(compareFrom), ({ from }) => from);
  const contradictions = [...byDay].flatMap(([from, ofDay]) => {
    const extraMonths = distinct(ofDay.map((setting) => setting.extraMonths));
    const historyDays = distinct(ofDay.map(historyOf));
    const differ = extraMonths.length > 1 || historyDays.length > 1;
    return differ ? [{ from, extraMonths, historyDays }] : [];
  });
  return {
    roamingMonths: Math.max(0, ...inForce.map(({ extraMonths }) => extraMonths)),
    historyDays: Math.max(0, ...inForce.map(historyOf)),
    contradictions,
  };
}

/**
 * Returns the first day on which settings count: the list's first day if it begins in the month.
 *
 * @param days Days of the month that have a price, ascending, not empty.
 */
export function firstDayOfSettings(
  days: readonly BillingDay[],
  month: Month,
  edition: Edition,
): BillingDay {
  return holds('settingsOfPricedDays', edition) ? days[0]! : firstDay(month);
}

function settingsInForce<Setting extends { from: string }>(
  settings: readonly Setting[],
  first: BillingDay,
  last: BillingDay,
): Setting[] {
  const begun = settings.filter(({ from }) => from <= last);
  const before = begun.filter(({ from }) => from <= first).map(({ from }) => from);
  const atStart = before.toSorted().at(-1) ?? first;
  return begun.filter(({ from }) => from >= atStart);
}

/** The highest value that an app had set of something on some days. */
export interface HighestSetting {
  value: number;
  /** First of the days with that value. */
  day: string;
}

/**
 * Returns the highest value of each setting, by name. A value holds until the next one's day. Of
 * two values of one day the higher one counts.
 *
 * @param settings All of one app, any order.
 * @param days Days that have a price, ascending, not empty.
 */
export function highestSettings(
  settings: readonly AppSetting[],
  days: readonly BillingDay[],
): Map<AppSettingName, HighestSetting> {
  const [first, last] = [days[0]!, days.at(-1)!];
  const byName = groupBy(settings, ({ setting }) => setting);
  const highest = [...byName].flatMap(([name, ofName]) => {
    const [top] = settingsInForce(ofName, first, last).toSorted(
      (a, b) => b.value - a.value || compareFrom(a, b),
    );
    if (top === undefined) return [];
    const day = [top.from, first].toSorted()[1]!;
    return [[name, { value: top.value, day }] as const];
  });
  return new Map(highest.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function historyOf({ extraMonths, historyDays }: RoamingSetting): number {
  return historyDays ?? extraMonths * daysOfRoamingMonth;
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}
