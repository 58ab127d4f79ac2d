import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import type { ExplainedCharge, ExplainedMonth } from '../../src/jobs/explain-month.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { correct, load, run, voidInvoice } from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { tamper } from '../../src/testing/verified.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { seededRandom } from '../anomalies/testing/seeded-random.ts';

async function explained(folder: string): Promise<{ exitCode: number; month: ExplainedMonth }> {
  const ended = await imbill(['explain', '--month', '2026-09', '--workspace', folder, '--json']);
  return { exitCode: ended.exitCode!, month: JSON.parse(ended.stdout || ended.stderr) };
}

/** Writes each line that is not explained, with its reasons. */
function openLines({ charges }: ExplainedMonth): string[] {
  const open = charges.filter(({ by }) => by === undefined);
  return open.map(({ number, sku, why = [] }) => `${number} ${sku}: ${why.join('; ')}`);
}

describe('imbill explain', () => {
  let issued: string;

  beforeAll(async () => {
    issued = await writeWorkspace({
      customers: ['acme,Acme,a1', 'bell,Bell,b1'],
      purchases: ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1'],
      roaming: ['a1,2026-09-01,1'],
      files: {
        'logs/logins/one.csv': csv(headers.logins, [
          '2026-09-02T10:00:00+08:00,a1,u1',
          '2026-09-02T11:00:00+08:00,a1,u2',
          '2026-09-03T12:00:00+08:00,a1,u1',
        ]),
        'logs/bandwidth/mbps.csv': csv(headers.bandwidth, [
          '2026-09-03T10:05:00+08:00,a1,40',
          '2026-09-04T10:05:00+08:00,a1,7',
        ]),
        'logs/groups/august.csv': csv(headers.groups, ['2026-08-03T10:00:00+08:00,a1,g0,created']),
        'logs/groups/september.csv': csv(headers.groups, [
          '2026-09-05T10:00:00+08:00,a1,g1,created',
        ]),
        'logs/daily/days.csv': 'date,app_id,metric,value\n2026-09-08,b1,dau,150000\n',
      },
    });
    await run(issued, '2026-09');
    await writeFiles(issued, {
      'logs/bandwidth/late.csv': csv(headers.bandwidth, ['2026-09-05T10:05:00+08:00,a1,5']),
    });
    await load(issued);
    await correct(issued, '2026-09');
    await voidInvoice(issued, 'INV-2026-000002', { isReplaced: false });
  });

  it('explains invoices, a correction and a void down to lines, orders and day values', async () => {
    const { exitCode, month } = await explained(issued);
    expect(openLines(month)).toEqual([]);
    expect([exitCode, month.share]).toEqual([0, '100']);
    const told = month.charges.map(({ number, sku, amount, by, values = [] }) => [
      number,
      sku,
      amount,
      by,
      ...values.map(({ day, quantity, lines, files }) => `${day} ${quantity} ${lines}/${files}`),
    ]);
    expect(told).toEqual([
      ['INV-2026-000001', 'pro', '999.00', 'orders'],
      ['INV-2026-000001', 'dau', '0.00', 'lines', '2026-09-02 2 2/1'],
      [
        'INV-2026-000001',
        'bandwidth-domestic',
        '94.00',
        'lines',
        '2026-09-03 40 1/1',
        '2026-09-04 7 1/1',
      ],
      ['INV-2026-000001', 'roaming', '500.00', 'lines', '2026-09-02 2 2/1'],
      // The group of August exists on: it is one of the two lines.
      ['INV-2026-000001', 'groups', '0.00', 'lines', '2026-09-30 2 2/2'],
      ['INV-2026-000002', 'pro', '999.00', 'orders'],
      ['INV-2026-000002', 'dau', '10000.00', 'daily', '2026-09-08 150000 1/1'],
      [
        'DBN-2026-000001',
        'bandwidth-domestic',
        '10.00',
        'lines',
        '2026-09-03 40 1/1',
        '2026-09-04 7 1/1',
        '2026-09-05 5 1/1',
      ],
      ['CRN-2026-000001', 'pro', '-999.00', 'orders'],
      ['CRN-2026-000001', 'dau', '-10000.00', 'daily', '2026-09-08 150000 1/1'],
    ]);
    expect(month.totals).toEqual([
      {
        currency: 'CNY',
        // 999 + 94 + 500 + 999 + 10000 + 10 + 999 + 10000
        amount: '23601.00',
        explained: '23601.00',
        by: { lines: '604.00', orders: '2997.00', daily: '20000.00', settings: '0.00' },
      },
    ]);
  });

  it('says it in words', async () => {
    const { stdout } = await imbill(['explain', '--month', '2026-09', '--workspace', issued]);
    expect(stdout).toBe(`document         customer  currency    amounts  explained  share   lines
───────────────  ────────  ────────  ─────────  ─────────  ─────  ──────
INV-2026-000001  acme      CNY        1,593.00   1,593.00  100 %  5 of 5
INV-2026-000002  bell      CNY       10,999.00  10,999.00  100 %  2 of 2
DBN-2026-000001  acme      CNY           10.00      10.00  100 %  1 of 1
CRN-2026-000001  bell      CNY       10,999.00  10,999.00  100 %  2 of 2

23,601.00 of 23,601.00 CNY: 604.00 by lines of files, 2,997.00 by orders, 20,000.00 by delivered day values
2026-09: 100 % explained, 10 of 10 lines, 2 of them 0.00. All of this was counted and rated again.
`);
  });

  it('needs a month with documents', async () => {
    const { exitCode } = await imbill(['explain', '--month', '2026-01', '--workspace', issued]);
    expect(exitCode).toBe(4);
  });

  it('names a segment that is gone, with each amount that needs it', async () => {
    const folder = await copyOf(issued);
    const [segment] = await segmentsOf(folder, 'logins', '2026-09-03');
    await rm(join(folder, segment!));
    const { exitCode, month } = await explained(folder);
    const gone = `${segment} is not in the lake`;
    expect([exitCode, month.share]).toEqual([1, '97.88']);
    expect(openLines(month)).toEqual([
      `INV-2026-000001 dau: ${gone}`,
      `INV-2026-000001 roaming: ${gone}`,
    ]);
    expect(month.charges.some(({ differs }) => differs)).toBe(false);
  });

  it('names a segment with other bytes', async () => {
    const folder = await copyOf(issued);
    const segment = await changeSegment(folder, {
      source: 'bandwidth',
      day: '2026-09-04',
      change: 'select * replace (bits + 1 as bits)',
    });
    expect(openLines((await explained(folder)).month)).toEqual([
      `INV-2026-000001 bandwidth-domestic: ${segment} has changed`,
      `DBN-2026-000001 bandwidth-domestic: ${segment} has changed; INV-2026-000001: ${segment} has changed`,
    ]);
  });

  it('counts other rows, if their hash was changed as well', async () => {
    const folder = await copyOf(issued);
    await changeSegment(folder, {
      source: 'logins',
      day: '2026-09-02',
      change: "select * replace ('u1' as user_id)",
      withHash: true,
    });
    const { exitCode, month } = await explained(folder);
    const differs = 'dau of 2026-09-02: 2 was billed, 1 is counted';
    expect(exitCode).toBe(1);
    expect(openLines(month)).toEqual([
      `INV-2026-000001 dau: ${differs}`,
      `INV-2026-000001 roaming: ${differs}`,
    ]);
  });

  it('counts another delivered day value, and rates another amount', async () => {
    const folder = await copyOf(issued);
    await changeSegment(folder, {
      source: 'daily',
      day: '2026-09-08',
      change: 'select * replace (cast(250000 as decimal(38, 9)) as quantity)',
      withHash: true,
    });
    const { month } = await explained(folder);
    const differs =
      'dau of 2026-09-08: 150000 was billed, 250000 is counted; rated again, it is 20000.00';
    expect(openLines(month)).toEqual([
      `INV-2026-000002 dau: ${differs}`,
      // What is counted otherwise now does not change what the note takes back.
      `CRN-2026-000001 dau: ${differs
        .split('; ')
        .map((one) => `INV-2026-000002: ${one}`)
        .join('; ')}`,
    ]);
    expect(month.charges.filter((one) => one.differs)).toHaveLength(2);
  });

  it('names an order that was taken out of the facts', async () => {
    const folder = await copyOf(issued);
    await tamper(
      folder,
      `update facts set content = replace(content, '"orderId":"o1"', '"orderId":"o9"') where kind = 'purchases'`,
    );
    const { exitCode, month } = await explained(folder);
    expect(exitCode).toBe(1);
    const [first] = openLines(month);
    expect(first).toMatch(/^INV-2026-000001 pro: The fact [0-9a-f]{64} \(purchases\) was altered/);
  });
});

describe('imbill explain of a generated month', () => {
  it('counts what a slow count of the delivered lines gives', async () => {
    const random = seededRandom(17);
    const apps = ['a1', 'b1', 'c1'];
    const hours = (day: number) =>
      `2026-09-${String(day).padStart(2, '0')}T${random.whole(10, 19)}`;
    const logins = Array.from({ length: 600 }, () => {
      const [app, day] = [random.pick(apps), random.whole(1, 30)];
      return { app, day, user: `u${random.whole(1, 40)}`, time: `${hours(day)}:00:00+08:00` };
    });
    const rates = Array.from({ length: 300 }, () => {
      const [app, day] = [random.pick(apps), random.whole(1, 30)];
      return {
        app,
        day,
        node: random.pick(['n1', 'n2']),
        mbps: random.whole(1, 90),
        time: `${hours(day)}:05:00+08:00`,
      };
    });
    const folder = await writeWorkspace({
      customers: apps.map((app) => `${app},${app},${app}`),
      purchases: apps.map((app) => `o-${app},${app},pro,2026-09-01,1`),
      files: {
        // Lines of a day are in both files.
        ...Object.fromEntries(
          [0, 1].map((half) => [
            `logs/logins/${half}.csv`,
            csv(
              headers.logins,
              logins
                .filter((_, index) => index % 2 === half)
                .map(({ time, app, user }) => `${time},${app},${user}`),
            ),
          ]),
        ),
        'logs/bandwidth/all.csv': csv(
          'time,app_id,mbps,node',
          rates.map(({ time, app, mbps, node }) => `${time},${app},${mbps},${node}`),
        ),
      },
    });
    await run(folder, '2026-09');
    const { exitCode, month } = await explained(folder);
    expect([exitCode, month.share]).toEqual([0, '100']);
    const valuesOf = (app: string, sku: string) =>
      (
        month.charges.find((one): one is ExplainedCharge => one.app_id === app && one.sku === sku)
          ?.values ?? []
      ).map(({ day, quantity, lines }) => `${day} ${quantity} ${lines}`);
    for (const app of apps) {
      const users = daysOf(logins.filter((one) => one.app === app)).map(([day, some]) => {
        return { day, users: new Set(some.map(({ user }) => user)).size, lines: some.length };
      });
      const [highest] = users.toSorted((a, b) => b.users - a.users || (a.day < b.day ? -1 : 1));
      expect(valuesOf(app, 'dau')).toEqual([`${highest!.day} ${highest!.users} ${highest!.lines}`]);
      const slots = daysOf(rates.filter((one) => one.app === app)).map(([day, some]) => {
        const times = [...new Set(some.map(({ time }) => time))].map((time) => {
          const own = some.filter((one) => one.time === time);
          const nodes = ['n1', 'n2'].map((node) =>
            Math.max(0, ...own.filter((one) => one.node === node).map(({ mbps }) => mbps)),
          );
          return { time, mbps: nodes[0]! + nodes[1]!, lines: own.length };
        });
        const [top] = times.toSorted((a, b) => b.mbps - a.mbps || (a.time < b.time ? -1 : 1));
        return `${day} ${top!.mbps} ${top!.lines}`;
      });
      expect(valuesOf(app, 'bandwidth-domestic')).toEqual(slots);
    }
  });
});

function daysOf<T extends { day: number }>(rows: readonly T[]): [day: string, rows: T[]][] {
  const days = [...new Set(rows.map(({ day }) => day))].toSorted((a, b) => a - b);
  return days.map((day) => [
    `2026-09-${String(day).padStart(2, '0')}`,
    rows.filter((one) => one.day === day),
  ]);
}

async function copyOf(folder: string): Promise<string> {
  const copy = await tempFolder();
  await cp(folder, copy, { recursive: true });
  return copy;
}

async function segmentsOf(folder: string, source: string, day: string): Promise<string[]> {
  const below = join('.imbill', 'lake', source, day);
  const names = await readdir(join(folder, below));
  return names.map((name) => join(below, name));
}

/** Writes a segment with other rows, and on request its hash into the warehouse. */
async function changeSegment(
  folder: string,
  {
    source,
    day,
    change,
    withHash = false,
  }: { source: string; day: string; change: string; withHash?: boolean },
): Promise<string> {
  const [segment] = await segmentsOf(folder, source, day);
  const path = join(folder, segment!);
  const database = await Database.open({ path: join(folder, '.imbill', 'warehouse.duckdb') });
  await database.run(`create temp table rows as ${change} from read_parquet('${path}')`);
  await rm(path);
  await database.run(`copy rows to '${path}' (format parquet)`);
  const sha256 = sha256Of(await readFile(path));
  if (withHash)
    await database.run('update segments set sha256 = $sha256 where path = $path', {
      sha256,
      path: segment!,
    });
  database.close();
  return segment!;
}
