import type { AlertReport } from '../../jobs/alerts.ts';
import { printable } from './text-table.ts';

/** Describes the alerts that a command raised, and what kept rules from being evaluated. */
export function describeAlerts({ alerts, alert_problems }: AlertReport): string[] {
  return [
    ...alerts.map(({ message, rule }) => printable(`Alert: ${message} (${rule})`)),
    ...alert_problems.map((problem) => printable(problem)),
  ];
}
