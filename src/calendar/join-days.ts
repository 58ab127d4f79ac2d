import { addDays, type BillingDay } from './billing-day.ts';

/**
 * Joins days that follow each other into runs.
 *
 * @param days Ascending.
 * @returns Runs with both ends inclusive, ascending.
 */
export function joinDays(days: readonly BillingDay[]): { from: BillingDay; until: BillingDay }[] {
  const runs: { from: BillingDay; until: BillingDay }[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && addDays(last.until, 1) === day) last.until = day;
    else runs.push({ from: day, until: day });
  }
  return runs;
}
