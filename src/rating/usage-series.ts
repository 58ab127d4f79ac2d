import { daysOfMonth, type Month } from '../calendar/month.ts';
import type { UsageSeries } from '../invoice/document.ts';
import { exactFraction, formatQuantity } from '../money/quantity.ts';
import type { DailyValues } from './daily-values.ts';

/** Returns one metric of one app over the whole month, for the invoice. */
export function usageSeries(
  appId: string,
  metric: string,
  values: DailyValues,
  month: Month,
  unit: string,
): UsageSeries {
  const days = daysOfMonth(month).map((date) => {
    const value = values.get(date);
    if (value === undefined) return { date, quantity: null };
    const exact = exactFraction(value.quantity);
    return {
      date,
      quantity: formatQuantity(value.quantity),
      ...(exact !== undefined && { exact_quantity: exact }),
      ...(value.peakAt !== undefined && { peak_at: value.peakAt }),
    };
  });
  return { app_id: appId, metric, unit, days };
}
