import type { RaisedAlert } from '../warehouse/alerts.ts';

export type { RaisedAlert };

/** Alerts that a command raised, part of the result of several jobs. */
export interface AlertReport {
  /** Each is raised once for a rule, month, customer, app and threshold. */
  alerts: RaisedAlert[];
  /** Sentences about rules that could not be evaluated. */
  alert_problems: string[];
}
