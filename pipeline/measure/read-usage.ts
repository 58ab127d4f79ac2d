import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { formatInZone } from '../../src/calendar/fixed-offset.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { Finding } from '../../src/invoice/document.ts';
import { internalFinding } from '../../src/rating/finding-codes.ts';
import type { DailyUsage } from '../../src/rating/types.ts';
import { firstOfEachApp } from './bandwidth-samples.ts';

/** Measured usage of a month, of all apps. */
export interface MeasuredUsage {
  /** Values by app, then by metric and day. */
  usage: ReadonlyMap<string, DailyUsage[]>;
  /** Distinct users of the month by app. */
  monthlyUsers: ReadonlyMap<string, string>;
  /** Findings by app, code and day. */
  noted: readonly Finding[];
}

/** Reads the measured usage of a month from the warehouse. */
export async function readUsage(
  warehouse: Database,
  month: Month,
  timezone: string,
): Promise<MeasuredUsage> {
  await learnZones([timezone], warehouse);
  return {
    usage: await readDays(warehouse, month, timezone),
    monthlyUsers: await readMonthlyUsers(warehouse, month),
    noted: firstOfEachApp(await readUsageFindings(warehouse, month)),
  };
}

/** Selects the usage of some apps, in their order. */
export function usageOfApps(
  { usage, monthlyUsers, noted }: MeasuredUsage,
  appIds: readonly string[],
): Pick<BillingFacts, 'usage' | 'monthly_users' | 'noted'> {
  return {
    usage: appIds.flatMap((appId) => usage.get(appId) ?? []),
    monthly_users: appIds.flatMap((appId) => {
      const users = monthlyUsers.get(appId);
      return users === undefined ? [] : [{ app_id: appId, users }];
    }),
    noted: noted.filter(({ app_id }) => appIds.includes(app_id)),
  };
}

async function readDays(
  warehouse: Database,
  month: Month,
  timezone: string,
): Promise<Map<string, DailyUsage[]>> {
  const rows = await warehouse.rows<{
    app_id: string;
    metric: string;
    usage_date: string;
    numerator: string;
    denominator: bigint;
    peak_at: string | null;
  }>(`select app_id, metric, usage_date, numerator, denominator, peak_at from daily_usage
    where usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'
    order by app_id, metric, usage_date`);
  const usage = new Map<string, DailyUsage[]>();
  for (const row of rows) {
    const day: DailyUsage = {
      appId: row.app_id,
      metric: row.metric,
      usageDate: row.usage_date,
      numerator: row.numerator,
      denominator: String(row.denominator),
      ...(row.peak_at === null ? {} : { peakAt: formatInZone(row.peak_at, timezone) }),
    };
    const days = usage.get(row.app_id);
    if (days) days.push(day);
    else usage.set(row.app_id, [day]);
  }
  return usage;
}

async function readMonthlyUsers(warehouse: Database, month: Month): Promise<Map<string, string>> {
  const rows = await warehouse.rows<{ app_id: string; quantity: bigint }>(
    `select app_id, quantity from monthly_users where usage_month = date '${firstDay(month)}' order by app_id`,
  );
  return new Map(rows.map((row) => [row.app_id, String(row.quantity)]));
}

/** Reads findings of measuring. Those of imbill before 0.4 have no Chinese text. */
async function readUsageFindings(warehouse: Database, month: Month): Promise<Finding[]> {
  const rows = await warehouse.rows<
    Record<'code' | 'app_id' | 'message', string> & { message_zh: string | null }
  >(
    `select code, app_id, message, message_zh from usage_findings
     where usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'
     order by app_id, code, usage_date, message`,
  );
  return rows.map(({ code, app_id, message, message_zh }) =>
    internalFinding(code, app_id, { en: message, zh: message_zh ?? message }),
  );
}
