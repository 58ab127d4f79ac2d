import { lines } from './log-lines.ts';
import { csv, type WorkspaceTexts } from './write-workspace.ts';

/** The logs of one month: rows under a header. A test may split, shuffle and pack them. */
export interface LogRows {
  kind: 'logins' | 'bandwidth' | 'groups';
  header: string;
  rows: string[];
}

/** Days of September with data. */
const loggedDays = ['01', '02', '15', '29', '30'];

const apps = ['a1', 'a2', 'b1', 'i1'];

/** Accounts of the mixed month: three customers with four apps, one of them without a plan. */
export const mixedAccounts = {
  customers: [
    'beta,Beta Ltd.,b1',
    'acme,"Acme, Inc.",a1',
    'acme,"Acme, Inc.",a2',
    'İzmir,İzmir AŞ,i1',
  ],
  purchases: [
    'o1,a1,pro,2026-08-15,2',
    'o2,a2,pro,2026-09-03,1',
    'o3,b1,pro,2026-09-30T15:59:59Z,1',
    'o4,b1,groups-per-user-400,2026-09-30,1',
  ],
  roaming: ['a1,2026-09-10,3'],
} satisfies WorkspaceTexts;

/** A small month with every kind of log, several apps, ties, duplicates and non-ASCII ids. */
export const mixedLogs: readonly LogRows[] = [
  {
    kind: 'logins',
    header: 'time,app_id,user_id,result,platform',
    rows: lines(600, (index) => {
      const day = loggedDays[index % 5];
      const hour = String((index * 7) % 24).padStart(2, '0');
      const user = ['user', 'User', 'üser', '用户', 'Iı', 'ıI', 'uſer'][index % 7];
      const result = index % 11 === 0 ? 'failed' : '';
      return `2026-09-${day}T${hour}:30:00Z,${apps[index % 4]},${user}${index % 37},${result},iOS`;
    }),
  },
  {
    kind: 'bandwidth',
    header: 'time,app_id,mbps,region,node',
    rows: lines(240, (index) => {
      const day = loggedDays[index % 5];
      const minute = String((index % 12) * 5).padStart(2, '0');
      const region = index % 9 === 0 ? 'international' : 'domestic';
      const rate = `${100 + (index % 13)}.${index % 7}05`;
      return `2026-09-${day}T20:${minute}:00+08:00,${apps[index % 3]},${rate},${region},n${index % 4}`;
    }),
  },
  {
    kind: 'groups',
    header: 'time,app_id,group_id,event,group_type',
    rows: lines(200, (index) => {
      const day = loggedDays[index % 5];
      const event = index % 3 === 0 ? 'dismissed' : 'created';
      return `2026-09-${day}T0${index % 10}:00:00+08:00,${apps[index % 2]},g${index % 41},${event},${index % 41 < 20 ? 'AVChatRoom' : 'Public'}`;
    }),
  },
];

/** Writes one CSV file a kind. */
export function mixedFiles(): Record<string, string> {
  return Object.fromEntries(
    mixedLogs.map(({ kind, header, rows }) => [`logs/${kind}/month.csv`, csv(header, rows)]),
  );
}

/** Splits the rows of each kind into `parts` files, of all formats in turn. */
export function splitFiles(parts = 5): Record<string, string> {
  return filesOf(({ rows }) => splitBy(parts, rows));
}

/** Writes one file for each part of a kind's rows, of all formats in turn. */
export function filesOf(partsOf: (logs: LogRows) => string[][]): Record<string, string> {
  const files = mixedLogs.flatMap((logs) =>
    partsOf(logs).map((rows, index) => [
      `logs/${logs.kind}/part-${index}.${extensions[index % extensions.length]}`,
      csv(logs.header, rows),
    ]),
  );
  return Object.fromEntries(files);
}

/** Deals out rows to parts in turn. */
export function splitBy(parts: number, rows: readonly string[]): string[][] {
  return Array.from({ length: parts }, (_, part) =>
    rows.filter((_, index) => index % parts === part),
  );
}

const extensions = ['csv', 'csv.gz', 'parquet', 'csv', 'csv.gz'];
