import { beforeAll, describe, expect, it } from 'vitest';
import { daysOfMonth } from '../../src/calendar/month.ts';
import { amounts, days, postpaidAmounts } from '../../src/testing/billed.ts';
import { run } from '../../src/testing/jobs.ts';
import { lines } from '../../src/testing/log-lines.ts';
import { csv, headers, writeWorkspace } from '../../src/testing/write-workspace.ts';
import type { RunSummary } from '../run-month.ts';

describe('the four examples of the price page, from raw logs', () => {
  let billed: RunSummary;

  beforeAll(async () => {
    billed = await run(
      await writeWorkspace({
        customers: ['daily,Users,dau', 'live,Live,live', 'far,Roaming,roaming', 'many,Groups,many'],
        purchases: ['dau', 'live', 'roaming', 'many'].map(proOn('2026-09-01')),
        roaming: ['roaming,2026-09-01,2'],
        files: {
          'logs/logins/quiet.csv': csv(headers.logins, users('dau', '2026-09-03', 1_000)),
          'logs/logins/peak.csv': csv(headers.logins, users('dau', '2026-09-18', 150_000)),
          'logs/logins/roaming.csv': csv(headers.logins, users('roaming', '2026-09-18', 200_000)),
          'logs/bandwidth/live.csv': csv(headers.bandwidth, [
            '2026-09-05T20:00:00+08:00,live,300',
            '2026-09-05T20:05:00+08:00,live,120',
            '2026-09-06T20:00:00+08:00,live,500',
            '2026-09-07T20:00:00+08:00,live,199.999',
            '2026-09-07T23:55:00+08:00,live,200',
          ]),
          'logs/groups/many.csv': csv(headers.groups, [
            ...groups('many', '2026-09-04', 1_000_010),
            ...lines(10, (index) => `2026-09-30T15:59:59Z,many,g${index},dismissed`),
            ...lines(10, (index) => `2026-09-30T16:00:00Z,many,g${50 + index},dismissed`),
          ]),
        },
      }),
      '2026-09',
    );
  });

  it('come out to the fen', () => {
    expect(amounts(billed)).toEqual({
      'dau pro': '999.00',
      'dau dau': '10000.00',
      'live pro': '999.00',
      'live bandwidth-domestic': '2000.00',
      'roaming pro': '999.00',
      'roaming dau': '10000.00',
      'roaming roaming': '2000.00',
      'many pro': '999.00',
      'many groups': '9000.00',
    });
  });

  it('say how each amount came about', () => {
    const explanations = billed.invoices
      .flatMap((invoice) => invoice.lines)
      .filter(({ kind }) => kind === 'postpaid')
      .map(({ explanation }) => explanation.en);
    expect(explanations).toEqual([
      'Peak 150,000 users on 2026-09-18 − 100,000 included = 50,000 → 1 started block of 100,000 × 10,000 = 10,000.00',
      'Peak 200,000 users on 2026-09-18 − 100,000 included = 100,000 → 1 started block of 100,000 × 10,000 = 10,000.00',
      'Peak 200,000 users on 2026-09-18 → 2 started blocks of 100,000 × 2 extra months × 500 = 2,000.00',
      'Daily values of 3 days with usage add up to 1,000 Mbps → 1,000 × 2 = 2,000.00',
      '1,000,000 groups at the end of 2026-09-30 − 100,000 included = 900,000 → 9 started blocks of 100,000 × 1,000 = 9,000.00',
    ]);
  });

  it('add up to what each customer pays', () => {
    expect(billed.invoices.map(({ customer_id, total }) => [customer_id, total])).toEqual([
      ['daily', '10999.00'],
      ['far', '12999.00'],
      ['live', '2999.00'],
      ['many', '9999.00'],
    ]);
  });
});

describe('the edges of a block', () => {
  const counts = [99_999, 100_000, 100_001, 200_000, 200_001];
  let billed: RunSummary;

  beforeAll(async () => {
    const apps = counts.map((count) => `app-${count}`);
    billed = await run(
      await writeWorkspace({
        customers: apps.map((app) => `acme,Acme,${app}`),
        purchases: apps.map(proOn('2026-09-01')),
        roaming: apps.map((app) => `${app},2026-09-30,1`),
        files: Object.fromEntries(
          counts.flatMap((count) => [
            [
              `logs/logins/${count}.csv`,
              csv(headers.logins, users(`app-${count}`, '2026-09-18', count)),
            ],
            [
              `logs/groups/${count}.csv`,
              csv(headers.groups, groups(`app-${count}`, '2026-09-30', count)),
            ],
          ]),
        ),
      }),
      '2026-09',
    );
  });

  it('are counted to the user and to the group', () => {
    const counted = counts.map((count) => [
      days(billed, `app-${count}`, 'dau'),
      days(billed, `app-${count}`, 'groups'),
    ]);
    expect(counted).toEqual(
      counts.map((count) => [{ '2026-09-18': String(count) }, { '2026-09-30': String(count) }]),
    );
  });

  it('start a new block above, not at, a multiple of 100,000', () => {
    expect(postpaidAmounts(billed)).toEqual({
      'app-99999 dau': '0.00',
      'app-99999 roaming': '500.00',
      'app-99999 groups': '0.00',
      'app-100000 dau': '0.00',
      'app-100000 roaming': '500.00',
      'app-100000 groups': '0.00',
      'app-100001 dau': '10000.00',
      'app-100001 roaming': '1000.00',
      'app-100001 groups': '1000.00',
      'app-200000 dau': '10000.00',
      'app-200000 roaming': '1000.00',
      'app-200000 groups': '1000.00',
      'app-200001 dau': '20000.00',
      'app-200001 roaming': '1500.00',
      'app-200001 groups': '2000.00',
    });
  });
});

describe('months of every length', () => {
  it.each([
    ['2019-02', 28, '560.00'],
    ['2020-02', 29, '580.00'],
    ['2026-04', 30, '600.00'],
    ['2026-01', 31, '620.00'],
  ])(
    '%s is billed for its %i days, first and last slot included',
    async (month, length, amount) => {
      const daysInMonth = daysOfMonth(month);
      const [first, last] = [daysInMonth[0], daysInMonth.at(-1)];
      const billed = await run(
        await writeWorkspace({
          purchases: ['a1'].map(proOn(`${month}-01`)),
          files: {
            'logs/bandwidth/month.csv': csv(headers.bandwidth, [
              ...daysInMonth.map((day, index) =>
                // 10 Mbps a day, at the day's first slot or at its last.
                index % 2 === 0 ? `${day}T00:00:00+08:00,a1,10` : `${day}T23:59:59.999+08:00,a1,10`,
              ),
              `${first}T00:00:00+08:01,a1,7000`,
              `${last}T23:59:59+07:59,a1,9000`,
            ]),
            'logs/groups/month.csv': csv(headers.groups, [
              `${first}T00:00:00+08:00,a1,first,created`,
              `${last}T23:59:59.999+08:00,a1,last,created`,
              `${last}T23:59:59.999+07:59,a1,next-month,created`,
            ]),
          },
        }),
        month,
      );
      expect({
        days: Object.keys(days(billed, 'a1', 'bandwidth_domestic_mbps') ?? {}).length,
        lastGroups: Object.entries(days(billed, 'a1', 'groups') ?? {}).at(-1),
        amounts: postpaidAmounts(billed),
      }).toEqual({
        days: length,
        lastGroups: [last, '2'],
        amounts: { 'a1 bandwidth-domestic': amount, 'a1 groups': '0.00' },
      });
    },
  );
});

describe('days without usage', () => {
  it('are zero where logs say so and without data where there are none; neither costs', async () => {
    const billed = await run(
      await writeWorkspace({
        purchases: ['a1'].map(proOn('2026-09-01')),
        files: {
          'logs/logins/month.csv': csv('time,app_id,user_id,result', [
            '2026-09-02T10:00:00+08:00,a1,u1,failed',
            '2026-09-04T10:00:00+08:00,a1,u1,success',
          ]),
          'logs/bandwidth/month.csv': csv(headers.bandwidth, [
            '2026-09-02T10:00:00+08:00,a1,0',
            '2026-09-04T10:00:00+08:00,a1,0.0',
          ]),
        },
      }),
      '2026-09',
    );
    expect({
      dau: days(billed, 'a1', 'dau'),
      bandwidth: days(billed, 'a1', 'bandwidth_domestic_mbps'),
      groups: days(billed, 'a1', 'groups'),
      amounts: postpaidAmounts(billed),
    }).toEqual({
      dau: { '2026-09-02': '0', '2026-09-04': '1' },
      bandwidth: { '2026-09-02': '0', '2026-09-04': '0' },
      groups: undefined,
      amounts: { 'a1 dau': '0.00' },
    });
  });
});

/** A row of purchases.csv: the pro plan for one month. */
function proOn(day: string) {
  return (app: string) => `pro-${app},${app},pro,${day},1`;
}

function users(app: string, day: string, count: number): string[] {
  return lines(count, (index) => `${day}T12:00:00+08:00,${app},u${index}`);
}

function groups(app: string, day: string, count: number): string[] {
  return lines(count, (index) => `${day}T12:00:00+08:00,${app},g${index},created`);
}
