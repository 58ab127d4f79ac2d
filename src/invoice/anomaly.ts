/** Something in a month that looks wrong: a person should look at it before the month is issued. */
export interface Anomaly {
  /** Kind: name of its file in `sql/anomalies` or `anomalies/`, with `-` for `_`. */
  code: string;
  /** Billing month, `YYYY-MM`. */
  month: string;
  /** Billing day, or the first of several; null if it concerns the whole month. */
  day: string | null;
  /** Hour of the day from 0 to 23, or the first of several; null if it concerns the whole day. */
  hour: number | null;
  /** Source of the values, if they are counted from one. */
  source?: string;
  /** Metric of the values, if they are of one. */
  metric?: string;
  app_id?: string;
  /** Id of what is odd: an app, a node, a region, a customer, a reason. */
  subject: string;
  /** Value found, exact, without trailing zeros. */
  value: string;
  /** Value that would be usual, exact, without trailing zeros. */
  expected: string;
  message: string;
  /** Daily values of the app and metric, one a day of the month, null without one. */
  days?: (string | null)[];
}
