import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { learnZones } from '../duckdb/time-zones.ts';
import { billingDayOf } from './billing-day.ts';
import { dayStart } from './day-start.ts';
import { eastAt, missingTimes, repeatedTimes, type Zone, zoneHash, zoneOf } from './zone.ts';
import { isZoneName, zoneNames } from './zone-names.ts';

/** Clocks an hour ahead from 1,000 to 2,000, then back; two hours behind from 9,000 on. */
const zone: Zone = {
  name: 'Somewhere',
  firstEast: 0,
  changes: [
    { at: 1000, east: 3600 },
    { at: 2000, east: 0 },
    { at: 9000, east: -7200 },
  ],
};

describe('eastAt', () => {
  it.each([
    [-1, 0],
    [999, 0],
    [1000, 3600],
    [1999, 3600],
    [2000, 0],
    [8999, 0],
    [9000, -7200],
    [1e12, -7200],
  ])('of %i is %i', (instant, east) => {
    expect(eastAt(zone, instant)).toBe(east);
  });
});

describe('missingTimes and repeatedTimes', () => {
  it('are where the clocks go forward, and back', () => {
    expect(missingTimes(zone)).toEqual([{ from: 1000, until: 4600 }]);
    expect(repeatedTimes(zone)).toEqual([
      { from: 2000, until: 5600 },
      { from: 1800, until: 9000 },
    ]);
  });
});

describe('zoneHash', () => {
  it('is of all offsets before an instant, and of nothing after', () => {
    const shorter = { ...zone, changes: zone.changes.slice(0, 2) };
    expect(zoneHash(zone)).not.toBe(zoneHash(shorter));
    expect(zoneHash(zone, 9000)).toBe(zoneHash(shorter));
    expect(zoneHash(zone, 9001)).not.toBe(zoneHash(shorter));
  });
});

describe('zones as DuckDB knows them', () => {
  let database: Database;
  beforeAll(async () => {
    database = await Database.open({ threads: 1 });
  });
  afterAll(() => database.close());

  it('are those that are accepted, but for abbreviations', async () => {
    const rows = await database.rows<{ name: string }>('select name from pg_timezone_names()');
    const refused = rows.map(({ name }) => name).filter((name) => !isZoneName(name));
    expect(zoneNames().filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
    expect(refused.filter((name) => !name.startsWith('SystemV/')).sort()).toEqual(
      (
        'ACT AET AGT ART AST BET BST CAT CET CNT CST CST6CDT CTT EAT ECT EET EST EST5EDT Factory ' +
        'GMT+0 GMT-0 GMT0 HST IET IST JST MET MIT MST MST7MDT NET NST PLT PNT PRT PST PST8PDT SST VST WET'
      ).split(' '),
    );
  });

  it('refuse a name that it does not know', async () => {
    await expect(learnZones(['Asia/Beijing'], database)).rejects.toThrow(
      'There is no time zone "Asia/Beijing".\nAccepted: an IANA zone such as Asia/Shanghai, or UTC.',
    );
    expect(() => zoneOf('Asia/Beijing')).toThrow(RangeError);
  });

  // Zones of every kind: whole, half and quarter hours; changes of an hour, half an hour, two hours, a day; at
  // midnight and a minute after; ended, begun and suspended within the years. All of them with IMBILL_ALL_ZONES=1.
  const kinds =
    'UTC Asia/Shanghai Asia/Kolkata Asia/Kathmandu Australia/Lord_Howe America/St_Johns America/Havana Africa/Casablanca ' +
    'Antarctica/Troll Pacific/Apia Pacific/Chatham Asia/Pyongyang America/Vancouver Asia/Beirut America/Asuncion';
  const names = process.env['IMBILL_ALL_ZONES'] ? zoneNames() : kinds.split(' ');

  it.each(names)('cut %s into the days that DuckDB cuts it into', async (name) => {
    await learnZones([name], database);
    const { changes } = zoneOf(name);
    // A second before and at each change, noon of each tenth day, and half-way between the two.
    const near = changes.flatMap(({ at }) => [at - 1, at]);
    const instants = [
      ...near,
      ...Array.from({ length: 7304 }, (_, i) => 946_684_800 + i * 432_000),
    ];
    const rows = await database.rows<{ usage_date: string; day_start: bigint }>(
      `select cast(timezone('${name}', make_timestamptz(moment * 1000000)) as date) as usage_date
       from (select unnest([${instants.join(', ')}]) as moment, generate_subscripts([${instants.join(', ')}], 1) as place)
       order by place`,
    );
    expect(instants.map((instant) => billingDayOf(instant * 1000, name))).toEqual(
      rows.map(({ usage_date }) => usage_date),
    );
  });

  it.each(names)('begin each day of %s at the first instant that belongs to it', async (name) => {
    await learnZones([name], database);
    const near = zoneOf(name).changes.map(({ at, east }) =>
      billingDayOf((at + east) * 1000, 'UTC'),
    );
    const days = [...new Set(['2000-01-02', '2026-09-01', '2099-12-30', ...near])];
    for (const day of days) {
      const start = Date.parse(dayStart(day, name));
      // Pacific/Apia had no 2011-12-30: it begins when the next day does.
      if (name === 'Pacific/Apia' && day === '2011-12-30') continue;
      expect(billingDayOf(start, name)).toBe(day);
      expect(billingDayOf(start - 1, name)).not.toBe(day);
    }
  });

  it.each([
    // British Columbia stays at -07:00 from November 2026, Morocco at +00:00 from 20 September 2026.
    ['America/Vancouver', '2026-12-01T07:30:00Z', '2026-12-01'],
    ['Africa/Casablanca', '2026-09-30T23:30:00Z', '2026-09-30'],
  ])('are those of 2026 in %s, whatever the data of Node.js', async (name, instant, day) => {
    await learnZones([name], database);
    expect(billingDayOf(instant, name)).toBe(day);
    expect(billingDayOf(Temporal.Instant.from(instant).epochMilliseconds, name)).toBe(day);
  });
});
