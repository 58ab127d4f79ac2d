import type { BillingDay } from '../../src/calendar/billing-day.ts';
import { formatInZone } from '../../src/calendar/fixed-offset.ts';
import { type Database, quotedList } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { Finding } from '../../src/invoice/document.ts';
import { formatQuantity, Quantity } from '../../src/money/quantity.ts';
import { lakeRowsOf } from './measurement.ts';

/** First slot of an app and day with several lines whose meaning no source states. */
export interface UnclearSlot {
  [column: string]: string | bigint | null;
  app_id: string;
  usage_date: string;
  region: string;
  node: string | null;
  /** `rates`, `bytes`, or null if the lines' sources say different things. */
  samples: string | null;
  slot_started_at: string;
  divisor: bigint;
  line_count: bigint;
  added_bits: string;
  highest_bits: string;
  /** Number of such slots of the app and day. */
  times: bigint;
  /** Number of files with a line of the slot. */
  files: bigint;
}

const code = 'bandwidth-samples';

/** Reads the first unclear slot of each app and day, with the number of its files. */
export async function readUnclearSlots(
  database: Database,
  paths: readonly string[],
): Promise<UnclearSlot[]> {
  const slots = queryText('measure/first_unclear_slots');
  await database.run(`create or replace temp table unclear_slots as ${slots}`);
  const lines = lakeRowsOf('bandwidth', paths, 'filename = true');
  await database.run(`create or replace temp view bandwidth_lines as select * from ${lines}`);
  return database.rows<UnclearSlot>(queryText('measure/unclear_slots'));
}

/**
 * Reads the first unclear slots on Spark, from its relations bandwidth_samples and lake_bandwidth.
 *
 * @param run Runs a statement there.
 * @param rowsOf Runs a query there.
 */
export async function readUnclearSlotsOnSpark(
  run: (sql: string) => Promise<void>,
  rowsOf: (sql: string) => Promise<object[]>,
): Promise<UnclearSlot[]> {
  await run(
    `create or replace temp view unclear_slots as ${queryText('measure/first_unclear_slots')}`,
  );
  await run(`create or replace temp view bandwidth_lines as
    select app_id, region, node, slot_started_at, input_file_name() as filename from lake_bandwidth`);
  return (await rowsOf(queryText('measure/unclear_slots'))) as UnclearSlot[];
}

/** Replaces the findings of some days by findings on these slots. */
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
  return `Slot ${formatInZone(slot_started_at, timezone)}, ${region}, holds ${lines} (${values}); ${ruleOf(slot)}.${more} Say what they are with samples: sum, highest or mean in the source of bandwidth in imbill.yaml, or deliver each node's lines with its node.`;
}

function ruleOf({ node, samples }: UnclearSlot): string {
  if (node !== null) return 'they are byte counts of several times, and only the highest counts';
  if (samples === 'bytes') return 'being byte counts they add up';
  if (samples === null)
    return 'their sources say different things, and the highest of these counts';
  return 'their highest counts, not their sum';
}

/** Keeps only the first of these findings for each app, and adds to it on how many more days there is one. */
export function firstOfEachApp<Noted extends Finding>(noted: readonly Noted[]): Noted[] {
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
