import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/calendar/billing-day.ts';
import { daysOfMonth, firstDay } from '../../src/calendar/month.ts';
import { AnomalyDatabase } from './testing/anomaly-database.ts';
import type { CountedMonth } from './testing/clean-month.ts';
import { seededRandom } from './testing/seeded-random.ts';

let database: AnomalyDatabase;
beforeAll(async () => {
  database = await AnomalyDatabase.open();
});
afterAll(() => database.close());

const month = '2026-09';
const days = daysOfMonth(month);

/** An ordinary workspace: two apps with weekends and a little noise, two nodes around the clock, groups that grow. */
function ordinary(weeksBefore: number, seed = 1): CountedMonth {
  const random = seededRandom(seed);
  const all = [
    ...Array.from({ length: weeksBefore * 7 }, (_, index) =>
      addDays(firstDay(month), index - weeksBefore * 7),
    ),
    ...days,
  ];
  const apps = [
    { appId: 'a', users: 1500 },
    { appId: 'b', users: 300 },
  ];
  return {
    month,
    logins: apps.flatMap(({ appId, users }) =>
      all.map((day) => {
        const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()) ? 0.7 : 1;
        const own = Math.round(users * weekend * (0.95 + 0.1 * random.share()));
        return { appId, day, users: own, hours: Array(24).fill(Math.floor(own / 6)) };
      }),
    ),
    nodes: apps.flatMap(({ appId }) =>
      ['n1', 'n2'].flatMap((node) =>
        all.map((day) => ({ appId, node, day, hours: Array(24).fill(12) })),
      ),
    ),
    groups: apps.flatMap(({ appId }) =>
      all.map((day, index) => ({ appId, day, groups: 1000 + index, dismissed: 3 })),
    ),
    bills: [{ customerId: 'acme', total: '1500.00', totalBefore: '1200.00' }],
    rejects: [{ source: 'logins', reason: 'is no time', rejected: 9, lines: 900 }],
    endedApps: new Map(),
  };
}

/** Changes the logins of an app on a day. */
function withUsers(counted: CountedMonth, appId: string, day: string, share: number): CountedMonth {
  return {
    ...counted,
    logins: counted.logins.map((row) =>
      row.appId === appId && row.day === day
        ? { ...row, users: Math.floor(row.users * share) }
        : row,
    ),
  };
}

const found = async (counted: CountedMonth, options = {}) =>
  (await database.find(counted, options)).map(({ code, day, hour, subject }) =>
    [code, day, hour ?? '', subject].join(' ').replaceAll('  ', ' '),
  );

describe.each([0, 8])('with %i weeks before the month', (weeks) => {
  it('nothing is found in an ordinary month', async () => {
    expect(await found(ordinary(weeks))).toEqual([]);
  });

  // Without earlier weeks, some day before must have been as usual.
  it.each(days.filter((_, index) => index % 4 === 1))(
    'a day at a thirtieth of its users and one at half of them are found on %s',
    async (day) => {
      const counted = withUsers(ordinary(weeks, Number(day.slice(8))), 'a', day, 0.03);
      expect(await found(withUsers(counted, 'b', day, 0.5))).toEqual([
        `dau-drop ${day} a`,
        `dau-drop ${day} b`,
      ]);
    },
  );

  it('a day without a file of an app is found', async () => {
    const counted = ordinary(weeks);
    const logins = counted.logins.filter(({ appId, day }) => appId !== 'b' || day !== days[16]);
    expect(await found({ ...counted, logins })).toEqual(['dau-drop 2026-09-17 b']);
  });

  it('three times the users are found', async () => {
    const odd = await found(withUsers(ordinary(weeks), 'b', '2026-09-24', 3));
    expect(odd).toEqual(['dau-spike 2026-09-24 b', 'users-doubled 2026-09-24 b']);
  });

  it.each([0, 11, 23])('an hour without logins is found at %i', async (hour) => {
    const counted = ordinary(weeks);
    const logins = counted.logins.map((row) =>
      row.appId === 'b' && row.day === '2026-09-30'
        ? { ...row, hours: row.hours.map((lines, at) => (at === hour ? 0 : lines)) }
        : row,
    );
    expect(await found({ ...counted, logins })).toEqual([
      `hours-without-logins 2026-09-30 ${hour} b`,
    ]);
  });

  it('half an hour without bandwidth is found, and hours of it once', async () => {
    const counted = ordinary(weeks);
    const nodes = counted.nodes.map((row) => ({
      ...row,
      hours: row.hours.map((slots, hour) => {
        if (row.appId === 'a' && row.day === '2026-09-01' && hour === 4) return 6;
        if (row.appId === 'b' && row.day === '2026-09-12' && hour >= 20) return 0;
        return slots;
      }),
    }));
    const odd = await database.find({ ...counted, nodes });
    expect(odd.map(({ message }) => message)).toEqual([
      'a had domestic bandwidth in 6 of 12 slots on 2026-09-01 from 04:00 to 05:00; 12 are usual.',
      'b had domestic bandwidth in 0 of 48 slots on 2026-09-12 from 20:00 to 24:00; 48 are usual.',
    ]);
  });

  it('a node that stops is found, and an app, and a source', async () => {
    const counted = ordinary(weeks);
    const oneNode = counted.nodes.filter(
      ({ appId, node, day }) => appId !== 'a' || node !== 'n2' || day < '2026-09-16',
    );
    expect(await found({ ...counted, nodes: oneNode })).toEqual(['node-silent 2026-09-16 n2']);
    const oneApp = counted.nodes.filter(({ appId, day }) => appId !== 'a' || day < '2026-09-29');
    expect(await found({ ...counted, nodes: oneApp })).toEqual([
      'app-silent 2026-09-29 a',
      'node-silent 2026-09-29 n1',
      'node-silent 2026-09-29 n2',
    ]);
    const logins = counted.logins.filter(({ day }) => day < '2026-09-15' || day > '2026-09-18');
    const [silent, ...others] = await database.find({ ...counted, logins });
    expect(others).toEqual([]);
    expect(silent?.message).toMatch(
      /^No app has logins from 2026-09-15 to 2026-09-18, 4 days; 1,\d{3} users a day are usual\.$/,
    );
  });

  it('an app that stops is found once, however its month began', async () => {
    const counted = ordinary(weeks);
    const logins = counted.logins.filter(({ appId, day }) => appId !== 'b' || day < '2026-09-16');
    const odd = await found({ ...counted, logins });
    expect(odd).toContain('app-silent 2026-09-16 b');
    const ended = new Map([['b', '2026-09-16']]);
    expect(await found({ ...counted, logins, endedApps: ended })).toEqual([]);
  });

  it('groups that are gone without a dismissal are found, those dismissed are not', async () => {
    const counted = ordinary(weeks);
    const fallen = (dismissed: number | null) =>
      counted.groups.map((row) => {
        if (row.appId !== 'a' || row.day < '2026-09-09') return row;
        const isFirst = row.day === '2026-09-09';
        return { ...row, groups: row.groups - 200, dismissed: isFirst ? dismissed : 3 };
      });
    expect(await found({ ...counted, groups: fallen(3) })).toEqual(['groups-fall 2026-09-09 a']);
    expect(await found({ ...counted, groups: fallen(null) })).toEqual(['groups-fall 2026-09-09 a']);
    expect(await found({ ...counted, groups: fallen(200) })).toEqual([]);
  });
});

describe('one day without bandwidth', () => {
  it('is found where a whole history shows that there is always some', async () => {
    const without = (counted: CountedMonth) => ({
      ...counted,
      nodes: counted.nodes.filter(({ node, day }) => node !== 'n1' || day !== '2026-09-10'),
    });
    expect(await found(without(ordinary(8)))).toEqual([
      'node-silent 2026-09-10 n1',
      'node-silent 2026-09-10 n1',
    ]);
    expect(await found(without(ordinary(0)))).toEqual([]);
  });
});

describe('rejected lines and bills', () => {
  it('are found beyond their thresholds', async () => {
    const counted = {
      ...ordinary(0),
      rejects: [
        { source: 'logins', reason: 'is no time', rejected: 10, lines: 900 },
        { source: 'groups', reason: 'is empty', rejected: 10, lines: 1000 },
      ],
      bills: [
        { customerId: 'twice', total: '2000.00', totalBefore: '1000.00' },
        { customerId: 'less', total: '1999.99', totalBefore: '1000.00' },
        { customerId: 'gone', total: '0.00', totalBefore: '1000.00' },
        { customerId: 'half', total: '9999.99', totalBefore: '20000.00' },
        { customerId: 'small', total: '999.00', totalBefore: '0.00' },
      ],
    };
    expect((await database.find(counted)).map(({ message }) => message)).toEqual([
      'The bill of gone is 0 CNY; in the month before it was 1,000.',
      'The bill of half is 9,999.99 CNY; in the month before it was 20,000.',
      'The bill of twice is 2,000 CNY; in the month before it was 1,000.',
      'Load 1 rejected 10 of 900 lines of logins, as time is no time; expected are at most 9.',
    ]);
  });
});

describe('a month that still runs', () => {
  it('is looked at up to the last day that is over', async () => {
    const counted = withUsers(ordinary(8), 'a', '2026-09-14', 0.03);
    const sofar = { ...counted, logins: counted.logins.filter(({ day }) => day <= '2026-09-20') };
    expect(await found(sofar, { until: '2026-09-20' })).toEqual(['dau-drop 2026-09-14 a']);
    expect(await found(sofar, { until: '2026-09-13' })).toEqual([]);
  });
});
