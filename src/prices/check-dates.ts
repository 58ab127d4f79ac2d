import type { Issue } from './issues-of.ts';

/**
 * Checks that the last day in force is not before the first; other checks report days that do
 * not exist.
 */
export function checkDates(dated: unknown, issue: Issue): void {
  if (typeof dated !== 'object' || dated === null) return;
  const { from, until } = dated as { from?: unknown; until?: unknown };
  if (!isDay(from) || !isDay(until) || from <= until) return;
  issue(['until'], `from is "${from}"; accepted: that day or a later one`);
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}
