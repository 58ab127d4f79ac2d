import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { daysIn } from './month-days.ts';
import { storyApps, storyOddUserIds, storyUsers } from './story.ts';
import { type StoryAmount, storyAmounts, storyFindings, storyTotals } from './story-amounts.ts';
import { usersOn } from './story-shape.ts';
import { writeSample } from './write-sample.ts';

type Row = Record<string, string>;

interface Login {
  path: string;
  appId: string;
  userId: string;
  atMs: number;
  counts: boolean;
}

interface GroupEvent {
  appId: string;
  group: string;
  groupType: string;
  event: string;
  atMs: number;
}

/** Read back with a parser of its own for every format; nothing is shared with the writers. */
class Delivery {
  readonly logins: Login[] = [];
  readonly groupEvents: GroupEvent[] = [];
  readonly bandwidth: Row[] = [];
  readonly daily: Row[] = [];
  readonly paths: string[] = [];
  lines = 0;
}

const dayNames = new Map<number, string>();
/** Billing day in Beijing. */
function dayOf(atMs: number): string {
  const day = Math.floor((atMs + 8 * 3_600_000) / 86_400_000);
  let name = dayNames.get(day);
  if (name === undefined) {
    name = new Date(day * 86_400_000).toISOString().slice(0, 10);
    dayNames.set(day, name);
  }
  return name;
}
const msOf = (time: string) => (/^\d+$/.test(time) ? Number(time) : Date.parse(time));

async function readDelivery(dir: string): Promise<Delivery> {
  const delivery = new Delivery();
  const entries = await readdir(join(dir, 'logs'), { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(dir.length + 1).replaceAll('\\', '/');
    delivery.paths.push(name);
    const rows = await readRows(path);
    delivery.lines += rows.length;
    for (const row of rows) take(delivery, name, row);
  }
  return delivery;
}

async function readRows(path: string): Promise<Row[]> {
  if (path.endsWith('.parquet')) return readParquet(path);
  const bytes = await readFile(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  if (path.includes('.csv')) return parse<Row>(text, { columns: true });
  if (path.includes('.ndjson')) return text.trimEnd().split('\n').map(flatRow);
  return JSON.parse(text).Response.DataInfoList;
}

function flatRow(line: string): Row {
  const { Info, ...row } = JSON.parse(line);
  return { ...row, ...Info };
}

async function readParquet(path: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll('select * from read_parquet($1)', [path]);
  instance.closeSync();
  return reader.getRowObjects() as Row[];
}

function take(delivery: Delivery, path: string, row: Row): void {
  if (path.startsWith('logs/logins/')) {
    const counts = ['success', '0', ''].includes(row['result'] ?? '');
    delivery.logins.push(login(path, row['app_id'], row['user_id'], row['time'], counts));
  } else if (path.startsWith('logs/callbacks/logins/')) {
    expect(typeof row['EventTime']).toBe('number');
    const counts = row['Action'] === 'Login';
    delivery.logins.push(login(path, row['SdkAppid'], row['To_Account'], row['EventTime'], counts));
  } else if (path.startsWith('logs/groups/')) {
    delivery.groupEvents.push(
      groupEvent(row['app_id'], row['group_id'], row['group_type'], row['event'], row['time']),
    );
  } else if (path.startsWith('logs/callbacks/groups/')) {
    expect(typeof row['EventTime']).toBe('string');
    const event = eventOfCommand[row['CallbackCommand'] ?? ''];
    delivery.groupEvents.push(
      groupEvent(row['SdkAppid'], row['GroupId'], row['Type'], event, row['EventTime']),
    );
  } else if (path.startsWith('logs/daily/')) delivery.daily.push(row);
  else delivery.bandwidth.push(row);
}

const eventOfCommand: Record<string, string> = {
  'Group.CallbackAfterCreateGroup': 'created',
  'Group.CallbackAfterGroupDestroyed': 'dismissed',
};

function login(
  path: string,
  appId = '',
  userId = '',
  time: string | undefined,
  counts: boolean,
): Login {
  return { path, appId, userId, atMs: msOf(`${time}`), counts };
}

function groupEvent(
  appId = '',
  groupId = '',
  groupType = '',
  event = '',
  time: string | undefined,
): GroupEvent {
  return { appId, group: `${appId} ${groupId}`, groupType, event, atMs: msOf(`${time}`) };
}

function usersByDay(logins: readonly Login[], appId: string): Map<string, number> {
  const users = new Map<string, Set<string>>();
  for (const each of logins) {
    if (each.appId !== appId || !each.counts) continue;
    const day = dayOf(each.atMs);
    if (!users.has(day)) users.set(day, new Set());
    users.get(day)?.add(each.userId);
  }
  return new Map([...users].map(([day, ids]) => [day, ids.size]));
}

/** Groups that exist after each event, in the order of time; the last entry is the month's end. */
function groupsOverTime(delivery: Delivery, appId: string, groupType?: string): number[] {
  const existing = new Set<string>();
  return delivery.groupEvents
    .filter((each) => each.appId === appId && (groupType ?? each.groupType) === each.groupType)
    .sort((a, b) => a.atMs - b.atMs)
    .map((each) => {
      if (each.event === 'created') existing.add(each.group);
      else existing.delete(each.group);
      return existing.size;
    });
}

/** A day's highest slot in bits a second; a node's measurement counts once. */
function peaksByDay(rows: readonly Row[], appId: string, region: string): Map<string, bigint> {
  const slots = new Map<number, bigint>();
  const seen = new Set<string>();
  for (const row of rows) {
    if ((row['app_id'] ?? '1400000003') !== appId || (row['region'] ?? 'domestic') !== region)
      continue;
    const atMs = slotMs(row);
    if (row['node'] !== undefined && seen.has(`${atMs} ${row['node']}`)) continue;
    seen.add(`${atMs} ${row['node']}`);
    slots.set(atMs, (slots.get(atMs) ?? 0n) + bitsPerSecond(row));
  }
  const peaks = new Map<string, bigint>();
  for (const [atMs, value] of slots) {
    const day = dayOf(atMs);
    if (value > (peaks.get(day) ?? 0n)) peaks.set(day, value);
  }
  return peaks;
}

function slotMs(row: Row): number {
  if (row['bytes'] !== undefined) return Number(row['time']) * 1000;
  return Date.parse(row['time'] ?? row['Time'] ?? '');
}

function bitsPerSecond(row: Row): bigint {
  if (row['bytes'] !== undefined) return (BigInt(row['bytes']) * 8n) / 300n;
  return scaled(`${row['mbps'] ?? row['Bandwidth']}`, 6);
}

/** Decimal text × 10^places; fails where a digit would be lost. */
function scaled(text: string, places: number): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  expect(fraction.length).toBeLessThanOrEqual(places);
  return BigInt(whole + fraction.padEnd(places, '0'));
}

/** The page's prices applied to a month quantity, in hundredths of a yuan; `null` for prepaid. */
function priceOf(line: StoryAmount, roamingMonths: bigint): bigint | null {
  if (line.usage === undefined) return null;
  const tenThousandths = scaled(line.usage, 4);
  const blocksAbove = (free: bigint) => {
    const above = tenThousandths - free * 10_000n;
    return above <= 0n ? 0n : (above + 999_999_999n) / 1_000_000_000n;
  };
  switch (line.sku) {
    case 'dau':
      return blocksAbove(100_000n) * 1_000_000n;
    case 'roaming':
      return blocksAbove(0n) * roamingMonths * 50_000n;
    case 'groups':
      return blocksAbove(100_000n) * 100_000n;
    default:
      // 2 a Mbps and day, half up
      return (tenThousandths * 2n + 50n) / 100n;
  }
}

function highestOf(values: ReadonlyMap<string, number | bigint>): [day: string, value: string] {
  let highest: [string, number | bigint] = ['', -1];
  for (const [day, value] of [...values].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value > highest[1]) highest = [day, value];
  }
  return [highest[0], `${highest[1]}`];
}

function amountOf(appId: string, sku: string): StoryAmount {
  const line = storyAmounts.find((each) => each.appId === appId && each.sku === sku);
  if (line === undefined) throw new Error(`no line ${sku} of ${appId}`);
  return line;
}

describe.each([
  ['2026-09', 1],
  ['2024-02', 7],
])('the story of %s from seed %i', (month, seed) => {
  const date = (day: number) => `${month}-${`${day}`.padStart(2, '0')}`;
  let dir: string;
  let counted: { files: number; lines: number };
  let delivery: Delivery;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'imbill-story-'));
    counted = await writeSample(dir, { month, seed });
    delivery = await readDelivery(dir);
  });

  afterAll(() => rm(dir, { recursive: true }));

  it.each(storyUsers)('has the daily users of $appId', (app) => {
    const byDay = usersByDay(delivery.logins, app.appId);
    const quiet = app.dayWithoutData === undefined ? 0 : 1;
    expect(byDay.size).toBe(daysIn(month) - quiet);
    expect(highestOf(byDay)).toEqual([date(app.peakDay), `${app.peakUsers}`]);
    const planned = [...byDay].map(([day]) => usersOn(app, month, Number(day.slice(8)), seed));
    expect([...byDay.values()]).toEqual(planned);
    if (app.appId === '1400000006') return;
    expect(amountOf(app.appId, 'dau')).toMatchObject({
      usage: `${app.peakUsers}`,
      peakDay: app.peakDay,
    });
  });

  it('has no line of 1400000004 on the 14th', () => {
    const days = delivery.logins
      .filter((each) => each.appId === '1400000004')
      .map((e) => dayOf(e.atMs));
    expect(days).not.toContain(date(14));
    expect(days).toContain(date(13));
    expect(days).toContain(date(15));
  });

  it('has 1,500 who only failed beside the 100,000 of 1400000003', () => {
    const onTenth = delivery.logins.filter(
      (each) => each.appId === '1400000003' && dayOf(each.atMs) === date(10),
    );
    expect(new Set(onTenth.map((each) => each.userId)).size).toBe(101_500);
    // 100,000 first logins, 2,500 again (250 of them failed), 1,500 failed
    expect(onTenth).toHaveLength(104_000);
    expect(onTenth.filter((each) => !each.counts)).toHaveLength(1_750);
  });

  it.each(storyUsers)(
    'has logins of $appId in the first and last millisecond of its days',
    (app) => {
      const instants = new Set(
        delivery.logins.filter((e) => e.appId === app.appId && e.counts).map((e) => e.atMs),
      );
      for (let day = 1; day <= daysIn(month); day += 1) {
        const start = Date.parse(`${date(day)}T00:00:00.000+08:00`);
        expect(instants.has(start)).toBe(day !== app.dayWithoutData);
        expect(instants.has(start + 86_399_999)).toBe(day !== app.dayWithoutData);
      }
    },
  );

  it('has no login outside the month', () => {
    const months = new Set(delivery.logins.map((each) => dayOf(each.atMs).slice(0, 7)));
    expect(months).toEqual(new Set([month]));
  });

  it('has users of one billing day in two files', () => {
    const onPeak = delivery.logins.filter(
      (each) => each.appId === '1400000001' && each.counts && dayOf(each.atMs) === date(18),
    );
    expect(new Set(onPeak.map((each) => each.path))).toEqual(
      new Set([`logs/logins/lantern/${date(17)}.csv.gz`, `logs/logins/lantern/${date(18)}.csv.gz`]),
    );
    const before = new Set(onPeak.filter((e) => e.path.includes(date(17))).map((e) => e.userId));
    const both = onPeak.filter((e) => e.path.includes(date(18)) && before.has(e.userId));
    expect(both.length).toBeGreaterThan(100);
  });

  it('has ids of 1400000006 that differ by case, accent or zeros only', () => {
    const ids = new Set(
      delivery.logins.filter((e) => e.appId === '1400000006' && e.counts).map((e) => e.userId),
    );
    for (const id of storyOddUserIds) expect(ids).toContain(id);
    // below the 100 accounts of a trial
    expect(ids.size).toBe(48);
  });

  it('shares no ordinary user id between apps', () => {
    const appOf = new Map<string, string>();
    const shared = delivery.logins.filter(({ userId, appId }) => {
      const other = appOf.get(userId) ?? appId;
      appOf.set(userId, appId);
      return other !== appId;
    });
    expect(shared).toEqual([]);
  });

  it.each(['1400000002', '1400000004', '0140000007'])('has the groups of %s', (appId) => {
    expect(`${groupsOverTime(delivery, appId).at(-1)}`).toBe(amountOf(appId, 'groups').usage);
  });

  it('has more groups of 0140000007 for a while, dismissed ones and some created again', () => {
    expect(groupsOverTime(delivery, '0140000007').reduce((a, b) => Math.max(a, b))).toBe(134_500);
    const created = new Set<string>();
    const again = delivery.groupEvents.filter((each) => {
      if (each.appId !== '0140000007' || each.event !== 'created') return false;
      const known = created.has(each.group);
      created.add(each.group);
      return known;
    });
    expect(again).toHaveLength(500);
    expect(new Set(again.map((each) => dayOf(each.atMs)))).toEqual(new Set([date(22)]));
  });

  it('has AV chat rooms above the plan in one app and under the pack in another', () => {
    const rooms = groupsOverTime(delivery, '1400000004', 'AVChatRoom');
    expect([Math.max(...rooms), rooms.at(-1)]).toEqual([70, 58]);
    expect(groupsOverTime(delivery, '1400000002', 'AVChatRoom').at(-1)).toBe(120);
  });

  it.each(['1400000002', '1400000003', '1400000004'])('has the bandwidth of %s', (appId) => {
    const peaks = peaksByDay(delivery.bandwidth, appId, 'domestic');
    const { usage = '', peakDay = 0 } = amountOf(appId, 'bandwidth-domestic');
    expect(peaks.size).toBe(3);
    expect([...peaks.values()].reduce((a, b) => a + b)).toBe(scaled(usage, 6));
    expect(highestOf(peaks)[0]).toBe(date(peakDay));
  });

  it('has nodes whose highest values fall into different slots', () => {
    const ofDay = delivery.bandwidth.filter(
      (row) => row['region'] === 'domestic' && row['time']?.startsWith(date(5)),
    );
    const highest = (node: string) =>
      ofDay
        .filter((r) => r['node'] === node)
        .reduce((a, b) => (bitsPerSecond(b) > bitsPerSecond(a) ? b : a));
    expect(highest('sh-1')['time']).toContain('T20:30:');
    expect(highest('gz-1')['time']).toContain('T21:00:');
  });

  it('has six measurements delivered again with the same values', () => {
    const ofDay = delivery.bandwidth.filter(
      (row) => row['node'] !== undefined && row['time']?.startsWith(date(19)),
    );
    const distinct = new Set(ofDay.map((row) => JSON.stringify(row)));
    const measurements = new Set(ofDay.map((row) => `${row['time']} ${row['node']}`));
    expect([ofDay.length, distinct.size, measurements.size]).toEqual([54, 48, 48]);
  });

  it('has international bandwidth of 1400000002 on the 12th only', () => {
    const peaks = peaksByDay(delivery.bandwidth, '1400000002', 'international');
    expect([...peaks]).toEqual([[date(12), 88_500_000n]]);
  });

  it('has live bandwidth whose flux is Mbps × 300 / 8', () => {
    const live = delivery.bandwidth.filter((row) => row['Flux'] !== undefined);
    expect(live).toHaveLength(3 * 288);
    for (const row of live) {
      expect(scaled(`${row['Flux']}`, 4)).toBe(scaled(`${row['Bandwidth']}`, 3) * 375n);
    }
  });

  it('has the daily figures of 1400000005', () => {
    const series = (metric: string) =>
      new Map(
        delivery.daily
          .filter((row) => row['metric'] === metric)
          .map((row) => [(row['date'] ?? '').replaceAll('-', ''), Number(row['value'])]),
      );
    expect(highestOf(series('dau'))).toEqual([date(20).replaceAll('-', ''), '200000']);
    expect(series('dau').size).toBe(daysIn(month));
    expect(series('groups').size).toBe(daysIn(month));
    expect(series('groups').get(date(daysIn(month)).replaceAll('-', ''))).toBe(1_000_000);
    expect(new Set(delivery.daily.map((row) => row['app_id']))).toEqual(new Set(['1400000005']));
  });

  it('counts the files and lines that are there, in every format', () => {
    expect(counted).toEqual({ files: delivery.paths.length, lines: delivery.lines });
    expect(counted.lines).toBeLessThan(1_200_000);
    const formats = new Set(delivery.paths.map((path) => /(\.[a-z]+)(\.gz)?$/.exec(path)?.[0]));
    expect([...formats].sort()).toEqual(
      ['.csv', '.csv.gz', '.json', '.json.gz', '.ndjson', '.ndjson.gz', '.parquet'].sort(),
    );
  });

  it('sells what the amounts say', async () => {
    const rows = parse<Row>(await readFile(join(dir, 'accounts/purchases.csv')), { columns: true });
    const inMonth = rows.filter((row) => row['purchased_at']?.startsWith(month));
    const orders = inMonth.map((row) => `${row['order_id']} ${row['app_id']} ${row['sku']}`);
    const lines = storyAmounts.filter((line) => line.kind === 'prepaid');
    expect(orders).toEqual(lines.map((line) => `${line.orderId} ${line.appId} ${line.sku}`));
    const before = rows.filter((row) => !inMonth.includes(row)).map((row) => row['order_id']);
    expect(before).toEqual(['P-0871', 'P-0902']);
  });

  it('names the customers and apps of the story, ids as text', async () => {
    const rows = parse<Row>(await readFile(join(dir, 'accounts/customers.csv')), { columns: true });
    expect(rows.map((row) => [row['customer_id'], row['app_id'], row['app_name']])).toEqual(
      storyApps.map((app) => [app.customerId, app.appId, app.name]),
    );
    expect(rows.map((row) => row['app_id'])).toContain('0140000007');
    expect(rows.map((row) => row['app_name'])).toContain("L'Étoile du Café");
  });

  it('has settings whose sources reach every log file', async () => {
    const { sources } = parseYaml(await readFile(join(dir, 'imbill.yaml'), 'utf8'));
    const globs: string[] = Object.values(sources)
      .flat()
      .map((source) => (source as Row)['files'] ?? '');
    const reached = (path: string) =>
      globs.filter((glob) => path.startsWith(glob.replace('**/*', ''))).length;
    expect(delivery.paths.filter((path) => reached(path) !== 1)).toEqual([]);
    expect(
      globs.filter((glob) => !delivery.paths.some((p) => p.startsWith(glob.replace('**/*', '')))),
    ).toEqual([]);
  });
});

describe('storyAmounts', () => {
  it('price each usage as the page does', () => {
    const postpaid = storyAmounts.filter((line) => line.kind === 'postpaid');
    expect(postpaid.map((line) => priceOf(line, 2n))).toEqual(
      postpaid.map((line) => scaled(line.amount, 2)),
    );
  });

  it('show every charge of the page', () => {
    expect(new Set(storyAmounts.map((line) => line.sku))).toEqual(
      new Set([
        'pro',
        'avchatroom-unlimited',
        ...['2000', '6000', '10000'].map((members) => `group-members-${members}`),
        ...['400', '700', '1000'].map((groups) => `groups-per-user-${groups}`),
        'dau',
        'bandwidth-domestic',
        'roaming',
        'groups',
      ]),
    );
  });
});

describe('storyTotals', () => {
  it.each(storyTotals)(
    'add up the lines of $customerId',
    ({ customerId, prepaid, postpaid, total }) => {
      const apps = storyApps.filter((app) => app.customerId === customerId).map((app) => app.appId);
      const sum = (kind: StoryAmount['kind']) =>
        storyAmounts
          .filter((line) => line.kind === kind && apps.includes(line.appId))
          .reduce((cents, line) => cents + BigInt(line.amount.replace('.', '')), 0n);
      expect([sum('prepaid'), sum('postpaid'), sum('prepaid') + sum('postpaid')]).toEqual(
        [prepaid, postpaid, total].map((amount) => BigInt(amount.replace('.', ''))),
      );
    },
  );
});

describe('storyFindings', () => {
  it('are about apps of the story; the one without a plan has no line', () => {
    const apps = storyFindings.map((finding) => finding.appId);
    expect(apps).toEqual(['1400000002', '1400000004', '1400000004', '1400000006']);
    const charged = new Set(storyAmounts.map((line) => line.appId));
    expect(storyApps.map((app) => app.appId).filter((id) => !charged.has(id))).toEqual([
      '1400000006',
    ]);
  });
});
