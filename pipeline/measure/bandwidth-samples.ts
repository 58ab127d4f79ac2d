import type { BillingDay } from '../../src/calendar/billing-day.ts';
import { formatInZone } from '../../src/calendar/fixed-offset.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { BilingualText, Finding } from '../../src/invoice/document.ts';
import { formatQuantity, Quantity } from '../../src/money/quantity.ts';
import {
  forgetUsageFindings,
  recordUsageFinding,
  regionInChinese,
} from '../../src/warehouse/usage-findings.ts';
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

/** Replaces the findings of some days by findings on these slots. */
export async function recordUnclearSlots(
  database: Database,
  days: readonly BillingDay[],
  slots: readonly UnclearSlot[],
  timezone: string,
): Promise<void> {
  await learnZones([timezone], database);
  await forgetUsageFindings(database, code, days);
  for (const slot of slots) {
    const { app_id: appId, usage_date: day } = slot;
    await recordUsageFinding(database, { code, appId, day, text: textOf(slot, timezone) });
  }
}

function textOf(slot: UnclearSlot, timezone: string): BilingualText {
  const { node, region, slot_started_at, divisor, line_count, files, times } = slot;
  const mbps = (bits: string) => formatQuantity(Quantity.of(bits, String(divisor)));
  const lines = `${line_count} lines ${node === null ? 'without a node' : `of node ${node}`} in ${files} ${files === 1n ? 'file' : 'files'}`;
  const more = times > 1n ? ` ${times - 1n} more of the day likewise.` : '';
  const [high, sum] = [mbps(slot.highest_bits), mbps(slot.added_bits)];
  const start = formatInZone(slot_started_at, timezone);
  const rule = ruleOf(slot);
  const linesZh = `${node === null ? '未注明节点' : `节点 ${node}`}的 ${line_count} 行（${files} 个文件）`;
  const moreZh = times > 1n ? `当日另有 ${times - 1n} 个时段如此。` : '';
  return {
    en: `Slot ${start}, ${region}, holds ${lines} (highest ${high} Mbps, sum ${sum} Mbps); ${rule.en}.${more} Say what they are with samples: sum, highest or mean in the source of bandwidth in imbill.yaml, or deliver each node's lines with its node.`,
    zh: `时段 ${start}（${regionInChinese(region)}）有${linesZh}，最高 ${high} Mbps，合计 ${sum} Mbps；${rule.zh}。${moreZh}请在 imbill.yaml 的带宽来源中用 samples: sum、highest 或 mean 说明其含义，或在交付时注明节点。`,
  };
}

function ruleOf({ node, samples }: UnclearSlot): BilingualText {
  if (node !== null)
    return {
      en: 'they are byte counts of several times, and only the highest counts',
      zh: '它们是多个时刻的字节数，只取最高值',
    };
  if (samples === 'bytes') return { en: 'being byte counts they add up', zh: '作为字节数相加' };
  if (samples === null)
    return {
      en: 'their sources say different things, and the highest of these counts',
      zh: '各来源的说明不一致，取其中最高的结果',
    };
  return { en: 'their highest counts, not their sum', zh: '取最高值，不相加' };
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
    const text = {
      en: `${finding.message} ${more} more ${more === 1 ? 'day has' : 'days have'} such slots.`,
      zh: `${finding.text?.zh ?? ''}另有 ${more} 天有此类时段。`,
    };
    return [{ ...finding, message: text.en, text }];
  });
}
