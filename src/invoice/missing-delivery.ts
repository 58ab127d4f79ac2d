import type { BillingDay } from '../calendar/billing-day.ts';

/** A delivery that must come and did not, came late, or is not as its manifest says. */
export interface MissingDelivery {
  /** `logins`, `bandwidth`, `groups` or `daily`; `manifest` if a manifest itself is damaged. */
  source: string;
  /** Globs or table of its entry in imbill.yaml, or the manifest that lists it. */
  entry: string;
  /** `short`: fewer bytes or rows than its manifest says. `differs`: otherwise not as it says. */
  state: 'missing' | 'late' | 'short' | 'differs';
  /** Day of the period, or that the file's name states; null if none is known. */
  day: BillingDay | null;
  /** Hour that the clock shows when the period begins, 0 to 23; only of hourly deliveries. */
  hour?: number;
  /** Begin of the period, RFC 3339 in its zone. */
  from?: string;
  /** End of the period, exclusive. */
  until?: string;
  app_id?: string;
  /** File that a manifest lists, or the glob that has no file. */
  path?: string;
  expected: string;
  found: string;
  message: string;
}
