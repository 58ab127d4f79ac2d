import { addMonths, dateOf, daysIn } from '../../sample/month-days.ts';
import { csv, type WorkspaceTexts } from '../write-workspace.ts';

/** Months of logs whose ids, times and numbers are those that engines treat differently. */
export interface HostileMonths {
  seed: number;
  /** First month, `YYYY-MM`. */
  first: string;
  count: number;
}

const appIds = [
  ...[
    '1400000001',
    '0014',
    '14',
    '14.0',
    '1e3',
    '0x10',
    'App',
    'app',
    'APP',
    'NULL',
    'null',
    '\\N',
  ],
  ...[
    'é',
    'e\u0301',
    'ß',
    'SS',
    'ı',
    'İ',
    '青禾',
    '１４',
    '😀',
    'x'.repeat(300),
    'true',
    '-',
    'a b',
  ],
  ...['a"b', 'a,b', "o'neil", 'a%b_', '[1]', '{}', `\${x}`],
];

const userIds = [
  ...appIds,
  ...[
    'u1',
    'U1',
    'u1 ',
    ' u1',
    'u\t1',
    'u1\u00a0',
    '\u200bu1',
    '\ufeffu1',
    '007',
    '7',
    '7.0',
    'NaN',
  ],
  ...[
    'Infinity',
    '2026-01-01',
    'y'.repeat(5000),
    '`x`',
    '--',
    '/*',
    ';',
    '\\',
    '\\\\',
    '\\n',
    '""',
  ],
  ...["''", 'ﬀ', 'ff', '𝒳', 'Ω', '\u2126'],
];

/** App without a successful login. */
const allFails = 'all fails';
const results = ['success', '0', '', '1', 'failed', 'Success', 'success ', 'NULL'];
const groupTypes = ['AVChatRoom', 'BChatRoom', 'Public', '', 'avchatroom', 'AVChatRoom '];

const settings = `price_list: tencent-im
rejects: { max_share: 1 }
sources:
  logins: { files: "logs/logins/**/*" }
  bandwidth: { files: "logs/bandwidth/**/*", slot_seconds: 300 }
  groups: { files: "logs/groups/**/*" }
  daily: { files: "logs/daily/**/*" }
`;

/** Builds a workspace with such months. The same seed gives the same texts. */
export function hostileWorkspace({ seed, first, count }: HostileMonths): WorkspaceTexts {
  const random = randomNumbers(seed);
  const months = repeat(count, (index) => addMonths(first, index));
  return { settings, files: Object.fromEntries(months.flatMap((month) => filesOf(month, random))) };
}

function repeat<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

type Random = ReturnType<typeof randomNumbers>;

/** Makes a source of random numbers (mulberry32). */
function randomNumbers(seed: number) {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
  return { below, pick };
}

function filesOf(month: string, random: Random): [string, string][] {
  const { below, pick } = random;
  const apps = [allFails, ...repeat(2 + below(6), () => pick(appIds))];
  const users = repeat(5 + below(60), () => pick(userIds));
  const groups = users.slice(0, 6);
  const isJson = below(5) < 2;
  const fileOf = (
    source: string,
    columns: string[],
    most: number,
    rest: (app: string) => string[],
  ) => {
    const rows = repeat(1 + below(most), () => {
      const app = pick(apps);
      return [timeIn(month, random), app, ...rest(app)];
    });
    const header = ['time', 'app_id', ...columns];
    return [
      `logs/${source}/${month}.${isJson ? 'ndjson' : 'csv'}`,
      isJson ? ndjson(header, rows) : csvText(header, rows, random),
    ] as [string, string];
  };
  return [
    fileOf('logins', ['user_id', 'result'], 400, (app) => [
      pick(users),
      app === allFails ? 'failed' : pick(results),
    ]),
    fileOf('bandwidth', ['node', 'region', 'mbps', 'bytes', 'bps'], 400, () => [
      pick(['', '', 'n1', 'N1', 'n1 ', '青']),
      pick(['', 'domestic', 'international']),
      ...bandwidthOf(random),
    ]),
    fileOf('groups', ['group_id', 'event', 'group_type'], 300, () => [
      pick(groups),
      pick(['created', 'created', 'dismissed', 'full']),
      pick(groupTypes),
    ]),
  ];
}

/** Returns mbps, bytes and bps; one of them is given. */
function bandwidthOf({ below, pick }: Random): string[] {
  return pick([
    () => ['100', '', ''],
    () => [`${below(5)}`, '', ''],
    () => [`${below(1000)}.${digits(below(1e9), 9)}`, '', ''],
    () => ['', `${below(2 ** 31) * 1000}`, ''],
    () => ['', '', `${below(1e9)}.${digits(below(1000), 3)}`],
    () => ['999999999999.999999999', '', ''],
    () => ['', '999999999999999999', ''],
    () => ['0.000000001', '', ''],
  ])();
}

/** Returns a time of a month in Beijing, often at the border of a day, in one of four forms. */
function timeIn(month: string, { below, pick }: Random): string {
  const day = dateOf(month, 1 + below(daysIn(month)));
  const [clock, fraction] = pick([
    () => ['23:59:59', '.999'],
    () => ['23:59:59', '.999999'],
    () => ['00:00:00', ''],
    () => ['00:00:00', '.000001'],
    () => [clockOf(below(24), below(60), below(60)), pick(['', '.5', '.123456', '.1234567'])],
    // Few slots, so that peaks tie.
    () => [clockOf(below(24), pick([0, 5, 10]), 0), ''],
  ])() as [string, string];
  const instant = Date.parse(`${day}T${clock}+08:00`);
  const utc = (hours: number) => new Date(instant + hours * 3_600_000).toISOString().slice(0, 19);
  return pick([
    () => `${day}T${clock}${fraction}+08:00`,
    () => `${utc(0)}${fraction}Z`,
    () => `${utc(-5).replace('T', ' ')}${fraction}-05:00`,
    () => `${instant + (fraction === '.999' ? 999 : 0)}`,
  ])();
}

function clockOf(...parts: number[]): string {
  return parts.map((part) => digits(part, 2)).join(':');
}

function digits(value: number, length: number): string {
  return `${value}`.padStart(length, '0');
}

function csvText(header: string[], rows: string[][], { below, pick }: Random): string {
  const cell = (text: string) =>
    /[",\r\n]/.test(text) || text !== text.trim() || below(10) < 3
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const text = csv(
    header.join(','),
    rows.map((row) => row.map(cell).join(',')),
  );
  return pick([text, text.replaceAll('\n', '\r\n'), text.trimEnd()]);
}

/** An empty value is a key that is absent. */
function ndjson(header: string[], rows: string[][]): string {
  const record = (row: string[]) =>
    Object.fromEntries(
      header.map((name, index) => [name, row[index]!]).filter(([, value]) => value),
    );
  return rows.map((row) => `${JSON.stringify(record(row))}\n`).join('');
}
