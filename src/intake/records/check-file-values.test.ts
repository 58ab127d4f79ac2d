import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceKind } from '../../metrics/source-kinds.ts';
import type { SourceSettings } from './source-settings.ts';
import { type Checker, openChecker } from './testing/check-text.ts';

let checker: Checker;

beforeAll(async () => {
  checker = await openChecker();
});
afterAll(() => checker.close());

const at = '2026-09-01T00:00:00Z';

/** What a value becomes in `shown`, or `column=value: reason` where it is rejected. */
async function outcome(
  kind: SourceKind,
  values: Record<string, string>,
  shown: string,
  source: Partial<SourceSettings> = {},
): Promise<string> {
  const cells = Object.values(values).map((value) => `"${value.replaceAll('"', '""')}"`);
  const text = `${Object.keys(values).join(',')}\n${cells.join(',')}\n`;
  const { rows, rejects } = await checker.check('one.csv', text, { kind, ...source });
  const [reject] = rejects;
  return reject === undefined ? String(rows[0]?.[shown]) : reject.replace(/^2 /, '');
}

describe('checkFile, time', () => {
  const login = (time: string, source: Partial<SourceSettings> = {}) =>
    outcome('logins', { time, app_id: '1', user_id: 'u' }, 'logged_in_at', source);

  it.each([
    ['2026-09-01T10:00:00Z', '2026-09-01T10:00:00Z'],
    ['2026-09-01t10:00:00z', '2026-09-01T10:00:00Z'],
    ['2026-09-01 10:00:00Z', '2026-09-01T10:00:00Z'],
    ['2026-09-01T10:00:00+08:00', '2026-09-01T02:00:00Z'],
    ['2026-09-01T10:00:00-03:30', '2026-09-01T13:30:00Z'],
    ['2026-09-01T10:00:00+00:00', '2026-09-01T10:00:00Z'],
    ['2026-09-01T10:00:00-00:00', '2026-09-01T10:00:00Z'],
    ['2026-09-01T10:00:00+14:00', '2026-08-31T20:00:00Z'],
    ['2026-09-01T10:00:00+23:59', '2026-08-31T10:01:00Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
    ['2026-09-01T10:00:00.1Z', '2026-09-01T10:00:00.1Z'],
    ['2026-09-01T10:00:00.123456Z', '2026-09-01T10:00:00.123456Z'],
    ['2026-09-01T10:00:00.1234569Z', '2026-09-01T10:00:00.123456Z'],
    ['2026-09-01T23:59:59.999999999Z', '2026-09-01T23:59:59.999999Z'],
    ['2026-09-01T23:59:59.999999999999+08:00', '2026-09-01T15:59:59.999999Z'],
    ['1788220800', '2026-09-01T00:00:00Z'],
    ['1788220800123', '2026-09-01T00:00:00.123Z'],
    ['1000000000', '2001-09-09T01:46:40Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z'],
    ['2099-12-31T23:59:59.999Z', '2099-12-31T23:59:59.999Z'],
  ])('takes %s as %s', async (time, instant) => {
    expect(await login(time)).toBe(instant);
  });

  it.each([
    ['', 'is empty'],
    ['2026-09-31T10:00:00Z', 'is not a real time'],
    ['2026-02-29T00:00:00Z', 'is not a real time'],
    ['2100-02-29T00:00:00Z', 'is not a real time'],
    ['2026-13-01T00:00:00Z', 'is not a real time'],
    ['2026-00-01T00:00:00Z', 'is not a real time'],
    ['2026-09-01T24:00:00Z', 'is not a real time'],
    ['2026-09-01T23:59:60Z', 'is not a real time'],
    ['2026-09-01T23:60:00Z', 'is not a real time'],
    ['2026-09-01T10:00:00+24:00', 'is not a real time'],
    ['2026-09-01T10:00:00+08:60', 'is not a real time'],
    ['2026-09-01T10:00:00+0800', 'is not a real time'],
    ['2026-09-01T10:00:00+8', 'is not a real time'],
    ['2026-09-01T10:00:00.Z', 'is not a real time'],
    ['2026-09-01T10:00:00,5Z', 'is not a real time'],
    ['2026-09-01T10:00Z', 'is not a real time'],
    ['2026-09-01', 'is not a real time'],
    ['26-09-01T10:00:00Z', 'is not a real time'],
    ['20260901T100000Z', 'is not a real time'],
    [' 2026-09-01T10:00:00Z', 'is not a real time'],
    ['2026-09-01T10:00:00Z ', 'is not a real time'],
    ['2026-09-01  10:00:00Z', 'is not a real time'],
    ['٢٠٢٦-09-01T10:00:00Z', 'is not a real time'],
    ['178822080', 'is not a real time'],
    ['17882208001', 'is not a real time'],
    ['178822080012', 'is not a real time'],
    ['17882208001234', 'is not a real time'],
    ['1788220800.5', 'is not a real time'],
    ['1.7882208e9', 'is not a real time'],
    ['-788220800', 'is not a real time'],
    ['+1788220800', 'is not a real time'],
    ['now', 'is not a real time'],
    ['infinity', 'is not a real time'],
    ['2026-09-01T10:00:00', 'is a local time without an offset'],
    ['2026-09-01 10:00:00.5', 'is a local time without an offset'],
    ['2026-09-31T10:00:00', 'is not a real time'],
    ['1999-12-31T23:59:59Z', 'is not between the years 2000 and 2100'],
    ['2000-01-01T00:00:00+08:00', 'is not between the years 2000 and 2100'],
    ['2100-01-01T00:00:00Z', 'is not between the years 2000 and 2100'],
    ['0000-01-01T00:00:00Z', 'is not between the years 2000 and 2100'],
    ['9999999999', 'is not between the years 2000 and 2100'],
    ['0000000000', 'is not between the years 2000 and 2100'],
  ])('rejects "%s": %s', async (time, reason) => {
    expect(await login(time)).toBe(`time=${time}: ${reason}`);
  });

  it.each([
    ['Asia/Shanghai', '2026-09-01 00:00:00', '2026-08-31T16:00:00Z'],
    ['Asia/Shanghai', '2026-09-01T00:00:00.999', '2026-08-31T16:00:00.999Z'],
    ['Asia/Shanghai', '2026-09-01T00:00:00Z', '2026-09-01T00:00:00Z'],
    ['Asia/Shanghai', '1788220800', '2026-09-01T00:00:00Z'],
    ['America/New_York', '2026-07-01 12:00:00', '2026-07-01T16:00:00Z'],
    ['America/New_York', '2026-12-01 12:00:00', '2026-12-01T17:00:00Z'],
    ['Asia/Shanghai', '2026-09-31 00:00:00', 'time=2026-09-31 00:00:00: is not a real time'],
  ])('reads local times in a source of the zone %s: %s', async (timeZone, time, expected) => {
    expect(await login(time, { timeZone })).toBe(expected);
  });

  it.each([
    ['2026-08-31T15:59:59.999Z', '2026-08-31'],
    ['2026-08-31T16:00:00Z', '2026-09-01'],
    ['2026-08-31T15:59:59.999999999Z', '2026-08-31'],
    ['2024-02-28T16:00:00Z', '2024-02-29'],
    ['2025-12-31T16:00:00Z', '2026-01-01'],
  ])('puts %s on the billing day %s', async (time, day) => {
    expect(await outcome('logins', { time, app_id: '1', user_id: 'u' }, 'usage_date')).toBe(day);
  });

  it('cuts days at midnight of a zone whose offset changes with the season', async () => {
    const newYork = await openChecker('America/New_York');
    try {
      const times = [
        '2026-03-08T04:59:59Z',
        '2026-03-08T05:00:00Z',
        '2026-03-09T03:59:59Z',
        '2026-03-09T04:00:00Z',
      ];
      const text = ['time,app_id,user_id', ...times.map((time) => `${time},1,u`), ''].join('\n');
      const { rows } = await newYork.check('a.csv', text, { kind: 'logins' });
      expect(rows.map((row) => row['usage_date'])).toEqual([
        '2026-03-07',
        '2026-03-08',
        '2026-03-08',
        '2026-03-09',
      ]);
    } finally {
      await newYork.close();
    }
  });
});

describe('checkFile, ids', () => {
  it.each([
    '007',
    'User1',
    'user1',
    '"a"',
    "o'brien",
    'a,b',
    '😀',
    '用户',
    ' u ',
    '1e3',
    '0',
    'no',
  ])('keeps the user id %j as it is', async (userId) => {
    const login = { time: at, app_id: '1', user_id: userId };
    expect(await outcome('logins', login, 'user_id')).toBe(userId);
  });

  it.each([
    ['app_id', '', 'is empty'],
    ['app_id', ' 007', 'begins or ends with a space'],
    ['app_id', '007 ', 'begins or ends with a space'],
    ['app_id', '007\t', 'begins or ends with a space'],
    ['user_id', '', 'is empty'],
    ['user_id', ' ', 'is blank'],
    ['user_id', '\t \t', 'is blank'],
    ['user_id', '\u3000', 'is blank'],
    ['user_id', '\u00a0\u00a0', 'is blank'],
    ['user_id', ' \u3000 ', 'is blank'],
    ['user_id', '\u200b\ufeff', 'is blank'],
    ['user_id', '\u3000'.repeat(4), 'is blank'],
  ])('rejects the %s %j: %s', async (column, value, reason) => {
    const login = { time: at, app_id: '007', user_id: 'u', [column]: value };
    expect(await outcome('logins', login, 'app_id')).toBe(`${column}=${value}: ${reason}`);
  });

  it.each([
    'NULL',
    'null',
    'Null',
    '\\N',
    'undefined',
    'nil',
    'None',
    'nan',
    'NaN',
    'N/A',
    '-',
    '(null)',
    '[object Object]',
    '<nil>',
    '#N/A',
    ' NULL ',
  ])('rejects the user id %j, which programs write where there is none', async (userId) => {
    const reason = `${userId}: is a word for an id that is missing`;
    const login = { time: at, app_id: '1', user_id: userId };
    expect(await outcome('logins', login, 'user_id')).toBe(`user_id=${reason}`);
    const event = { time: at, app_id: '1', group_id: userId, event: 'created' };
    expect(await outcome('groups', event, 'group_id')).toBe(`group_id=${reason}`);
  });

  it.each([
    [[], 'None', 'None'],
    [[], 'NULL', 'NULL'],
    [['anonymous', '0'], 'None', 'None'],
    [['anonymous', '0'], 'Anonymous', 'user_id=Anonymous: is a word for an id that is missing'],
    [['anonymous', '0'], '0', 'user_id=0: is a word for an id that is missing'],
    [[], ' ', 'user_id= : is blank'],
  ])('where a source names %j for no id, makes of %j %j', async (emptyIds, userId, expected) => {
    const login = { time: at, app_id: '1', user_id: userId };
    expect(await outcome('logins', login, 'user_id', { emptyIds })).toBe(expected);
  });

  it('keeps 007 apart from 7, and spaces within an app id', async () => {
    const text = `time,app_id,user_id\n${at},007,u\n${at},7,u\n${at},0 7,u\n`;
    const { rows } = await checker.check('a.csv', text, { kind: 'logins' });
    expect(rows.map((row) => row['app_id'])).toEqual(['007', '7', '0 7']);
  });

  it('rejects a line break and a NUL byte that only JSON or Parquet can hold', async () => {
    const ids = ['a\nb', 'a\rb', 'a\0b'];
    const lines = ids.map((user_id) => JSON.stringify({ time: at, app_id: '1', user_id }));
    const { rejects } = await checker.check('a.ndjson', lines.join('\n'), { kind: 'logins' });
    expect(rejects).toEqual([
      '1 user_id=a\nb: holds a line break',
      '2 user_id=a\rb: holds a line break',
      '3 user_id=a\ufffdb: holds a NUL byte',
    ]);
  });

  it('shows 200 characters of a value at most', async () => {
    const login = { time: 'x'.repeat(300), app_id: '1', user_id: 'u' };
    expect(await outcome('logins', login, 'user_id')).toBe(
      `time=${'x'.repeat(200)}: is not a real time`,
    );
  });
});

describe('checkFile, ids that look like others', () => {
  it.each(['\u00a0', '\u200b', '\ufeff', '\u3000', '\u2060', '\u00ad', '\u0085', '\u2003'])(
    'rejects an app id beside %j, in every format',
    async (unseen) => {
      const ids = [`a${unseen}`, `${unseen}a`, 'a'];
      const code = unseen.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      const formats = {
        'a.csv': `time,user_id,app_id\n${ids.map((id) => `${at},u,${id}\n`).join('')}`,
        'a.ndjson': ids
          .map((id) => JSON.stringify({ time: at, app_id: id, user_id: 'u' }))
          .join('\n'),
      };
      for (const [name, text] of Object.entries(formats)) {
        const { counts, rejects } = await checker.check(name, text, { kind: 'logins' });
        expect(counts.accepted).toBe(1);
        expect(rejects.map((reject) => reject.replace(/^\d+ /, ''))).toEqual(
          ids.slice(0, 2).map((id) => `app_id=${id}: holds the invisible character U+${code}`),
        );
      }
    },
  );

  it('keeps app ids of any letters, and user ids as they are', async () => {
    const text = `time,app_id,user_id\n${at},应用 é,u\u00a0\n`;
    const { rows } = await checker.check('a.csv', text, { kind: 'logins' });
    expect(rows.map((row) => [row['app_id'], row['user_id'], row['problem']])).toEqual([
      ['应用 é', 'u\u00a0', null],
    ]);
  });

  it.each(['a.csv', 'a.ndjson'])('rejects ids of more than 16,384 bytes of %s', async (name) => {
    const ids = ['x'.repeat(16_384), 'x'.repeat(16_385), '云'.repeat(5_462), 'x'.repeat(1_000_000)];
    const text = name.endsWith('csv')
      ? `time,app_id,user_id\n${ids.map((id) => `${at},1,${id}\n`).join('')}`
      : ids.map((id) => JSON.stringify({ time: at, app_id: '1', user_id: id })).join('\n');
    const { counts, rejects } = await checker.check(name, text, { kind: 'logins' });
    expect(counts.accepted).toBe(1);
    expect(rejects.map((reject) => reject.replace(/^\d+ /, ''))).toEqual(
      ids.slice(1).map((id) => `user_id=${id.slice(0, 200)}: is longer than 16384 bytes`),
    );
  });
});

describe('checkFile, logins', () => {
  it.each([
    '',
    'success',
    '0',
    'Success',
    'SUCCESS',
    ' success ',
    'succeeded',
    'OK',
    'True',
    'Pass',
    'PASSED',
    ' ',
    'LOGIN',
    's',
    'login_success',
    'Accepted',
    '成功',
  ])('with the result %j it counts', async (result) => {
    const login = { time: at, app_id: '1', user_id: 'u', result };
    expect(await outcome('logins', login, 'is_success')).toBe('true');
  });

  it.each([
    '1',
    'failed',
    '00',
    'unsuccessful',
    'FAILURE',
    'f',
    'fp',
    'LOGIN_ERROR',
    'login_failure',
    'not ok',
    'false',
    'Fail',
    'InProgress',
    'denied',
    '50126',
    '失败',
    'yes',
  ])('with the result %j it failed', async (result) => {
    const login = { time: at, app_id: '1', user_id: 'u', result };
    expect(await outcome('logins', login, 'is_success')).toBe('false');
  });

  it.each([
    ['y', 'true'],
    ['Y', 'true'],
    ['50', 'true'],
    ['success', 'false'],
    ['', 'false'],
  ])('where a source names Y and 50 as success, the result %j is %s', async (result, counts) => {
    const login = { time: at, app_id: '1', user_id: 'u', result };
    const source = { success: ['Y', '50'] };
    expect(await outcome('logins', login, 'is_success', source)).toBe(counts);
  });

  it('wants the column result where a source names words of success', async () => {
    const source = { kind: 'logins' as const, success: ['y'] };
    const text = `time,app_id,user_id\n${at},1,u\n`;
    await expect(checker.check('a.csv', text, source)).rejects.toThrow(/no column "result"/);
  });

  it('names the first problem of a line in the order of the columns', async () => {
    const login = { user_id: '', app_id: '', time: '' };
    expect(await outcome('logins', login, 'app_id')).toBe('time=: is empty');
  });
});

describe('checkFile, bandwidth', () => {
  const slot = (values: Record<string, string>, shown = 'bits') =>
    outcome('bandwidth', { time: at, app_id: '1', ...values }, shown);

  it.each([
    // 1 Mbps = 300 s × 1,000,000 bit
    [{ mbps: '1' }, '300000000.000000'],
    [{ mbps: '0' }, '0.000000'],
    [{ mbps: '117042.495' }, '35112748500000.000000'],
    [{ mbps: '0.000000001' }, '0.300000'],
    [{ mbps: '007' }, '2100000000.000000'],
    [{ mbps: '999999999999.999999999' }, '299999999999999999999.700000'],
    // Up to six decimals are read in another way than more.
    [{ mbps: '0.000001' }, '300.000000'],
    [{ mbps: '0.0000010' }, '300.000000'],
    [{ mbps: '0.1234567' }, '37037010.000000'],
    [{ mbps: '999999999999.999999' }, '299999999999999999700.000000'],
    // 30 MB in 300 s are 0.8 Mbps: 240,000,000 bit
    [{ bytes: '30000000' }, '240000000.000000'],
    [{ bytes: '0' }, '0.000000'],
    [{ bytes: '999999999999999999' }, '7999999999999999992.000000'],
    [{ bps: '800000' }, '240000000.000000'],
    [{ bps: '0.001' }, '0.300000'],
    // 15 digits before the point and more likewise.
    [{ bps: '999999999999999.999' }, '299999999999999999.700000'],
    [{ bps: '1000000000000000.001' }, '300000000000000000.300000'],
    [{ bps: '999999999999999999' }, '299999999999999999700.000000'],
    [{ mbps: '117042.495', flux_mb: '4389093.5625' }, '35112748500000.000000'],
    [{ mbps: '0', flux_mb: '0.01' }, '0.000000'],
    [{ mbps: '', bytes: '30000000' }, '240000000.000000'],
  ])('turns %j into %s bits of the slot', async (values, bits) => {
    expect(await slot(values)).toBe(bits);
  });

  const plain = 'is not a plain decimal of 0 or more';
  it.each([
    '1e3',
    '1,5',
    '+1',
    '-0',
    '-1',
    'NaN',
    'inf',
    '0x10',
    '1_000',
    '٣',
    '.5',
    '5.',
    ' 1',
    '1 ',
  ])('rejects %j Mbps', async (mbps) => {
    expect(await slot({ mbps })).toBe(`mbps=${mbps}: ${plain}`);
  });

  const tooLong = 'is longer than 12 digits before the point and 9 after it';
  it.each([
    [{ mbps: '1234567890123' }, tooLong],
    [{ mbps: '0.1234567890' }, tooLong],
    [{ bps: '1234567890123456789' }, 'is longer than 18 digits before the point and 3 after it'],
    [{ bps: '1.2345' }, 'is longer than 18 digits before the point and 3 after it'],
    [{ bytes: '1000000000000000000' }, 'is longer than 18 digits'],
  ])('says of %j how long a number may be', async (values, reason) => {
    const [[column, value]] = Object.entries(values) as [[string, string]];
    expect(await slot(values)).toBe(`${column}=${value}: ${reason}`);
  });

  it('says how many digits a flux may have', async () => {
    expect(await slot({ mbps: '1', flux_mb: '1234567890123456' })).toBe(
      'flux_mb=1234567890123456: is longer than 15 digits before the point and 9 after it',
    );
  });

  it.each([
    [{ mbps: '' }, 'mbps=: is empty, and so is bytes'],
    [{ bytes: '1.5' }, 'bytes=1.5: is not a whole number of 0 or more'],
    [{ bytes: '-1' }, 'bytes=-1: is not a whole number of 0 or more'],
    [{ bytes: '1e3' }, 'bytes=1e3: is not a whole number of 0 or more'],
    [{ mbps: '1', bytes: '2' }, 'mbps=1: stands beside another measure of the same slot'],
    [{ bps: '1', bytes: '2' }, 'bps=1: stands beside another measure of the same slot'],
    [{ mbps: '1', region: 'Domestic' }, 'region=Domestic: is neither domestic nor international'],
    [{ mbps: '1', flux_mb: '-1' }, 'flux_mb=-1: is not a plain number of 0 or more'],
    [{ mbps: '1', flux_mb: '37' }, 'flux_mb=37: is not the bandwidth × slot_seconds / 8'],
    [{ mbps: '1', flux_mb: '0' }, 'flux_mb=0: is not the bandwidth × slot_seconds / 8'],
  ])('rejects %j', async (values, reject) => {
    expect(await slot(values)).toBe(reject);
  });

  it.each([
    ['', 'domestic'],
    ['domestic', 'domestic'],
    ['international', 'international'],
  ])('takes the region %j as %s', async (region, expected) => {
    expect(await slot({ mbps: '1', region }, 'region')).toBe(expected);
  });

  it.each([
    ['2026-09-01T00:00:00Z', '2026-09-01T00:00:00Z'],
    ['2026-09-01T00:04:59.999999Z', '2026-09-01T00:00:00Z'],
    ['2026-09-01T00:05:00Z', '2026-09-01T00:05:00Z'],
    ['2026-09-01T00:02:30+08:00', '2026-08-31T16:00:00Z'],
  ])('puts %s into the slot that starts at %s', async (time, start) => {
    expect(await slot({ time, mbps: '1' }, 'slot_started_at')).toBe(start);
  });
});

describe('checkFile, groups', () => {
  it.each([
    ['created', 'created'],
    ['dismissed', 'dismissed'],
    ['', 'event=: is empty'],
    ['Created', 'event=Created: is not an event that is counted'],
    ['joined', 'event=joined: is not an event that is counted'],
  ])('takes the event %j: %s', async (event, expected) => {
    const row = { time: at, app_id: '1', group_id: '@TGS#1', event };
    expect(await outcome('groups', row, 'event')).toBe(expected);
  });

  it('rejects an empty group id', async () => {
    const row = { time: at, app_id: '1', group_id: '', event: 'created' };
    expect(await outcome('groups', row, 'event')).toBe('group_id=: is empty');
  });
});

describe('checkFile, daily', () => {
  const day = (values: Record<string, string>, shown: string) =>
    outcome(
      'daily',
      { date: '2026-09-01', app_id: '1', metric: 'dau', value: '5', ...values },
      shown,
    );

  it.each([
    ['2026-09-01', '2026-09-01'],
    ['20260901', '2026-09-01'],
    ['20240229', '2024-02-29'],
    ['', 'date=: is empty'],
    ['2026-02-29', 'date=2026-02-29: is not a real date'],
    ['20260931', 'date=20260931: is not a real date'],
    ['2026-9-1', 'date=2026-9-1: is not a real date'],
    ['2026/09/01', 'date=2026/09/01: is not a real date'],
    ['2026-09-01T00:00:00Z', 'date=2026-09-01T00:00:00Z: is not a real date'],
    ['1999-12-31', 'date=1999-12-31: is not between the years 2000 and 2100'],
    ['2100-01-01', 'date=2100-01-01: is not between the years 2000 and 2100'],
  ])('takes the date %j: %s', async (date, expected) => {
    expect(await day({ date }, 'usage_date')).toBe(expected);
  });

  it.each([
    ['dau', '150000', '150000.000000000'],
    ['dau', '0', '0.000000000'],
    ['dau', '5.0', '5.000000000'],
    ['groups', '1.5', 'value=1.5: is not a whole number'],
    ['bandwidth_domestic_mbps', '117042.495', '117042.495000000'],
    ['bandwidth_domestic_mbps', '999999999.123456789', '999999999.123456789'],
    ['bandwidth_domestic_mbps', '1000000000.123456789', '1000000000.123456789'],
    ['dau', '', 'value=: is empty'],
    ['dau', '-1', 'value=-1: is not a plain number of 0 or more'],
    ['dau', '1e5', 'value=1e5: is not a plain number of 0 or more'],
    ['dau', '150,000', 'value=150,000: is not a plain number of 0 or more'],
    [
      'dau',
      '1234567890123456789',
      'value=1234567890123456789: is longer than 18 digits before the point and 9 after it',
    ],
    ['', '1', 'metric=: is empty'],
    ['DAU', '1', 'metric=DAU: is not a daily metric'],
    ['mau', '1', 'metric=mau: is not a daily metric'],
  ])('takes the metric %j with the value %j: %s', async (metric, value, expected) => {
    expect(await day({ metric, value }, 'quantity')).toBe(expected);
  });
});
