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
 * Highest days of the apps of a month or a customer. An app belongs to the customer that was invoiced
 * for it in the month; else to the one that the accounts name now.
 */
export async function appPeaks(
  { database }: Snapshot,
  { month, customerId }: { month?: string; customerId?: string },
): Promise<AppPeak[]> {
  const rows = await database.rows<Record<string, string>>(
    `with billed as (
       select distinct month, app_id, customer_id from invoice_lines inner join invoices using (number)
     ),
     known as (
       select strftime(usage_month, '%Y-%m') as month, app_id, metric,
         highest_quantity, peak_date from monthly_usage
     )
     select known.month, coalesce(billed.customer_id, apps.customer_id, '') as customer_id,
       known.app_id, metric, highest_quantity, peak_date
     from known
     left join billed on billed.month = known.month and billed.app_id = known.app_id
     left join apps on apps.app_id = known.app_id
     where ($month is null or known.month = $month)
       and ($customer is null or coalesce(billed.customer_id, apps.customer_id, '') = $customer)
     order by known.month, customer_id, known.app_id, metric`,
    { month: month ?? null, customer: customerId ?? null },
  );
  return rows.map((row) => ({
    month: row['month']!,
    customerId: row['customer_id']!,
    appId: row['app_id']!,
    metric: row['metric']!,
    highest: plain(row['highest_quantity']!),
    peakDate: row['peak_date']!,
  }));
}
