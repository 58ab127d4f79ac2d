import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysOfMonth } from '../calendar/month.ts';
import { unpacked } from '../testing/fixture-archive.ts';
import { changedRules } from './changed-rules.ts';
import { Database } from './duckdb.ts';
import { currentSql } from './sql-files.ts';
import { rowsOf } from './testing/relations.ts';

const login = (app: string, user: string, day: string, isSuccess = true) =>
  `'${app}', '${user}', ${isSuccess}, '${day}', '${day} 10:00:00'`;

const daysOf = (...months: string[]) =>
  months.flatMap((month) => daysOfMonth(month).map((day) => `'${day}'`));

describe('user_days', () => {
  const row = (app: string, user: string, seen: number, loggedIn: number) => [
    app,
    '2026-03-01',
    user,
    BigInt(seen),
    BigInt(loggedIn),
  ];

  it('gives the days on which users were seen and on which they logged in, first to last', async () => {
    const lake_logins = [
      login('a', 'u', '2026-03-01'),
      login('a', 'u', '2026-03-31', false),
      login('a', 'u', '2026-03-31'),
      login('a', 'u', '2026-03-02', false),
      login('a', 'U', '2026-03-03', false),
      login('b', 'u', '2026-03-31'),
    ];
    expect(await rowsOf('user_days', { lake_logins, calendar_days: daysOf('2026-03') })).toEqual([
      row('a', 'U', 0b100, 0),
      row('a', 'u', 2 ** 30 + 0b11, 2 ** 30 + 0b1),
      row('b', 'u', 2 ** 30, 2 ** 30),
    ]);
  });

  it('starts from cached rows', async () => {
    const lake_logins = [login('a', 'u', '2026-03-02'), login('a', 'v', '2026-03-02', false)];
    const cached_user_days = ["'a', '2026-03-01', 'u', 7, 1", "'b', '2026-03-01', 'u', 4, 4"];
    const calendar_days = daysOf('2026-03');
    expect(await rowsOf('user_days', { lake_logins, cached_user_days, calendar_days })).toEqual([
      row('a', 'u', 0b111, 0b11),
      row('a', 'v', 0b10, 0),
      row('b', 'u', 0b100, 0b100),
    ]);
  });
});

describe.each(['dau', 'dau_shortcut'])('%s', (relation) => {
  it('counts each user once a day, byte for byte', async () => {
    const lake_logins = [
      login('a', 'User1', '2024-02-29'),
      login('a', 'User1', '2024-02-29'),
      login('a', 'user1', '2024-02-29'),
      login('a', ' user1', '2024-02-29'),
      login('a', '\u00e9', '2024-02-29'),
      login('a', 'e\u0301', '2024-02-29'),
      login('a', 'User1', '2024-03-01'),
      login('b', 'User1', '2024-02-29'),
    ];
    const calendar_days = daysOf('2024-02', '2024-03');
    expect(await rowsOf(relation, { lake_logins, calendar_days })).toEqual([
      ['a', '2024-02-29', 5n],
      ['a', '2024-03-01', 1n],
      ['b', '2024-02-29', 1n],
    ]);
  });

  it.each(['2026-02', '2026-03'])('counts every day of %s', async (month) => {
    // On day n the users 1 to n log in, and all others fail.
    const days = daysOfMonth(month);
    const lake_logins = days.flatMap((day, n) =>
      days.map((_, user) => login('a', `u${user}`, day, user <= n)),
    );
    expect(await rowsOf(relation, { lake_logins, calendar_days: daysOf(month) })).toEqual(
      days.map((day, n) => ['a', day, BigInt(n + 1)]),
    );
  });

  it('is 0 on a day on which every login failed, and absent on a day without any', async () => {
    const lake_logins = [
      login('a', 'u', '2026-09-01', false),
      login('a', 'u', '2026-09-03', false),
      login('a', 'u', '2026-09-03'),
    ];
    expect(await rowsOf(relation, { lake_logins, calendar_days: daysOf('2026-09') })).toEqual([
      ['a', '2026-09-01', 0n],
      ['a', '2026-09-03', 1n],
    ]);
  });

  it('gives what the header of dau_shortcut says of its example', async () => {
    const lake_logins = [
      login('a', 'u1', '2026-09-01'),
      login('a', 'u1', '2026-09-02'),
      login('a', 'u2', '2026-09-02'),
      login('a', 'u3', '2026-09-01', false),
    ];
    const inputs = { lake_logins, calendar_days: daysOf('2026-09') };
    expect((await rowsOf('user_days', inputs)).map((row) => row.slice(2))).toEqual([
      ['u1', 3n, 3n],
      ['u2', 2n, 2n],
      ['u3', 1n, 0n],
    ]);
    expect(await rowsOf(relation, inputs)).toEqual([
      ['a', '2026-09-01', 1n],
      ['a', '2026-09-02', 2n],
    ]);
  });

  it('is the same in any order and with lines delivered again', async () => {
    const line = fc
      .tuple(
        fc.constantFrom('a', 'b'),
        fc.constantFrom('u', 'v', 'w'),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
      )
      .map(([app, user, day, isSuccess]) => login(app, user, `2026-09-0${day}`, isSuccess));
    const calendar_days = daysOf('2026-09');
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
        const once = await rowsOf(relation, { lake_logins: lines, calendar_days });
        const twice = [...lines, ...lines.toReversed()];
        expect(await rowsOf(relation, { lake_logins: twice, calendar_days })).toEqual(once);
      }),
      { numRuns: 15 },
    );
  });
});

describe.each(['mau', 'mau_shortcut'])('%s', (relation) => {
  it('counts a user of several days once a month', async () => {
    const lake_logins = [
      login('a', 'u', '2026-09-01'),
      login('a', 'u', '2026-09-30'),
      login('a', 'v', '2026-09-30'),
      login('a', 'w', '2026-09-30', false),
      login('a', 'u', '2026-10-01'),
      login('b', 'w', '2026-09-01', false),
    ];
    const calendar_days = daysOf('2026-09', '2026-10');
    expect(await rowsOf(relation, { lake_logins, calendar_days })).toEqual([
      ['a', '2026-09-01', 2n],
      ['a', '2026-10-01', 1n],
    ]);
  });
});

describe('the shortcuts, and the rules of imbill 0.2', () => {
  it('give the same rows as dau and mau', async () => {
    const before = await rulesOfFixture();
    const rules = currentSql().withRules(before);
    const line = fc
      .tuple(
        fc.constantFrom('a', 'b'),
        fc.constantFrom('u', 'v', 'w'),
        fc.constantFrom('01', '08', '09', '17', '24', '25', '31'),
        fc.boolean(),
      )
      .map(([app, user, day, isSuccess]) => login(app, user, `2026-03-${day}`, isSuccess));
    const calendar_days = daysOf('2026-03');
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lake_logins) => {
        const inputs = { lake_logins, calendar_days };
        for (const metric of ['dau', 'mau']) {
          const rows = await rowsOf(metric, inputs);
          expect(await rowsOf(`${metric}_shortcut`, inputs)).toEqual(rows);
          expect(await rowsOf(metric, inputs, rules)).toEqual(rows);
        }
      }),
      { numRuns: 15 },
    );
    expect(changedRules(before, currentSql().rules(), new Set(['dau', 'mau']))).toEqual([]);
  });
});

/** Reads the measuring rules of an issued document of imbill 0.2.0. */
async function rulesOfFixture(): Promise<Record<string, string>> {
  const path = join(await unpacked('workspace-0.2.0'), '.imbill', 'warehouse.duckdb');
  const database = await Database.open({ path, readOnly: true });
  try {
    const [rules] = await database.rows<{ content: string }>(
      "select content from facts where kind = 'sql' limit 1",
    );
    return JSON.parse(rules!.content);
  } finally {
    database.close();
  }
}

const mbit = 1_000_000 * 300;
const slot = (
  mbps: number,
  time: string,
  more: Partial<Record<'node' | 'region' | 'app' | 'samples' | 'at', string>> & {
    seconds?: number;
  } = {},
) => {
  const { app = 'a', region = 'domestic', node, samples, at = time, seconds = 300 } = more;
  const text = (value: string | undefined) => (value === undefined ? 'null' : `'${value}'`);
  const bits = mbps * seconds * 1_000_000;
  return `'${app}', '${region}', ${text(node)}, null, ${text(samples)}, ${seconds}, ${bits}, '2026-09-01', '2026-09-01 ${at}', '2026-09-01 ${time}'`;
};

describe('bandwidth_domestic_mbps and bandwidth_international_mbps', () => {
  it('sum over nodes within a slot, and take the highest slot, of a tie the earliest', async () => {
    const lake_bandwidth = [
      slot(100, '00:00:00', { node: 'x' }),
      slot(50, '00:00:00', { node: 'y' }),
      slot(150, '00:05:00'),
      slot(140, '00:10:00'),
      slot(60, '00:00:00', { region: 'international' }),
      slot(7, '23:55:00', { app: 'b' }),
    ];
    // 100 + 50 = 150 Mbps in the first slot, and again in the second
    expect(await rowsOf('bandwidth_domestic_mbps', { lake_bandwidth })).toEqual([
      ['a', '2026-09-01', '45000000000.000000', 300000000n, '2026-09-01T00:00:00Z'],
      ['b', '2026-09-01', '2100000000.000000', 300000000n, '2026-09-01T23:55:00Z'],
    ]);
    expect(await rowsOf('bandwidth_international_mbps', { lake_bandwidth })).toEqual([
      ['a', '2026-09-01', '18000000000.000000', 300000000n, '2026-09-01T00:00:00Z'],
    ]);
  });

  it('is 0 on a day of slots without traffic', async () => {
    expect(
      await rowsOf('bandwidth_domestic_mbps', { lake_bandwidth: [slot(0, '00:00:00')] }),
    ).toEqual([['a', '2026-09-01', '0.000000', 300000000n, '2026-09-01T00:00:00Z']]);
  });

  it('sums to the last bit', async () => {
    const tenth = slot(1, '00:00:00', { samples: 'sum' }).replace(String(mbit), '0.1');
    const rows = await rowsOf('bandwidth_domestic_mbps', { lake_bandwidth: [tenth, tenth, tenth] });
    expect(rows.map((row) => row[2])).toEqual(['0.300000']);
  });
});

describe('bandwidth_measurements', () => {
  it('takes the higher value where a node, or what has none, delivered a slot again', async () => {
    const lake_bandwidth = [
      slot(1, '00:00:00', { node: 'x' }),
      slot(1, '00:00:00', { node: 'x' }),
      slot(3, '00:05:00', { node: 'x' }),
      slot(2, '00:05:00', { node: 'x' }),
      slot(1, '00:00:00'),
      slot(2, '00:00:00', { at: '00:04:00' }),
      slot(2, '00:00:00', { at: '00:04:00' }),
      slot(9, '00:05:00', { node: 'x', region: 'international' }),
    ];
    const rows = await rowsOf('bandwidth_measurements', { lake_bandwidth });
    expect(rows.map(([, , region, start, , node, bits]) => [region, start, node, bits])).toEqual([
      ['domestic', '2026-09-01T00:00:00Z', 'x', '300000000.000000'],
      ['domestic', '2026-09-01T00:00:00Z', null, '600000000.000000'],
      ['domestic', '2026-09-01T00:05:00Z', 'x', '900000000.000000'],
      ['international', '2026-09-01T00:05:00Z', 'x', '2700000000.000000'],
    ]);
    // 1 + 2 Mbps in the first slot
    const slots = await rowsOf('bandwidth_slots', { lake_bandwidth });
    expect(slots.map(([, , region, , , , quantity]) => [region, quantity])).toEqual([
      ['domestic', '900000000.000000'],
      ['domestic', '900000000.000000'],
      ['international', '2700000000.000000'],
    ]);
  });
});

/** A lone app's highest slot: its Mbps as a fraction, and the slot's start. */
async function peakOf(lake_bandwidth: string[]) {
  const rows = await rowsOf('bandwidth_domestic_mbps', { lake_bandwidth });
  expect(rows).toHaveLength(1);
  const [, , quantity, divisor, peakAt] = rows[0]!;
  return `${Number(quantity)}/${divisor} at ${String(peakAt).slice(11, 16)}`;
}

describe('several lines without a node in one slot', () => {
  const minutes = (samples?: string, mbps = [100, 100, 100, 100, 100]) =>
    mbps.map((one, minute) =>
      slot(one, '00:00:00', { at: `00:0${minute}:00`, ...(samples && { samples }) }),
    );

  it('are measurements of one thing: five of 100 Mbps are 100 Mbps, by each rule but sum', async () => {
    expect(await peakOf(minutes())).toBe(`${100 * mbit}/${mbit} at 00:00`);
    expect(await peakOf(minutes('highest'))).toBe(`${100 * mbit}/${mbit} at 00:00`);
    // (100 + 100 + 100 + 100 + 100) / 5
    expect(await peakOf(minutes('mean'))).toBe(`${500 * mbit}/${5 * mbit} at 00:00`);
    expect(await peakOf(minutes('sum'))).toBe(`${500 * mbit}/${mbit} at 00:00`);
  });

  it('add up of themselves where they are byte counts', async () => {
    expect(await peakOf(minutes('bytes', [20, 20, 20, 20, 20]))).toBe(
      `${100 * mbit}/${mbit} at 00:00`,
    );
  });

  it('have an exact mean, for which one time counts once, with its higher value', async () => {
    const samples = 'mean';
    // (10 + 20 + 40) / 3 = 70 / 3
    const once = [
      slot(10, '00:00:00', { samples, at: '00:00:00' }),
      slot(20, '00:00:00', { samples, at: '00:01:00' }),
      slot(40, '00:00:00', { samples, at: '00:02:00' }),
    ];
    const again = slot(30, '00:00:00', { samples, at: '00:02:00' });
    expect(await peakOf([...once, ...once, again])).toBe(`${70 * mbit}/${3 * mbit} at 00:00`);
  });

  it('add their mean to the nodes of the slot', async () => {
    const samples = 'mean';
    // (10 + 20) / 2 + 7 = (30 + 2 × 7) / 2
    const rows = [
      slot(10, '00:00:00', { samples, at: '00:00:00' }),
      slot(20, '00:00:00', { samples, at: '00:01:00' }),
      slot(7, '00:00:00', { samples, node: 'x' }),
    ];
    expect(await peakOf(rows)).toBe(`${44 * mbit}/${2 * mbit} at 00:00`);
  });

  it('count once where their sources say different things: the highest of what these give', async () => {
    const of = (samples: string, first: number, second: number) => [
      slot(first, '00:00:00', { samples, at: '00:00:00' }),
      slot(second, '00:00:00', { samples, at: '00:01:00' }),
    ];
    // Sums give 5 + 6 = 11, means (20 + 21) / 2 = 20.5, the highest 12.
    const rows = [...of('sum', 5, 6), ...of('mean', 20, 21), ...of('highest', 12, 3)];
    expect(await peakOf(rows)).toBe(`${41 * mbit}/${2 * mbit} at 00:00`);
    // 19 + 6 = 25 is above 20.5.
    expect(await peakOf([...of('sum', 19, 6), ...of('mean', 20, 21)])).toBe(
      `${25 * mbit}/${mbit} at 00:00`,
    );
  });
});

describe('the highest slot of a day', () => {
  const mean = (time: string, ...mbps: number[]) =>
    mbps.map((one, index) =>
      slot(one, time, { samples: 'mean', at: `${time.slice(0, 4)}${index}:00` }),
    );

  it('is found among means of different numbers of samples', async () => {
    // 10 / 1 < 21 / 2 = 10.5 < 32 / 3 = 10.67, although 21 / 2 has the most bits for its samples.
    const rows = [
      ...mean('00:00:00', 10),
      ...mean('00:10:00', 10, 11, 11),
      ...mean('00:20:00', 10, 11),
    ];
    expect(await peakOf(rows)).toBe(`${32 * mbit}/${3 * mbit} at 00:10`);
  });

  it('is the earliest of equal ones, whatever they are the mean of', async () => {
    const rows = [
      ...mean('00:20:00', 10, 11, 12),
      ...mean('00:10:00', 10, 12),
      ...mean('00:30:00', 11),
    ];
    expect(await peakOf(rows)).toBe(`${22 * mbit}/${2 * mbit} at 00:10`);
  });

  it('is the one of the highest rate where slots of two lengths meet', async () => {
    // An hour of 10 Mbps has more bits than five minutes of 100.
    const rows = [slot(10, '00:00:00', { seconds: 3600 }), slot(100, '02:00:00')];
    expect(await peakOf(rows)).toBe(`${100 * mbit}/${mbit} at 02:00`);
  });
});

describe('bandwidth_samples', () => {
  it('names slots with several lines of which no source says what they are', async () => {
    const lake_bandwidth = [
      slot(1, '00:00:00', { app: 'unsaid' }),
      slot(2, '00:00:00', { app: 'unsaid' }),
      slot(1, '00:05:00', { app: 'unsaid' }),
      ...['00:00:00', '00:01:00'].map((at) =>
        slot(1, '00:00:00', { app: 'bytes', samples: 'bytes', at }),
      ),
      ...['sum', 'sum'].map((samples) => slot(1, '00:00:00', { app: 'said', samples })),
      ...['sum', 'mean'].map((samples) => slot(1, '00:00:00', { app: 'differ', samples })),
      ...['00:00:00', '00:01:00'].map((at) => slot(1, '00:00:00', { app: 'node', node: 'x', at })),
      ...['00:00:00', '00:00:00'].map((at) =>
        slot(1, '00:00:00', { app: 'again', node: 'x', samples: 'bytes', at }),
      ),
      ...['00:00:00', '00:01:00'].map((at) =>
        slot(1, '00:00:00', { app: 'counts', node: 'x', samples: 'bytes', at }),
      ),
    ];
    const rows = await rowsOf('bandwidth_samples', { lake_bandwidth });
    const mbps = (bits: unknown) => Number(bits) / mbit;
    expect(
      rows.map(([app, , , node, samples, , , lines, added, highest]) =>
        [app, node, samples, lines, mbps(added), mbps(highest)].join(' '),
      ),
    ).toEqual([
      'bytes  bytes 2 2 1',
      'counts x bytes 2 2 1',
      'differ   2 2 1',
      'unsaid  rates 2 3 2',
    ]);
  });
});

describe('bandwidth_conflicts', () => {
  it('names measurements of a node that differ', async () => {
    const lake_bandwidth = [
      slot(1, '00:00:00', { node: 'x' }),
      slot(1, '00:00:00', { node: 'x' }),
      slot(3, '00:05:00', { node: 'x' }),
      slot(2, '00:05:00', { node: 'x' }),
      slot(2, '00:05:00', { node: 'y' }),
      slot(1, '00:10:00'),
      slot(2, '00:10:00'),
    ];
    expect(await rowsOf('bandwidth_conflicts', { lake_bandwidth })).toEqual([
      [
        'a',
        '2026-09-01',
        'domestic',
        'x',
        '2026-09-01T00:05:00Z',
        300000000n,
        '600000000.000000',
        '900000000.000000',
      ],
    ]);
  });
});

const event = (
  group: string,
  what: string,
  time: string,
  type: string | null = 'Public',
  app = 'a',
) =>
  `'${app}', '${group}', '${what}', ${type === null ? 'null' : `'${type}'`}, '${time.slice(0, 10)}', '${time}'`;
const calendar_days = ["'2026-09-01'", "'2026-09-02'", "'2026-09-03'"];

/** Groups at the end of each day. */
async function groupsOf(lake_groups: string[], metric = 'groups') {
  const rows = await rowsOf(metric, { lake_groups, calendar_days });
  return rows.map(([app, day, quantity]) => `${app} ${String(day).slice(8)}: ${quantity}`);
}

describe('groups', () => {
  it('counts what exists at the end of the day, from the app’s first event on', async () => {
    const counted = await groupsOf([
      event('g1', 'created', '2026-09-01 23:59:59.999'),
      event('g2', 'created', '2026-09-02 00:00:00'),
      event('g2', 'dismissed', '2026-09-02 23:59:59.999'),
      event('g1', 'dismissed', '2026-09-03 00:00:00'),
      event('g1', 'created', '2026-09-03 00:00:00.001', 'Public', 'b'),
    ]);
    expect(counted).toEqual(['a 01: 1', 'a 02: 1', 'a 03: 0', 'b 03: 1']);
  });

  it('carries on what was created before the calendar', async () => {
    expect(await groupsOf([event('g', 'created', '2024-02-29 12:00:00')])).toEqual([
      'a 01: 1',
      'a 02: 1',
      'a 03: 1',
    ]);
  });

  it.each([
    ['created twice', ['created 01', 'created 02', 'dismissed 03'], [1, 1, 0]],
    ['dismissed unknown', ['dismissed 01'], [0, 0, 0]],
    ['dismissed unknown, then created', ['dismissed 01', 'created 02'], [0, 1, 1]],
    ['dismissed twice', ['created 01', 'dismissed 02', 'dismissed 03'], [1, 0, 0]],
    ['dismissed and created again', ['created 01', 'dismissed 02', 'created 03'], [1, 0, 1]],
    ['delivered out of order', ['dismissed 03', 'created 01'], [1, 1, 0]],
    ['delivered twice', ['created 01', 'created 01', 'dismissed 02', 'dismissed 02'], [1, 0, 0]],
    ['created and dismissed at one instant', ['dismissed 01', 'created 01'], [0, 0, 0]],
  ])('defines a group that is %s', async (_, events, expected) => {
    const lines = events.map((text) => {
      const [what = '', day] = text.split(' ');
      return event('g', what, `2026-09-${day} 10:00:00`);
    });
    expect(await groupsOf(lines)).toEqual(
      expected.map((value, index) => `a 0${index + 1}: ${value}`),
    );
  });

  it('is what replaying the events one by one gives', async () => {
    const change = fc.record({
      group: fc.constantFrom('g', 'h'),
      what: fc.constantFrom('created', 'dismissed'),
      day: fc.integer({ min: 1, max: 3 }),
      hour: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 14 }), async (changes) => {
        const lines = changes.map(({ group, what, day, hour }) =>
          event(group, what, `2026-09-0${day} 0${hour}:00:00`),
        );
        const replayed: string[] = [];
        const existing = new Set<string>();
        const first = Math.min(...changes.map(({ day }) => day));
        for (const day of [1, 2, 3]) {
          for (const hour of [0, 1, 2]) {
            for (const what of ['created', 'dismissed']) {
              for (const { group } of changes.filter(
                (one) => one.day === day && one.hour === hour && one.what === what,
              )) {
                if (what === 'created') existing.add(group);
                else existing.delete(group);
              }
            }
          }
          if (day >= first) replayed.push(`a 0${day}: ${existing.size}`);
        }
        expect(await groupsOf(lines)).toEqual(replayed);
      }),
      { numRuns: 40 },
    );
  });
});

describe('avchatrooms', () => {
  it('counts AVChatRoom and BChatRoom; a dismissal need not name the type', async () => {
    const lines = [
      event('g1', 'created', '2026-09-01 10:00:00', 'AVChatRoom'),
      event('g2', 'created', '2026-09-01 10:00:00', 'BChatRoom'),
      event('g3', 'created', '2026-09-01 10:00:00', 'Community'),
      event('g4', 'created', '2026-09-01 10:00:00', null),
      event('g1', 'dismissed', '2026-09-02 10:00:00', null),
      event('g3', 'dismissed', '2026-09-02 10:00:00', 'AVChatRoom'),
      event('g1', 'created', '2026-09-03 10:00:00', 'Public'),
    ];
    expect(await groupsOf(lines, 'avchatrooms')).toEqual(['a 01: 2', 'a 02: 1', 'a 03: 1']);
    expect(await groupsOf(lines)).toEqual(['a 01: 4', 'a 02: 2', 'a 03: 3']);
  });
});

describe('full_groups', () => {
  it('counts the groups of a day once, and changes nothing for the other metrics', async () => {
    const lines = [
      event('g1', 'created', '2026-09-02 10:00:00', 'AVChatRoom'),
      event('g1', 'full', '2026-09-02 11:00:00'),
      event('g1', 'full', '2026-09-02 12:00:00', null),
      event('g2', 'full', '2026-09-02 23:59:59.999'),
      event('g1', 'dismissed', '2026-09-03 10:00:00'),
      event('g3', 'full', '2026-09-01 10:00:00', 'Public', 'b'),
      event('g1', 'full', '2026-08-31 10:00:00'),
    ];
    expect(await groupsOf(lines, 'full_groups')).toEqual(['a 02: 2', 'b 01: 1']);
    expect(await groupsOf(lines)).toEqual(['a 02: 1', 'a 03: 0']);
    expect(await groupsOf(lines, 'avchatrooms')).toEqual(['a 02: 1', 'a 03: 0']);
  });
});

describe('failed_logins', () => {
  it('has the words of apps without a success, but not those of users who leave', async () => {
    const login = (app: string, result: string | null, day: string) =>
      `'${app}', ${result === null ? 'null' : `'${result}'`}, ${result === 'ok'}, '2026-09-${day}'`;
    const database = await Database.open();
    await database.run(`create table lake_logins (app_id varchar, result varchar, is_success boolean, usage_date date);
      insert into lake_logins values ${[
        login('a', 'Y', '03'),
        login('a', 'Y', '02'),
        login('a', 'logout', '01'),
        login('a', null, '04'),
        login('b', 'ok', '01'),
        login('b', 'Y', '01'),
        login('c', 'disconnect', '01'),
      ]
        .map((row) => `(${row})`)
        .join(', ')}`);
    for (const statement of currentSql().viewStatements(['failed_logins']))
      await database.run(statement);
    const rows = await database.rows('select * from failed_logins order by all');
    database.close();
    expect(rows).toEqual([
      { app_id: 'a', result: 'Y', logins: 2n, first_date: '2026-09-02' },
      { app_id: 'a', result: null, logins: 1n, first_date: '2026-09-04' },
    ]);
  });
});

describe('group_changes', () => {
  it('keeps the events that change something, with the type of the creation', async () => {
    const lake_groups = [
      event('g', 'dismissed', '2026-09-01 09:00:00'),
      event('g', 'created', '2026-09-01 10:00:00', 'AVChatRoom'),
      event('g', 'created', '2026-09-01 11:00:00', 'Public'),
      event('g', 'dismissed', '2026-09-02 10:00:00', null),
    ];
    const rows = await rowsOf('group_changes', { lake_groups });
    expect(rows).toEqual([
      ['a', 'g', '2026-09-01', '2026-09-01T10:00:00Z', 1n, 'AVChatRoom'],
      ['a', 'g', '2026-09-02', '2026-09-02T10:00:00Z', -1n, 'AVChatRoom'],
    ]);
  });
});

describe('reported_usage', () => {
  it('takes the highest of several values of a day, and keeps the lowest to show it', async () => {
    const lake_daily = [
      "'a', 'dau', 5, '2026-09-01'",
      "'a', 'dau', 7, '2026-09-01'",
      "'a', 'groups', 1, '2026-09-01'",
    ];
    expect(await rowsOf('reported_usage', { lake_daily })).toEqual([
      ['a', 'dau', '2026-09-01', '7.000000000', '5.000000000'],
      ['a', 'groups', '2026-09-01', '1.000000000', '1.000000000'],
    ]);
  });
});
