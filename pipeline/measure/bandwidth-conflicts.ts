import type { BillingDay } from '../../src/calendar/billing-day.ts';
import { formatInZone } from '../../src/calendar/fixed-offset.ts';
import { type Database, quotedList } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import { formatQuantity, Quantity } from '../../src/money/quantity.ts';

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

/**
 * Reads the first conflict of each app and day from bandwidth_conflicts, with their number.
 *
 * @param rowsOf Runs a query on the engine that has this relation.
 */
export async function readConflicts(
  rowsOf: (sql: string) => Promise<object[]>,
): Promise<Conflict[]> {
  return (await rowsOf(queryText('measure/first_conflicts'))) as Conflict[];
}

/** Replaces the findings of some days by findings on these conflicts. */
export async function recordConflicts(
  database: Database,
  days: readonly BillingDay[],
  conflicts: readonly Conflict[],
  timezone: string,
): Promise<void> {
  await learnZones([timezone], database);
  await database.run(`delete from usage_findings where code = '${code}'
    and usage_date in (select cast(unnest(${quotedList(days)}) as date))`);
  for (const conflict of conflicts)
    await database.run(
      `insert into usage_findings values ('${code}', $appId, date '${conflict.usage_date}', $message)`,
      { appId: conflict.app_id, message: messageOf(conflict, timezone) },
    );
}

function messageOf(conflict: Conflict, timezone: string): string {
  const { node, region, slot_started_at, divisor, lowest_bits, highest_bits, times } = conflict;
  const mbps = (bits: string) => formatQuantity(Quantity.of(bits, String(divisor)));
  const more = times > 1n ? ` ${times - 1n} more of the day likewise.` : '';
  return `Node ${node}, ${region}, slot ${formatInZone(slot_started_at, timezone)} was delivered with ${mbps(lowest_bits)} and with ${mbps(highest_bits)} Mbps; the higher value counts.${more}`;
}
