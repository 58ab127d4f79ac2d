import type { Database } from '../duckdb/duckdb.ts';

/** A threshold of a rule of `alerts` that a month reached. All values are text. */
export interface Alert {
  [column: string]: string;
  /** Name of the rule. */
  rule: string;
  month: string;
  customer_id: string;
  /** Empty of a rule about amounts. */
  app_id: string;
  /** SKU; empty of a rule about amounts. */
  charge: string;
  /** Threshold as in imbill.yaml: `80%`, or an amount. */
  threshold: string;
  /** Usage or amount at which the threshold is reached. */
  reached_at: string;
  /** Usage or amount of the month so far. */
  value: string;
  /** Unit of the usage, or currency. */
  unit: string;
  message: string;
}

/** An alert and when it was raised. */
export interface RaisedAlert extends Alert {
  /** RFC 3339, UTC. */
  raised_at: string;
}

/**
 * Stores the alerts that were not raised before, for the same rule, month, customer, app and
 * threshold.
 *
 * @returns The new ones, in their order.
 */
export async function recordAlerts(
  database: Database,
  alerts: readonly Alert[],
  raisedAt: string,
): Promise<RaisedAlert[]> {
  if (alerts.length === 0) return [];
  const before = new Set((await database.rows<RaisedAlert>('from alerts')).map(keyOf));
  const raised = alerts
    .filter((alert) => !before.has(keyOf(alert)))
    .map((alert) => ({ ...alert, raised_at: raisedAt }));
  await database.transaction(async () => {
    for (const alert of raised)
      await database.run(
        `insert into alerts values ($rule, $month, $customer_id, $app_id, $charge, $threshold, $reached_at,
          $value, $unit, $message, $raised_at)`,
        alert,
      );
  });
  return raised;
}

function keyOf({ rule, month, customer_id, app_id, threshold, reached_at }: Alert): string {
  return JSON.stringify([rule, month, customer_id, app_id, threshold, reached_at]);
}
