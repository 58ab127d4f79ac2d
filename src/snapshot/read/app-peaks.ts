import { groupBy } from '../../rating/group-by.ts';
import { plain } from './plain.ts';
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
 * Highest days of all apps, by month, customer, app and metric. An app belongs to the customer that was
 * invoiced for it in the month; else to the one that the accounts name now.
 */
export function appPeaks(snapshot: Snapshot): Promise<AppPeak[]> {
  return snapshot.once('app-peaks', () => readPeaks(snapshot, null));
}

/** The same of one month; the first page need not wait for all others. */
export function peaksOfMonth(snapshot: Snapshot, month: string): Promise<AppPeak[]> {
  return snapshot.once(`app-peaks of ${month}`, () => readPeaks(snapshot, month));
}

/** The same of one customer. */
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
  const rows = await database.rows<Record<string, string>>(query, { month });
  return rows.map((row) => ({
    month: row['month']!,
    customerId: row['customer_id']!,
    appId: row['app_id']!,
    metric: row['metric']!,
    highest: plain(row['highest_quantity']!),
    peakDate: row['peak_date']!,
  }));
}

const query = `
with billed as (
  select distinct month, app_id, customer_id from invoice_lines inner join invoices using (number)
  where $month is null or month = $month
),
known as (
  select strftime(usage_month, '%Y-%m') as month, app_id, metric, highest_quantity, peak_date
  from monthly_usage
  where $month is null or strftime(usage_month, '%Y-%m') = $month
)
select known.month, coalesce(billed.customer_id, apps.customer_id, '') as customer_id,
  known.app_id, metric, highest_quantity, peak_date
from known
left join billed on billed.month = known.month and billed.app_id = known.app_id
left join apps on apps.app_id = known.app_id
order by known.month, customer_id, known.app_id, metric`;
