import { beijingTime } from './log-columns.ts';
import { type LogWriter, valuesOf } from './log-writer.ts';
import { mixed } from './mixing.ts';
import { dateOf, dayStartMs, numbersFrom } from './month-days.ts';
import {
  type StoryPeak,
  storyBytePeaks,
  storyInternationalPeak,
  storyLivePeaks,
  storyNodePeaks,
} from './story.ts';

const slotMs = 300_000;
const slotsOfDay = 288;
const firstEveningSlot = 240; // 20:00
const peakSlot = 252; // 21:00
const eveningSlots = numbersFrom(firstEveningSlot, firstEveningSlot + 23);

/**
 * Writes the bandwidth logs of the story, 5-minute slots, each day's highest at 21:00:
 *
 * - 1400000002: CSV by node, evenings only, one file with international slots too, and one late
 *   file that repeats six measurements of another with the same values;
 * - 1400000004: NDJSON in bytes and epoch seconds, the peak in two rows of one slot;
 * - 1400000003: answers of the live bandwidth API as JSON and JSON.gz, whole days.
 */
export async function writeStoryBandwidth(
  writer: LogWriter,
  month: string,
  seed: number,
): Promise<void> {
  for (const peak of storyNodePeaks) await writeNodes(writer, month, peak, seed);
  await writeBytes(writer, month, seed);
  for (const peak of storyLivePeaks) await writeLive(writer, month, peak, seed);
}

/** Start of a slot, region, node, and Mbps in ten-thousandths. */
type NodeRow = [atMs: number, region: string, node: string, mbps: number];

async function writeNodes(
  writer: LogWriter,
  month: string,
  peak: StoryPeak,
  seed: number,
): Promise<void> {
  const domestic = eveningSlots.flatMap((slot) => nodeRows(month, peak, slot, seed));
  const international =
    peak.day === storyInternationalPeak.day
      ? eveningSlots.map((slot) => internationalRow(month, slot, seed))
      : [];
  const file = `logs/bandwidth/xinghe/${dateOf(month, peak.day)}`;
  await writer.copy(`${file}.csv`, nodeSelect([...domestic, ...international]));
  if (peak === storyNodePeaks.at(-1)) {
    const late = domestic.filter(([atMs]) => atMs >= slotStartMs(month, peak.day, peakSlot));
    await writer.copy(`${file}-late.csv`, nodeSelect(late.slice(0, 6)));
  }
}

/** Puts one node's maximum half an hour before the peak, so a sum of maxima would be wrong. */
function nodeRows(month: string, peak: StoryPeak, slot: number, seed: number): NodeRow[] {
  const atMs = slotStartMs(month, peak.day, slot);
  const whole = tenThousandths(peak.peakMbps);
  const row = (node: string, mbps: number): NodeRow => [atMs, 'domestic', node, mbps];
  if (slot === peakSlot) {
    const shanghai = Math.floor(whole * 0.6);
    return [row('sh-1', shanghai), row('gz-1', whole - shanghai)];
  }
  const percent = (node: number) => mixed(seed, peak.day, slot, node) % 20;
  const [shanghai, guangzhou] = slot === peakSlot - 6 ? [90, 1] : [30 + percent(1), 5 + percent(2)];
  return [row('sh-1', hundredths(whole, shanghai)), row('gz-1', hundredths(whole, guangzhou))];
}

function internationalRow(month: string, slot: number, seed: number): NodeRow {
  const { day, peakMbps } = storyInternationalPeak;
  const percent = slot === peakSlot ? 100 : 20 + (mixed(seed, day, slot, 3) % 60);
  const mbps = hundredths(tenThousandths(peakMbps), percent);
  return [slotStartMs(month, day, slot), 'international', 'sg-1', mbps];
}

function nodeSelect(rows: readonly NodeRow[]): string {
  const values = rows.map(([atMs, region, node, mbps]) => [atMs, region, node, decimal(mbps)]);
  return `
    select ${beijingTime} as time, '1400000002' as app_id, region, node, mbps
    from (${valuesOf(values)}) as slots(at_ms, region, node, mbps)
    order by at_ms, region, node`;
}

async function writeBytes(writer: LogWriter, month: string, seed: number): Promise<void> {
  const rows = storyBytePeaks.flatMap((peak) =>
    eveningSlots.flatMap((slot) => byteRows(month, peak, slot, seed)),
  );
  const select = `
    select time, '1400000004' as app_id, bytes
    from (${valuesOf(rows)}) as slots(time, bytes)
    order by time, bytes`;
  await writer.copy(`logs/bandwidth/etoile/${month}.ndjson`, select);
}

function byteRows(month: string, peak: StoryPeak, slot: number, seed: number): number[][] {
  const seconds = slotStartMs(month, peak.day, slot) / 1000;
  // 1 Mbps over 300 s is 37,500,000 bytes; 3750 in ten-thousandths.
  const whole = tenThousandths(peak.peakMbps) * 3750;
  if (slot === peakSlot) return [60, 40].map((percent) => [seconds, hundredths(whole, percent)]);
  return [[seconds, hundredths(whole, 20 + (mixed(seed, peak.day, slot, 4) % 70))]];
}

async function writeLive(
  writer: LogWriter,
  month: string,
  peak: StoryPeak,
  seed: number,
): Promise<void> {
  const whole = tenThousandths(peak.peakMbps) / 10;
  const rows = numbersFrom(0, slotsOfDay - 1).map((slot) => {
    const percent = slot === peakSlot ? 100 : 5 + (mixed(seed, peak.day, slot, 5) % 65);
    return [slotStartMs(month, peak.day, slot), hundredths(whole, percent)];
  });
  const first = peak === storyLivePeaks[0];
  const path = `logs/live-bandwidth/${dateOf(month, peak.day)}.${first ? 'json' : 'json.gz'}`;
  await writer.copy(path, liveDocument(rows, mixed(seed, peak.day)), slotsOfDay);
}

/** Returns the answer of the live API. Flux in MB is Mbps × 300 / 8, exact in decimals. */
function liveDocument(rows: readonly number[][], requestId: number): string {
  return `
    with slots as (
        select at_ms, cast(thousandths as decimal(18, 3)) * 0.001 as mbps
        from (${valuesOf(rows)}) as slots(at_ms, thousandths)
    )
    select {
        'DataInfoList': list({
            'Time': ${beijingTime.replace('.%g', '')},
            'Bandwidth': cast(mbps as decimal(18, 3)),
            'Flux': cast(mbps * 37.5 as decimal(18, 4))
        } order by at_ms),
        'RequestId': '${requestId.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000'
    } as "Response"
    from slots`;
}

function slotStartMs(month: string, day: number, slot: number): number {
  return dayStartMs(month, day) + slot * slotMs;
}

function tenThousandths(mbps: string): number {
  const [whole = '', fraction = ''] = mbps.split('.');
  return Number(whole + fraction.padEnd(4, '0'));
}

function hundredths(whole: number, percent: number): number {
  return Math.floor((whole * percent) / 100);
}

function decimal(mbps: number): string {
  const digits = `${mbps}`.padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
