import type { BillingDay } from '../../src/calendar/billing-day.ts';
import { inZone } from '../../src/calendar/fixed-offset.ts';
import { type Database, quotedList } from '../../src/duckdb/duckdb.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { Finding } from '../../src/invoice/document.ts';
import { formatQuantity, Quantity } from '../../src/money/quantity.ts';
import { lakeRowsOf } from './measurement.ts';

/** The first slot of an app and day with several lines of which no source says what they are. */
export interface UnclearSlot {
  [column: string]: string | bigint | null;
  app_id: string;
  usage_date: string;
  region: string;
  node: string | null;
  /** `rates`, `bytes`, or null where the lines' sources say different things. */
  samples: string | null;
  slot_started_at: string;
  divisor: bigint;
  line_count: bigint;
  added_bits: string;
  highest_bits: string;
  /** Such slots of the app and day. */
  times: bigint;
  /** Files that hold a line of the slot. */
  files: bigint;
}

const code = 'bandwidth-samples';

/** Reads bandwidth_samples, and counts the files in the segments that it was made of. */
export async function readUnclearSlots(
  database: Database,
  paths: readonly string[],
): Promise<UnclearSlot[]> {
  await database.run(`create or replace temp table unclear_slots as
    select *, count(*) over (partition by app_id, usage_date) as times from bandwidth_samples
    qualify row_number() over (partition by app_id, usage_date order by slot_started_at, region, node nulls first) = 1`);
  return database.rows<UnclearSlot>(`select unclear_slots.*, count(distinct filename) as files
    from unclear_slots inner join ${lakeRowsOf('bandwidth', paths, 'filename = true')} as lines
      on lines.app_id = unclear_slots.app_id and lines.region = unclear_slots.region
        and lines.slot_started_at = unclear_slots.slot_started_at
        and lines.node is not distinct from unclear_slots.node
    group by all order by app_id, usage_date`);
}

/** Replaces the findings of some days by what these slots say. */
export async function recordUnclearSlots(
  database: Database,
  days: readonly BillingDay[],
  slots: readonly UnclearSlot[],
  timezone: string,
): Promise<void> {
  await learnZones([timezone], database);
  await database.run(`delete from usage_findings where code = '${code}'
    and usage_date in (select cast(unnest(${quotedList(days)}) as date))`);
  for (const slot of slots)
    await database.run(
      `insert into usage_findings values ('${code}', $appId, date '${slot.usage_date}', $message)`,
      { appId: slot.app_id, message: messageOf(slot, timezone) },
    );
}

function messageOf(slot: UnclearSlot, timezone: string): string {
  const { node, region, slot_started_at, divisor, line_count, files, times } = slot;
  const mbps = (bits: string) => formatQuantity(Quantity.of(bits, String(divisor)));
  const lines = `${line_count} lines ${node === null ? 'without a node' : `of node ${node}`} in ${files} ${files === 1n ? 'file' : 'files'}`;
  const more = times > 1n ? ` ${times - 1n} more of the day likewise.` : '';
  const values = `highest ${mbps(slot.highest_bits)} Mbps, sum ${mbps(slot.added_bits)} Mbps`;
  return `Slot ${inZone(slot_started_at, timezone)}, ${region}, holds ${lines} (${values}); ${ruleOf(slot)}.${more} Say what they are with samples: sum, highest or mean in the source of bandwidth in imbill.yaml, or deliver each node's lines with its node.`;
}

function ruleOf({ node, samples }: UnclearSlot): string {
  if (node !== null) return 'they are byte counts of several times, and only the highest counts';
  if (samples === 'bytes') return 'being byte counts they add up';
  if (samples === null)
    return 'their sources say different things, and the highest of these counts';
  return 'their highest counts, not their sum';
}

/** Of these findings of a month leaves each app one: its first, with how many days have another. */
export function oneAnApp<Noted extends Finding>(noted: readonly Noted[]): Noted[] {
  const first = new Map<string, Noted>();
  const days = new Map<string, number>();
  for (const finding of noted.filter((one) => one.code === code)) {
    const { app_id } = finding;
    days.set(app_id, (days.get(app_id) ?? 0) + 1);
    if (!first.has(app_id)) first.set(app_id, finding);
  }
  return noted.flatMap((finding) => {
    if (finding.code !== code) return [finding];
    if (first.get(finding.app_id) !== finding) return [];
    const more = days.get(finding.app_id)! - 1;
    if (more === 0) return [finding];
    const text = `${finding.message} ${more} more ${more === 1 ? 'day has' : 'days have'} such slots.`;
    return [{ ...finding, message: text }];
  });
}
