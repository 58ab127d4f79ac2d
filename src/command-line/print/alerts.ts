import { visibleCharacters } from '../../base/visible-characters.ts';
import type { AlertReport } from '../../jobs/alerts.ts';

/** Describes the alerts that a command raised, and what kept rules from being evaluated. */
export function describeAlerts({ alerts, alert_problems }: AlertReport): string[] {
  return [
    ...alerts.map(({ message, rule }) => visibleCharacters(`Alert: ${message} (${rule})`)),
    ...alert_problems.map((problem) => visibleCharacters(problem)),
  ];
}
