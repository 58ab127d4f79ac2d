import type { BillingDay } from '../../calendar/billing-day.ts';

/** A rule of an entry in imbill.yaml: which deliveries must come. */
export interface Expectation {
  every: 'hour' | 'day';
  /** Rows of each app, a file whose name has the period, or any row of the entry. */
  per: 'app' | 'file' | 'source';
  /** First day; absent = the first period that has data. */
  from?: BillingDay;
  /** Minutes after the end of a period in which its delivery may still come; absent = lateness is not judged. */
  graceMinutes?: number;
  /** Files that each glob must have in a period; only of `per: file`. */
  files?: number;
  /** Zone of the dates in file names, if it is not `timezone`; only of `per: file`. */
  zone?: string;
  /** Apps that are not expected; only of `per: app`. */
  except?: string[];
}
