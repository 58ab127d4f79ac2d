import type { BillingDay } from '../../src/calendar/billing-day.ts';
import { formatInZone } from '../../src/calendar/fixed-offset.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { BilingualText } from '../../src/invoice/document.ts';
import { formatQuantity, Quantity } from '../../src/money/quantity.ts';
import {
  forgetUsageFindings,
  recordUsageFinding,
  regionInChinese,
} from '../../src/warehouse/usage-findings.ts';

/** Slot of a node that was delivered with different values. */
export interface Conflict {
  [column: string]: string | bigint;
  app_id: string;
  usage_date: string;
  region: string;
  node: string;
  slot_started_at: string;
  divisor: bigint;
  lowest_bits: string;
  highest_bits: string;
  times: bigint;
}

const code = 'bandwidth-conflict';

/** Reads the first conflict of each app and day from bandwidth_conflicts, with their number. */
export function readConflicts(database: Database): Promise<Conflict[]> {
  return database.rows<Conflict>(queryText('measure/first_conflicts'));
}

/** Replaces the findings of some days by findings on these conflicts. */
export async function recordConflicts(
  database: Database,
  days: readonly BillingDay[],
  conflicts: readonly Conflict[],
  timezone: string,
): Promise<void> {
  await learnZones([timezone], database);
  await forgetUsageFindings(database, code, days);
  for (const conflict of conflicts) {
    const { app_id: appId, usage_date: day } = conflict;
    await recordUsageFinding(database, { code, appId, day, text: textOf(conflict, timezone) });
  }
}

function textOf(conflict: Conflict, timezone: string): BilingualText {
  const { node, region, slot_started_at, divisor, lowest_bits, highest_bits, times } = conflict;
  const mbps = (bits: string) => formatQuantity(Quantity.of(bits, String(divisor)));
  const [slot, low, high] = [
    formatInZone(slot_started_at, timezone),
    mbps(lowest_bits),
    mbps(highest_bits),
  ];
  const [more, moreZh] =
    times > 1n
      ? [` ${times - 1n} more of the day likewise.`, `当日另有 ${times - 1n} 个时段如此。`]
      : ['', ''];
  return {
    en: `Node ${node}, ${region}, slot ${slot} was delivered with ${low} and with ${high} Mbps; the higher value counts.${more}`,
    zh: `节点 ${node}（${regionInChinese(region)}）时段 ${slot} 的带宽上报为 ${low} 和 ${high} Mbps；取较高值。${moreZh}`,
  };
}
