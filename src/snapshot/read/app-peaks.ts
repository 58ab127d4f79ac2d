import { queryText } from '../../duckdb/query-text.ts';
import { trimZeros } from '../../money/trim-zeros.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { Snapshot } from './snapshot.ts';

/** An app's month in one metric. */
export interface AppPeak {
  month: string;
  customerId: string;
  appId: string;
  metric: string;
  /** The highest day's value, in the metric's unit. */
  highest: string;
  peakDate: string;
}

/**
 * Reads the highest day of every app and metric, by month, customer, app and metric. An app belongs to
 * the customer that was invoiced for it in the month, or else to the customer of today's accounts.
 */
export function appPeaks(snapshot: Snapshot): Promise<AppPeak[]> {
  return snapshot.once('app-peaks', () => readPeaks(snapshot, null));
}

/** Reads the highest days of one month, so that the first page need not wait for all. */
export function peaksOfMonth(snapshot: Snapshot, month: string): Promise<AppPeak[]> {
  return snapshot.once(`app-peaks of ${month}`, () => readPeaks(snapshot, month));
}

/** Reads the highest days of one customer. */
export async function peaksOfCustomer(
  snapshot: Snapshot,
  customerId: string,
): Promise<readonly AppPeak[]> {
  const byCustomer = await snapshot.once('app-peaks by customer', async () =>
    groupBy(await appPeaks(snapshot), (peak) => peak.customerId),
  );
  return byCustomer.get(customerId) ?? [];
}

async function readPeaks({ database }: Snapshot, month: string | null): Promise<AppPeak[]> {
  const rows = await database.rows<Record<string, string>>(queryText('snapshot/app_peaks'), {
    month,
  });
  return rows.map((row) => ({
    month: row['month']!,
    customerId: row['customer_id']!,
    appId: row['app_id']!,
    metric: row['metric']!,
    highest: trimZeros(row['highest_quantity']!),
    peakDate: row['peak_date']!,
  }));
}
