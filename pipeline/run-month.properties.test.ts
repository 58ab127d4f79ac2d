import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from '../src/testing/jobs.ts';
import { csv, defaultSources, writeWorkspace } from '../src/testing/write-workspace.ts';
import type { RunSummary } from './run-month.ts';

describe('runMonth', () => {
  it('bills any logs, however they are split into files and formats, as the plain rules do', async () => {
    const book = await smallBook();
    const agrees = async (month: SmallMonth) => {
      const folder = await writeWorkspace({
        settings: `price_list: small\n${defaultSources}`,
        customers: [...apps, 'other'].map((app) => `acme,Acme,${app}`),
        // One purchase is always there: a month in which there is nothing at all is not billed.
        purchases: [...month.appsWithPlan, 'other'].map(
          (app) => `o-${app},${app},pro,2026-09-01,1`,
        ),
        roaming: [`a,2026-09-10,${month.roamingMonths}`],
        files: { 'prices/small.yaml': book, ...filesOf(month) },
      });
      const billed = await run(folder, '2026-09', month.threads);
      expect(usageCharges(billed)).toEqual(chargesOf(month));
    };
    await fc.assert(fc.asyncProperty(smallMonth, agrees), { numRuns: 8, endOnFailure: true });
  });
});

const apps = ['a', 'b'];
const hour = 3_600_000;
const day = 24 * hour;
const slotMs = 300_000;
const monthStart = Date.UTC(2026, 7, 31, 16);
const monthEnd = Date.UTC(2026, 8, 30, 16);
function mostly(edges: fc.Arbitrary<number>, others: fc.Arbitrary<number>) {
  return fc.oneof({ arbitrary: edges, weight: 6 }, { arbitrary: others, weight: 1 });
}

/** Blocks and included quantities of the small book. */
const block = 3;

/** The page's book with blocks of 3 instead of 100,000, so that small logs reach them. */
async function smallBook(): Promise<string> {
  const path = join(import.meta.dirname, '..', 'prices', 'tencent-im-2018-12-27.yaml');
  const text = await readFile(path, 'utf8');
  return text.replace('list: tencent-im', 'list: small').replaceAll('"100000"', `"${block}"`);
}

/** Instants before, in and after September; most at a few edges of days and slots, where they meet. */
const instant = fc
  .record({
    day: mostly(fc.constantFrom(-1, 0, 1, 29, 30), fc.integer({ min: -1, max: 31 })),
    time: mostly(fc.constantFrom(0, 1, slotMs - 1, slotMs, day - 1), fc.nat(day - 1)),
  })
  .map(({ day: index, time }) => monthStart + index * day + time);
/** How a row is delivered: the form of its time, and in which files. */
const delivery = {
  at: instant,
  form: fc.nat(4),
  parts: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 1 }),
  app: fc.constantFrom(...apps),
};
const login = fc.record({
  ...delivery,
  // A login may be in several files.
  parts: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
  user: fc.constantFrom('u1', 'U1', 'u2', 'u3', 'u4', 'ü', '用户', '0', '00', 'false'),
  isSuccess: fc.nat(4).map((number) => number > 0),
});
const bandwidth = fc.record({
  ...delivery,
  node: fc.constantFrom('', '', 'n1', 'n2'),
  isBytes: fc.boolean(),
  /** Thousandths of a Mbps, or bytes of the slot. */
  value: fc.nat(2_000_000),
});
const groupEvent = fc.record({
  ...delivery,
  at: mostly(fc.constantFrom(monthStart - 1, monthEnd - 1, monthEnd), instant),
  group: fc.constantFrom('g1', 'g2', 'g3', 'g4', 'g5', 'g6'),
  event: fc.constantFrom('created', 'created', 'dismissed'),
});
const smallMonth = fc.record({
  logins: fc.array(login, { minLength: 20, maxLength: 60, size: 'max' }),
  bandwidth: fc.array(bandwidth, { minLength: 10, maxLength: 50, size: 'max' }),
  groups: fc.array(groupEvent, { minLength: 20, maxLength: 60, size: 'max' }),
  appsWithPlan: fc.subarray(apps),
  roamingMonths: fc.nat(2),
  threads: fc.integer({ min: 1, max: 3 }),
});
type ValueOf<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
type SmallMonth = ValueOf<typeof smallMonth>;
type Delivered = Pick<ValueOf<typeof login>, 'at' | 'form' | 'parts' | 'app'>;

const extensions = ['csv', 'csv.gz', 'ndjson', 'parquet'] as const;

function filesOf(month: SmallMonth): Record<string, string> {
  return {
    ...kindFiles('logins', 'time,app_id,user_id,result', month.logins, (row) => [
      row.user,
      row.isSuccess ? 'success' : 'failed',
    ]),
    ...kindFiles('bandwidth', 'time,app_id,node,mbps,bytes', month.bandwidth, (row) => [
      row.node,
      row.isBytes ? '' : (row.value / 1000).toFixed(3),
      row.isBytes ? String(row.value) : '',
    ]),
    ...kindFiles('groups', 'time,app_id,group_id,event', month.groups, (row) => [
      row.group,
      row.event,
    ]),
  };
}

function kindFiles<T extends Delivered>(
  kind: string,
  header: string,
  rows: readonly T[],
  valuesOf: (row: T) => string[],
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [part, extension] of extensions.entries()) {
    const values = rows
      .filter((row) => row.parts.includes(part))
      .map((row) => [timeText(row), row.app, ...valuesOf(row)]);
    if (values.length === 0) continue;
    files[`logs/${kind}/${part}.${extension}`] =
      extension === 'ndjson'
        ? values.map((row) => `${JSON.stringify(record(header, row))}\n`).join('')
        : csv(
            header,
            values.map((row) => row.join(',')),
          );
  }
  return files;
}

function record(header: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(header.split(',').map((name, index) => [name, values[index] ?? '']));
}

function timeText({ at, form }: Delivered): string {
  const local = (offset: number) => new Date(at + offset * hour).toISOString().slice(0, -1);
  if (form === 0) return String(at);
  if (form === 1) return `${local(8)}+08:00`;
  if (form === 2) return `${local(-3.5)}-03:30`;
  if (form === 3) return `${local(14)}000+14:00`;
  return `${local(0)}Z`;
}

/** Amounts and usage; a bandwidth's amount alone, for its Mbps need not be a decimal. */
function usageCharges({ invoices }: RunSummary): Record<string, string> {
  const lines = invoices.flatMap((invoice) => invoice.lines);
  return Object.fromEntries(
    lines
      .filter(({ kind }) => kind === 'postpaid')
      .map(({ app_id, sku, unit, usage, amount }) => [
        `${app_id} ${sku}`,
        unit === 'Mbps' ? amount : `${usage} → ${amount}`,
      ]),
  );
}

/** The plain rules of the page, in whole numbers. */
function chargesOf(month: SmallMonth): Record<string, string> {
  const charges: Record<string, string> = {};
  for (const app of apps) {
    const ofApp = ({ app: own }: Delivered) => own === app;
    const amount = (fen: bigint) => money(month.appsWithPlan.includes(app) ? fen : 0n);
    const put = (sku: string, usage: number, fen: bigint) => {
      if (usage > 0) charges[`${app} ${sku}`] = `${usage} → ${amount(fen)}`;
    };
    const peak = peakUsers(month.logins.filter(ofApp));
    put('dau', peak, BigInt(blocks(peak - block)) * 1_000_000n);
    const bits = sumOfDailyPeaks(month.bandwidth.filter(ofApp));
    if (bits > 0n) {
      charges[`${app} bandwidth-domestic`] = amount(halfUp(bits * 200n, 300_000_000n));
    }
    if (app === 'a' && month.roamingMonths > 0) {
      put('roaming', peak, BigInt(blocks(peak) * month.roamingMonths) * 50_000n);
    }
    const groups = groupsAtTheEnd(month.groups.filter(ofApp));
    put('groups', groups, BigInt(blocks(groups - block)) * 100_000n);
  }
  return charges;
}

function peakUsers(logins: SmallMonth['logins']): number {
  const users = new Map<number, Set<string>>();
  for (const { at, user, isSuccess } of logins) {
    if (!isSuccess || !isInMonth(at)) continue;
    const date = dayOf(at);
    users.set(date, (users.get(date) ?? new Set()).add(user));
  }
  return Math.max(0, ...[...users.values()].map((ofDay) => ofDay.size));
}

function sumOfDailyPeaks(rows: SmallMonth['bandwidth']): bigint {
  // Without a node byte counts add up, of rates the highest counts, and of both the higher.
  const slots = new Map<number, { rate: bigint; bytes: bigint; nodes: Map<string, bigint> }>();
  for (const { at, node, isBytes, value } of rows.filter((row) => isInMonth(row.at))) {
    // A thousandth of a Mbps over 300 s is 300,000 bits.
    const bits = BigInt(value) * (isBytes ? 8n : 300_000n);
    const start = Math.floor(at / slotMs);
    const slot = slots.get(start) ?? { rate: 0n, bytes: 0n, nodes: new Map<string, bigint>() };
    slots.set(start, slot);
    if (node === '' && isBytes) slot.bytes += bits;
    else if (node === '') slot.rate = highest([slot.rate, bits]);
    else slot.nodes.set(node, highest([slot.nodes.get(node) ?? 0n, bits]));
  }
  const days = new Map<number, bigint>();
  for (const [start, { rate, bytes, nodes }] of slots) {
    const unnamed = highest([rate, bytes]);
    const date = dayOf(start * slotMs);
    const bits = [...nodes.values()].reduce((sum, one) => sum + one, unnamed);
    days.set(date, highest([days.get(date) ?? 0n, bits]));
  }
  return [...days.values()].reduce((sum, one) => sum + one, 0n);
}

function groupsAtTheEnd(events: SmallMonth['groups']): number {
  const exists = new Set<string>();
  const inOrder = events
    .filter(({ at }) => at < monthEnd)
    .toSorted((a, b) => a.at - b.at || a.event.localeCompare(b.event));
  for (const { group, event } of inOrder) {
    if (event === 'created') exists.add(group);
    else exists.delete(group);
  }
  return exists.size;
}

function isInMonth(at: number): boolean {
  return at >= monthStart && at < monthEnd;
}

function dayOf(at: number): number {
  return Math.floor((at + 8 * hour) / day);
}

function blocks(count: number): number {
  return Math.max(0, Math.ceil(count / block));
}

function highest(values: readonly bigint[]): bigint {
  return values.toSorted((a, b) => (a < b ? -1 : 1)).at(-1) ?? 0n;
}

function halfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

function money(fen: bigint): string {
  return String(fen).padStart(3, '0').replace(/(..)$/, '.$1');
}
