import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import { groupBy } from './group-by.ts';
import type { RoamingSetting } from './types.ts';

/** Roaming of one app in one month. */
export interface RoamingOfMonth {
  /** Highest setting in force on any day: part of a month is a whole one. */
  extraMonths: number;
  /** Settings of the same day that differ, by day; of these the highest counts. */
  contradictions: { from: string; extraMonths: number[] }[];
}

/**
 * The roaming that a month is charged for. A setting holds until the next one's day.
 *
 * @param settings All of one app, any order.
 */
export function roamingOfMonth(settings: readonly RoamingSetting[], month: Month): RoamingOfMonth {
  const begun = settings.filter(({ from }) => from <= lastDay(month));
  const before = begun.filter(({ from }) => from <= firstDay(month)).map(({ from }) => from);
  const atStart = before.toSorted().at(-1) ?? firstDay(month);
  const inForce = begun.filter(({ from }) => from >= atStart);
  const byDay = groupBy(
    inForce.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    ({ from }) => from,
  );
  const contradictions = [...byDay].flatMap(([from, ofDay]) => {
    const different = [...new Set(ofDay.map(({ extraMonths }) => extraMonths))];
    return different.length < 2 ? [] : [{ from, extraMonths: different.toSorted((a, b) => a - b) }];
  });
  return {
    extraMonths: Math.max(0, ...inForce.map(({ extraMonths }) => extraMonths)),
    contradictions,
  };
}
