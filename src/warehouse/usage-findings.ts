import type { BillingDay } from '../calendar/billing-day.ts';
import { type Database, quotedList } from '../duckdb/duckdb.ts';
import type { BilingualText } from '../invoice/document.ts';

/** A finding of measuring. All of them are about data, and so for the operator. */
export interface UsageFinding {
  code: string;
  appId: string;
  day: BillingDay;
  text: BilingualText;
}

/** Records a finding of measuring. */
export async function recordUsageFinding(
  database: Database,
  { code, appId, day, text }: UsageFinding,
): Promise<void> {
  await database.run(
    `insert into usage_findings values ('${code}', $appId, date '${day}', $en, $zh)`,
    { appId, ...text },
  );
}

/** Removes the findings of a code on some days. */
export async function forgetUsageFindings(
  database: Database,
  code: string,
  days: readonly BillingDay[],
): Promise<void> {
  await database.run(`delete from usage_findings where code = '${code}'
    and usage_date in (select cast(unnest(${quotedList(days)}) as date))`);
}

/** Names a region in Chinese. */
export function regionInChinese(region: string): string {
  return { domestic: '国内', international: '国际' }[region] ?? region;
}
