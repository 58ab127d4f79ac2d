import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import type { ExplainedLine, Explanation } from '../../src/jobs/explain.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { run } from '../../src/testing/jobs.ts';
import { defaultSettings, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { buildReproducingSql } from './explain-sql.ts';

let folder: string;

beforeAll(async () => {
  folder = await writeWorkspace({
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: {
      // The 2nd has most users: u1 to u3, u2 in both files.
      'logs/logins/one.csv':
        'time,app_id,user_id,result\n2026-09-01T10:00:00+08:00,a1,u1,\n2026-09-02T10:00:00+08:00,a1,u1,\n2026-09-02T11:00:00+08:00,a1,u2,\n2026-09-02T12:00:00+08:00,a1,u9,failed\n',
      'logs/logins/two.csv':
        'time,app_id,user_id,result\n2026-09-02T12:00:00+08:00,a1,u2,\n2026-09-02T13:00:00+08:00,a1,u3,\n2026-09-02T13:00:00+08:00,zz,u4,\n',
      // 10:05 of the 3rd is the highest slot: n1 with its higher value 30, n2 with 20.
      'logs/bandwidth/mbps.csv':
        'time,app_id,mbps,node\n2026-09-03T10:00:00+08:00,a1,40,n1\n2026-09-03T10:05:00+08:00,a1,30,n1\n2026-09-03T10:05:00+08:00,a1,29,n1\n2026-09-03T10:05:00+08:00,a1,20,n2\n2026-09-04T10:05:00+08:00,a1,7,n1\n',
      'logs/groups/all.csv':
        'time,app_id,group_id,event\n2026-08-03T10:00:00+08:00,a1,g0,created\n2026-09-03T10:00:00+08:00,a1,g1,created\n2026-09-04T10:00:00+08:00,a1,g1,dismissed\n',
    },
  });
  await run(folder, '2026-09');
});

async function explained(...options: string[]): Promise<Explanation> {
  const { stdout } = await imbill(
    ['invoice', 'explain', 'INV-2026-000001', '--workspace', folder, '--json', ...options],
    { timeZone: 'Pacific/Apia' },
  );
  return JSON.parse(stdout);
}

async function lineOf(sku: string, ...options: string[]): Promise<ExplainedLine> {
  const { lines } = await explained('--line', sku, ...options);
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

function daysWithoutData(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const day = String(from + index).padStart(2, '0');
    return `  2026-09-${day}: no data`;
  }).join('\n');
}

describe('imbill invoice explain', () => {
  it('tells files with their users, and on request the lines', async () => {
    const { evidence, ...line } = await lineOf('dau', '--rows');
    expect(line).toMatchObject({ day: '2026-09-02', quantity_now: '3', amount: '0.00' });
    expect(line.rule).toMatch(
      /^dau, highest of the month, per block, price 10000 a started block of 100000; book tencent-im from 2018-12-27 \([0-9a-f]{12}\), as since 2018-09-14$/,
    );
    expect(evidence).toEqual({
      files: [
        { file: 'logs/logins/one.csv', lines: '2', users: '2' },
        { file: 'logs/logins/two.csv', lines: '2', users: '2' },
      ],
      nodes: [],
      missing: [],
      rows: [
        { file: 'logs/logins/one.csv', line: '3', time: '2026-09-02T02:00:00Z', what: 'u1' },
        { file: 'logs/logins/one.csv', line: '4', time: '2026-09-02T03:00:00Z', what: 'u2' },
        { file: 'logs/logins/two.csv', line: '2', time: '2026-09-02T04:00:00Z', what: 'u2' },
        { file: 'logs/logins/two.csv', line: '3', time: '2026-09-02T05:00:00Z', what: 'u3' },
      ],
      rows_in_all: '4',
    });
  });

  it('tells the deciding slot with its nodes', async () => {
    const { slot, evidence, quantity_now } = await lineOf('bandwidth-domestic');
    expect([slot, quantity_now]).toEqual(['2026-09-03T10:05:00+08:00', '57']);
    expect(evidence).toEqual({
      files: [{ file: 'logs/bandwidth/mbps.csv', lines: '3' }],
      nodes: [
        { node: 'n1', mbps: '30' },
        { node: 'n2', mbps: '20' },
      ],
      missing: [],
    });
  });

  it('tells of each day of a sum its value, slot and lines, and only of a charge that was asked for', async () => {
    const { days = [], quantity_now } = await lineOf('bandwidth-domestic');
    const counted = days.filter(({ quantity }) => quantity !== null);
    expect(days).toHaveLength(30);
    expect(counted).toMatchObject([
      {
        day: '2026-09-03',
        quantity: '50',
        slot: '2026-09-03T10:05:00+08:00',
        evidence: { rows_in_all: '3', rows: [{ line: '3' }, { line: '4' }, { line: '5' }] },
      },
      {
        day: '2026-09-04',
        quantity: '7',
        evidence: { rows: [{ file: 'logs/bandwidth/mbps.csv', line: '6', what: 'n1 7 Mbps' }] },
      },
    ]);
    expect(quantity_now).toBe('57');
    expect((await explained()).lines.every((line) => line.days === undefined)).toBe(true);
    expect((await lineOf('dau')).days).toBeUndefined();
  });

  it('gives SQL that imbill sql answers with the quantity of the invoice', async () => {
    const { lines } = await explained();
    const withSql = lines.filter(({ sql }) => sql !== undefined);
    expect(withSql.map(({ sku }) => sku)).toEqual(['dau', 'bandwidth-domestic', 'groups']);
    for (const { sql, quantity_now } of withSql) {
      const { stdout } = await imbill(['sql', sql!, '--workspace', folder, '--json']);
      expect(Number(JSON.parse(stdout).rows[0].quantity)).toBe(Number(quantity_now));
    }
  });

  it('says it in words', async () => {
    const { exitCode, stdout } = await imbill([
      'invoice',
      'explain',
      'INV-2026-000001',
      '--line',
      'bandwidth-domestic',
      '--app',
      'a1',
      '--workspace',
      folder,
    ]);
    expect(exitCode).toBe(0);
    expect(
      stdout
        .replace(/\([0-9a-f]{12}\)/, '(#)')
        .replace(/Source: .*/, 'Source: #')
        .replace(
          /imbill \S+ with DuckDB v\S+, (.*) [0-9a-f]{12}\)/,
          'imbill # with DuckDB #, $1 #)',
        ),
    ).toBe(`INV-2026-000001 for 2026-09, customer acme

App a1, bandwidth-domestic: 114.00 CNY
  Daily values of 2 days with usage add up to 57 Mbps → 57 × 2 = 114.00
  Rule: bandwidth_domestic_mbps, sum of the month, per unit, price 2; book tencent-im from 2018-12-27 (#), as since 2018-12-03
  Source: #
  2026-09-01: no data
  2026-09-02: no data
  2026-09-03: 50, slot 2026-09-03T10:05:00+08:00
    node n1: 30 Mbps
    node n2: 20 Mbps
    logs/bandwidth/mbps.csv: 3 lines
    logs/bandwidth/mbps.csv, line 3: 2026-09-03T02:05:00Z n1 30 Mbps
    logs/bandwidth/mbps.csv, line 4: 2026-09-03T02:05:00Z n1 29 Mbps
    logs/bandwidth/mbps.csv, line 5: 2026-09-03T02:05:00Z n2 20 Mbps
  2026-09-04: 7, slot 2026-09-04T10:05:00+08:00
    node n1: 7 Mbps
    logs/bandwidth/mbps.csv: 1 line
    logs/bandwidth/mbps.csv, line 6: 2026-09-04T02:05:00Z n1 7 Mbps
${daysWithoutData(5, 30)}
  imbill sql "select cast(sum(quantity) as decimal(38, 9)) as quantity from daily_usage where app_id = 'a1' and metric = 'bandwidth_domestic_mbps' and usage_date between date '2026-09-01' and date '2026-09-30'"
    gives 57 now

Prepaid 999.00 + postpaid 114.00 = total 1,113.00 CNY
Calculated by imbill # with DuckDB #, days of Asia/Shanghai (zone data #)
`);
  });

  it('names the lines that there are, and segments that are gone', async () => {
    const none = await imbill([
      'invoice',
      'explain',
      'INV-2026-000001',
      '--line',
      'dua',
      '--workspace',
      folder,
    ]);
    expect([none.exitCode, none.stderr]).toEqual([
      2,
      `INV-2026-000001 has no such line.
Accepted: --line pro --app a1; --line dau --app a1; --line bandwidth-domestic --app a1; --line groups --app a1.
`,
    ]);
    await rm(join(folder, '.imbill', 'lake', 'groups'), { recursive: true });
    const { evidence } = await lineOf('groups');
    expect(evidence).toMatchObject({ files: [], nodes: [] });
    expect(evidence?.missing).toHaveLength(3);
  });
});

describe('imbill invoice explain, without raw logs', () => {
  /** On the later list, which charges history by a setting. */
  let reported: string;

  beforeAll(async () => {
    reported = await writeWorkspace({
      settings: defaultSettings.replace('tencent-im', 'tencent-im-2019'),
      purchases: ['o1,a1,pro,2026-09-01,1'],
      files: {
        'accounts/roaming.csv': 'app_id,from,extra_months,history_days\na1,2026-09-01,0,90\n',
        'logs/daily/days.csv':
          'date,app_id,metric,value\n2026-09-07,a1,dau,7\n2026-09-08,a1,dau,10020\n2026-09-08,a1,groups,4\n',
      },
    });
    await run(reported, '2026-09');
  });

  async function words(sku: string): Promise<string> {
    const { stdout } = await imbill([
      'invoice',
      'explain',
      'INV-2026-000001',
      '--line',
      sku,
      '--rows',
      '--workspace',
      reported,
    ]);
    return stdout.replace(/\([0-9a-f]{12}\)/, '(#)').replace(/Source: .*/, 'Source: #');
  }

  it('tells the file of a value that was counted elsewhere', async () => {
    expect(await words('dau')).toContain(`  Value of 2026-09-08:
    logs/daily/days.csv: 1 line, counted elsewhere: 10,020
    logs/daily/days.csv, line 3: 2026-09-08 10020
`);
  });

  it('tells the steps of a charge by setting', async () => {
    expect(await words('history-storage')).toContain(`
  Rule: history_days, prices by step 30: 500, 90: 1000, 180: 1500, 360: 2500, by setting; with flagship other prices; book tencent-im-2019 from 2019-12-27 (#)
`);
  });
});

describe('buildReproducingSql', () => {
  it.each([
    [{ of: 'highest' } as const, '9'],
    [{ of: 'sum' } as const, '18'],
    [{ of: 'last' } as const, '5'],
    [{ of: 'highest_from_day', day: 4 } as const, '5'],
    // 30 days, 27 of them without data: the 29th by height is 5.
    [{ of: 'percentile', percent: '95' } as const, '5'],
    [{ of: 'distinct' } as const, '77'],
  ])('gives the month quantity of %j', async (rule, quantity) => {
    const database = await Database.open();
    try {
      await database.run(`create table daily_usage as select * from (values
        ('a', 'dau', date '2026-09-03', cast(9 as decimal(38, 9))), ('a', 'dau', date '2026-09-04', 4),
        ('a', 'dau', date '2026-09-30', 5), ('b', 'dau', date '2026-09-30', 50)) as t (app_id, metric, usage_date, quantity);
        create table monthly_users as select 'a' as app_id, date '2026-09-01' as usage_month, 77 as quantity`);
      const [row] = await database.rows(buildReproducingSql('a', 'dau', '2026-09', rule));
      expect(Number(row?.['quantity'])).toBe(Number(quantity));
    } finally {
      database.close();
    }
  });
});
