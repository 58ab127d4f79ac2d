import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { exampleResult } from '../../testing/example-results.ts';
import { load, run } from '../../testing/jobs.ts';
import { csv, defaultSettings, headers, writeWorkspace } from '../../testing/write-workspace.ts';
import { readExample, readExamples } from './examples.ts';

const examples = await readExamples();
const names = examples.map(({ name }) => name);
let folder: string;

/** Two months of two apps, few enough to add up in the head. */
beforeAll(async () => {
  const login = (day: string, app: string, user: string) => `${day}T12:00:00+08:00,${app},${user}`;
  const group = (day: string, name: string, event: string) =>
    `${day}T12:00:00+08:00,a1,${name},${event}`;
  folder = await writeWorkspace({
    customers: ['acme,Acme,a1', 'beta,Beta,b1'],
    purchases: ['o1,a1,pro,2026-08-01,2', 'o2,b1,pro,2026-09-02,1'],
    files: {
      'logs/logins/all.csv': csv(headers.logins, [
        ...['u1', 'u2'].map((user) => login('2026-08-30', 'a1', user)),
        login('2026-08-31', 'a1', 'u1'),
        ...['u1', 'u2', 'u3'].map((user) => login('2026-09-01', 'a1', user)),
        login('2026-09-02', 'a1', 'u1'),
        login('2026-09-03', 'a1', 'u1'),
        ...['u1', 'u2'].map((user) => login('2026-09-08', 'a1', user)),
        login('2026-09-08', 'b1', 'v1'),
      ]),
      'logs/daily/all.csv': csv('date,app_id,metric,value', [
        '2026-09-01,a1,dau,4',
        '2026-09-08,b1,dau,1',
        '2026-09-09,b1,dau,5',
      ]),
      'logs/bandwidth/all.csv': csv('time,app_id,mbps,node', [
        '2026-09-01T10:00:00+08:00,a1,10,n1',
        '2026-09-01T10:00:00+08:00,a1,5.5,n2',
        '2026-09-01T10:00:00+08:00,a1,12,n1',
        '2026-09-01T10:05:00+08:00,a1,1,',
        '2026-09-01T10:05:00+08:00,a1,2,',
        '2026-09-02T02:00:00+08:00,a1,1.0005,n1',
      ]),
      'logs/groups/all.csv': csv(headers.groups, [
        group('2026-08-31', 'g1', 'created'),
        group('2026-08-31', 'g2', 'created'),
        group('2026-09-01', 'g3', 'created'),
        group('2026-09-05', 'g1', 'dismissed'),
        group('2026-09-05', 'g2', 'dismissed'),
      ]),
    },
  });
  await run(folder, '2026-08');
  await run(folder, '2026-09');
});

const rowsOf = async (name: string, parameters = {}) =>
  (await exampleResult(folder, name, parameters)).rows;

describe('sql/examples', () => {
  it.each(names)('%s asks a question, and explains its parameters and columns', async (name) => {
    const example = examples.find((one) => one.name === name)!;
    expect(example.question).toMatch(/^[A-Z].*\?$/);
    expect(example.parameters.filter(({ meaning }) => meaning === '')).toEqual([]);
    const { columns, types } = await exampleResult(folder, name);
    expect(example.columns.map((column) => column.name)).toEqual(columns);
    expect(types.filter((type) => /DOUBLE|FLOAT|HUGEINT/.test(type))).toEqual([]);
  });

  it('are all asked of this workspace', () => {
    expect(names).toEqual([
      'bandwidth_by_hour',
      'bill_changes',
      'cost_per_user',
      'daily_users',
      'group_growth',
      'monthly_totals',
      'next_block',
      'reconciliation',
      'stickiness',
    ]);
  });

  it('daily_users: means of the days with data, over the month before, too', async () => {
    expect(await rowsOf('daily_users')).toEqual([
      // (2 + 1 + 3) / 3
      'a1 2026-09-01 3 2.00 3',
      // (2 + 1 + 3 + 1) / 4
      'a1 2026-09-02 1 1.75 4',
      // (2 + 1 + 3 + 1 + 1) / 5
      'a1 2026-09-03 1 1.60 5',
      // (1 + 1 + 2) / 3, the first day is the 2nd
      'a1 2026-09-08 2 1.33 3',
      'b1 2026-09-08 1 1.00 1',
      // (1 + 5) / 2
      'b1 2026-09-09 5 3.00 2',
    ]);
    expect(await rowsOf('daily_users', { month: '2026-08', app_id: 'a1' })).toEqual([
      'a1 2026-08-30 2 2.00 1',
      'a1 2026-08-31 1 1.50 2',
    ]);
    expect(await rowsOf('daily_users', { month: '2026-07' })).toEqual([]);
  });

  it('stickiness: of the days on which there are logins', async () => {
    expect(await rowsOf('stickiness')).toEqual([
      // 3 + 1 + 1 + 2 users on the 1st, 2nd, 3rd, 8th: 7 / 4, and 7 / (4 × 3)
      'a1  2026-09 3 1.75 58.33 7 4',
      'b1  2026-09 1 0.25 25.00 1 4',
    ]);
  });

  it('next_block: what is left of what is included', async () => {
    const of = (...values: string[]) => values.map((value) => `${value}.000000000`).join(' ');
    expect(await rowsOf('next_block')).toEqual([
      `a1  acme dau users ${of('3', '100000', '100000')} 0 ${of('99997')} 0.00 ${of('10000')} CNY`,
      `a1  acme groups groups ${of('1', '100000', '100000')} 0 ${of('99999')} 0.00 ${of('1000')} CNY`,
      `b1  beta dau users ${of('5', '100000', '100000')} 0 ${of('99995')} 0.00 ${of('10000')} CNY`,
    ]);
  });

  it('bandwidth_by_hour: nodes once and summed, hours of the zone', async () => {
    expect(await rowsOf('bandwidth_by_hour')).toEqual([
      'a1 domestic 2 1 1.001 1.000500000 2026-09-01T18:00:00Z',
      // 12 + 5.5, and the higher of 1 and 2: (17.5 + 2) / 2
      'a1 domestic 10 2 9.750 17.500000000 2026-09-01T02:00:00Z',
    ]);
    expect(await rowsOf('bandwidth_by_hour', { time_zone: 'UTC', month: '2026-09' })).toEqual([
      'a1 domestic 2 2 9.750 17.500000000 2026-09-01T02:00:00Z',
      'a1 domestic 18 1 1.001 1.000500000 2026-09-01T18:00:00Z',
    ]);
  });

  it('group_growth: month by month', async () => {
    expect(await rowsOf('group_growth')).toEqual([
      'a1  2026-08 2 2 2 0 0.00',
      // 3 on the 1st, 1 from the 5th on
      'a1  2026-09 2 1 3 -1 -50.00',
    ]);
  });

  it('cost_per_user: the bill over the users of the month', async () => {
    expect(await rowsOf('cost_per_user')).toEqual([
      'b1  beta 2026-09 999.00 0.00 999.00 CNY 1 999.0000',
      // (17.5 + 1.0005) × 2 = 37.001; / 3
      'a1  acme 2026-09 0.00 37.00 37.00 CNY 3 12.3333',
    ]);
    // 1998 / 2
    expect(await rowsOf('cost_per_user', { month: '2026-08' })).toEqual([
      'a1  acme 2026-08 1998.00 0.00 1998.00 CNY 2 999.0000',
    ]);
  });

  it('monthly_totals: a row a month', async () => {
    expect(await rowsOf('monthly_totals')).toEqual([
      // 2 × 999
      '2026-08 CNY 1998.00 1998.00 0.00 1',
      // 999 + 37.00
      '2026-09 CNY 1036.00 999.00 37.00 2',
    ]);
  });

  it('bill_changes: largest first, each with what moved it', async () => {
    expect(await rowsOf('bill_changes')).toEqual([
      'acme Acme CNY 1998.00 37.00 -1961.00 pro 1998.00 0.00 -1998.00 gone - -',
      'acme Acme CNY 1998.00 37.00 -1961.00 bandwidth-domestic 0.00 37.00 37.00 new - 18.500500000',
      'beta Beta CNY 0.00 999.00 999.00 pro 0.00 999.00 999.00 new - -',
    ]);
  });

  it('reconciliation: where both, or one of them, has a number', async () => {
    const rows = (await rowsOf('reconciliation')).map((row) => row.replaceAll('.000000000', ''));
    expect(rows).toEqual([
      'a1 dau 2026-09-01 3 4 -1 differs',
      'a1 dau 2026-09-02 1 - - only counted',
      'a1 dau 2026-09-03 1 - - only counted',
      'a1 dau 2026-09-08 2 - - only counted',
      'b1 dau 2026-09-08 1 1 0 equal',
      'b1 dau 2026-09-09 - 5 - only provided',
    ]);
  });

  it('give no row, and no error, where nothing was loaded', async () => {
    const empty = await writeWorkspace({ settings: defaultSettings, customers: [] });
    await load(empty);
    for (const name of names) expect((await exampleResult(empty, name)).rows).toEqual([]);
  });
});

describe('readExample', () => {
  it('is the query of that name', async () => {
    expect(await readExample('next_block')).toMatch(/^-- Which apps are near the next block/);
  });

  it('says which names there are', async () => {
    const error = await readExample('next-block').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      exitCode: 2,
      message: `There is no example "next-block" (did you mean next_block?).\nAccepted: ${names.join(', ')}.`,
    });
  });
});
