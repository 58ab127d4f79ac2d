import { daysOfMonth, firstDay, lastDay } from '../../calendar/month.ts';
import { queryText } from '../../duckdb/query-text.ts';
import type { UsageSeries } from '../../invoice/document.ts';
import { unitOf } from '../../metrics/catalogue.ts';
import { trimZeros } from '../../money/trim-zeros.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { Snapshot } from './snapshot.ts';

/** Reads the daily values of apps as they are measured today. */
export async function readMeasuredSeries(
  { database }: Snapshot,
  month: string,
  appIds: readonly string[],
): Promise<UsageSeries[]> {
  if (appIds.length === 0) return [];
  const rows = await database.rows<Record<string, string>>(queryText('snapshot/daily_series'), {
    first: firstDay(month),
    last: lastDay(month),
    apps: JSON.stringify(appIds),
  });
  const series = groupBy(rows, (row) => JSON.stringify([row['app_id'], row['metric']]));
  return [...series.values()].map((days) => {
    const { app_id, metric } = days[0] as { app_id: string; metric: string };
    const quantities = new Map(days.map((day) => [day['usage_date']!, day['quantity']!]));
    return {
      app_id,
      metric,
      unit: unitOf(metric).unit,
      days: daysOfMonth(month).map((date) => {
        const quantity = quantities.get(date);
        return { date, quantity: quantity === undefined ? null : trimZeros(quantity) };
      }),
    };
  });
}
