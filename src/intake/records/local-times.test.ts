import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingDayOf } from '../../calendar/billing-day.ts';
import { zoneOf } from '../../calendar/zone.ts';
import { learnZones } from '../../duckdb/time-zones.ts';
import { type Checker, openChecker } from './testing/check-text.ts';

let checker: Checker;
beforeAll(async () => {
  checker = await openChecker('Asia/Shanghai', 300, '2026-12-01T00:00:00Z');
});
afterAll(() => checker.close());

/** The instants of some logins, or why they were rejected. */
async function logins(times: readonly string[], timeZone?: string): Promise<unknown[]> {
  const lines = times.map((time) => `${time},1,u`);
  const text = `time,app_id,user_id\n${lines.join('\n')}\n`;
  const source = { kind: 'logins' as const, ...(timeZone && { timeZone }) };
  const { rows, rejects } = await checker.check('a.csv', text, source);
  const reasons = new Map(
    rejects.map((text) => [text.split(' ', 1)[0], text.replace(/^.*?: (?=is)/, '')]),
  );
  return rows.map((row) => reasons.get(String(row['line_number'])) ?? row['logged_in_at']);
}

describe('local times', () => {
  const missing = (zone: string) =>
    `is a local time that does not exist in ${zone}: the clocks go forward over it`;
  const twice = (zone: string) =>
    `is a local time that comes twice in ${zone}, as the clocks go back: only with an offset is it one instant`;

  it('are rejected in the hour that is skipped, and in the one that comes twice', async () => {
    const zone = 'America/New_York';
    const times = [
      '2026-03-08 01:59:59.999999',
      '2026-03-08 02:00:00',
      '2026-03-08 02:59:59.999999',
      '2026-03-08 03:00:00',
      '2026-11-01 00:59:59',
      '2026-11-01 01:00:00',
      '2026-11-01 01:59:59.999',
      '2026-11-01 02:00:00',
      '2026-11-01T01:30:00-05:00',
    ];
    expect(await logins(times, zone)).toEqual([
      '2026-03-08T06:59:59.999999Z',
      missing(zone),
      missing(zone),
      '2026-03-08T07:00:00Z',
      '2026-11-01T04:59:59Z',
      twice(zone),
      twice(zone),
      '2026-11-01T07:00:00Z',
      '2026-11-01T06:30:00Z',
    ]);
  });

  it('are cut by half an hour, by two hours and by a day as well', async () => {
    const half = ['2026-10-04 01:59:59', '2026-10-04 02:15:00', '2026-10-04 02:30:00'];
    expect(await logins(half, 'Australia/Lord_Howe')).toEqual([
      '2026-10-03T15:29:59Z',
      missing('Australia/Lord_Howe'),
      '2026-10-03T15:30:00Z',
    ]);
    // The clocks of Troll are two hours ahead from the last Sunday of March to that of October.
    expect(
      await logins(['2026-10-25 00:59:59', '2026-10-25 01:30:00'], 'Antarctica/Troll'),
    ).toEqual(['2026-10-24T22:59:59Z', twice('Antarctica/Troll')]);
    expect(await logins(['2011-12-29 23:59:59', '2011-12-30 12:00:00'], 'Pacific/Apia')).toEqual([
      '2011-12-30T09:59:59Z',
      missing('Pacific/Apia'),
    ]);
  });

  it('are read in a zone without changes as ever', async () => {
    expect(await logins(['2026-11-01 01:30:00'], 'Asia/Kathmandu')).toEqual([
      '2026-10-31T19:45:00Z',
    ]);
  });

  it('are rejected in NDJSON, in Parquet without a zone, and in bandwidth and groups, too', async () => {
    const timeZone = 'America/New_York';
    const reject = `time=2026-11-01 01:30:00: ${twice(timeZone)}`;
    const line = '{"time":"2026-11-01 01:30:00","app_id":"1","user_id":"u"}\n';
    const json = await checker.check('a.ndjson', line, { kind: 'logins', timeZone });
    expect(json.rejects).toEqual([`1 ${reject}`]);
    const parquet = await checker.checkParquet(
      "select timestamp '2026-11-01 01:30:00' as time, '1' as app_id, 'u' as user_id",
      { kind: 'logins', timeZone },
    );
    expect(parquet.rejects).toEqual([`1 time=2026-11-01T01:30:00.000000: ${twice(timeZone)}`]);
    const bandwidth = 'time,app_id,mbps\n2026-11-01 01:30:00,1,10\n2026-11-01 01:30:00,1,10\n';
    const slots = await checker.check('b.csv', bandwidth, { kind: 'bandwidth', timeZone });
    expect(slots.rejects).toEqual([`2 ${reject}`, `3 ${reject}`]);
    const groups = 'time,app_id,group_id,event\n2026-11-01 01:30:00,1,g,created\n';
    const events = await checker.check('g.csv', groups, { kind: 'groups', timeZone });
    expect(events.rejects).toEqual([`2 ${reject}`]);
  });
});

describe('times that no bill has', () => {
  it('are the leap seconds, at the end of June and December', async () => {
    const leap = 'is a leap second, which no billing day has';
    expect(
      await logins([
        '2016-12-31T23:59:60Z',
        '2017-01-01T07:59:60.5+08:00',
        '2015-06-30T23:59:60Z',
        '2016-12-31T23:59:60+08:00',
        '2016-11-30T23:59:60Z',
      ]),
    ).toEqual([leap, leap, leap, 'is not a real time', 'is not a real time']);
  });

  it('are those after what is accepted of the future', async () => {
    const future =
      'is in the future: 2026-12-01T00:00:00Z was the end of what rejects.max_future accepts when the file was loaded';
    expect(
      await logins(['2026-11-30T23:59:59.999999Z', '2026-12-01T00:00:00Z', '2099-12-31T00:00:00Z']),
    ).toEqual(['2026-11-30T23:59:59.999999Z', future, future]);
    // It is 8 o'clock on 2026-12-01 in Asia/Shanghai then.
    const daily = 'date,app_id,metric,value\n2026-12-01,1,dau,5\n2026-12-02,1,dau,5\n';
    const { rejects } = await checker.check('d.csv', daily, { kind: 'daily' });
    expect(rejects).toEqual([`3 date=2026-12-02: ${future}`]);
  });
});

describe('slots', () => {
  // An oracle that is slow and plain: from the first instant of the local day on, one slot after the other.
  function slotsOfDay(name: string, day: string, slotSeconds: number): Map<number, number> {
    const noon = Date.parse(`${day}T12:00:00Z`) / 1000;
    const slots = new Map<number, number>();
    let start: number | undefined;
    for (let instant = noon - 30 * 3600; instant < noon + 30 * 3600; instant += 60) {
      if (billingDayOf(instant * 1000, name) !== day) continue;
      start ??= instant;
      slots.set(instant, instant - ((instant - start) % slotSeconds));
    }
    return slots;
  }

  const whole = process.env['IMBILL_ALL_SLOTS'] !== undefined;
  const zones = [
    'Asia/Shanghai',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/New_York',
    'America/Havana',
    ...(whole
      ? ['Asia/Kolkata', 'Asia/Beirut', 'Pacific/Chatham', 'Antarctica/Troll', 'Africa/Casablanca']
      : []),
  ];
  const cases = zones.flatMap((name) =>
    (whole ? [60, 300, 900, 1200, 1800, 3600] : [300, 3600]).map(
      (seconds) => [name, seconds] as const,
    ),
  );

  it.each(cases)(
    'of %s are counted from local midnight, %i seconds each',
    async (name, seconds) => {
      await learnZones([name]);
      const own = await openChecker(name, seconds);
      // The days on which the clocks are turned in 2026, the days around them, and one of no change.
      const changes = zoneOf(name).changes.filter(
        ({ at }) => at > Date.parse('2026-01-01') / 1000 && at < Date.parse('2027-01-01') / 1000,
      );
      const days = new Set([
        '2026-09-07',
        ...changes.flatMap(({ at }) =>
          [-86_400, 0, 86_400].map((by) => billingDayOf((at + by) * 1000, name)),
        ),
      ]);
      const slots = new Map([...days].flatMap((day) => [...slotsOfDay(name, day, seconds)]));
      const instants = [...slots.keys()].filter((_, index) => whole || index % 7 === 0);
      const lines = instants.map((instant) => `${instant},1,${seconds}`);
      const path = await own.check('b.csv', `time,app_id,mbps\n${lines.join('\n')}\n`, {
        kind: 'bandwidth',
      });
      await own.close();
      expect(path.rejects).toEqual([]);
      const text = (instant: number) =>
        new Date(instant * 1000).toISOString().replace('.000Z', 'Z');
      expect(path.rows.map((row) => [row['slot_started_at'], row['usage_date']].join(' '))).toEqual(
        instants.map((instant) =>
          [text(slots.get(instant)!), billingDayOf(instant * 1000, name)].join(' '),
        ),
      );
    },
  );

  it('of an hour hold their bits exactly', async () => {
    const own = await openChecker('Asia/Shanghai', 3600);
    // 999999999999.999999999 Mbps × 3600 s × 1,000,000
    const text =
      'time,app_id,mbps,bps\n1788741000,1,1.5,\n1788741000,1,999999999999.999999,\n1788741000,1,,8\n';
    const { rows } = await own.check('b.csv', text, { kind: 'bandwidth' });
    await own.close();
    expect(rows.map(({ bits }) => bits)).toEqual([
      '5400000000.000000',
      '3599999999999999996400.000000',
      '28800.000000',
    ]);
  });
});
