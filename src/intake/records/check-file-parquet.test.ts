import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceKind } from '../../metrics/source-kinds.ts';
import type { SourceSettings } from './source-settings.ts';
import { type Checker, openChecker } from './testing/check-text.ts';
import { type TinyColumn, tinyParquet } from './testing/tiny-parquet.ts';

let checker: Checker;

beforeAll(async () => {
  checker = await openChecker();
});
afterAll(() => checker.close());

type Source = Partial<SourceSettings> & { kind: SourceKind };
const at = '2026-09-01T00:00:00Z';
const logins: Source = { kind: 'logins' };
const users: TinyColumn = { name: 'user_id', values: ['u1', 'u2', 'u3'] };
const constant: Source = { kind: 'logins', constants: { time: at, app_id: '1' } };

let written = 0;

/** DuckDB remembers what it read of a file of the same name and length, so each has its own name. */
const checkBytes = (bytes: Buffer, source = constant) =>
  checker.check(`tiny-${written++}.parquet`, bytes, source);
const checkTiny = (columns: TinyColumn[], rows = 3, source = constant) =>
  checkBytes(tinyParquet(columns, rows), source);
const messageOf = (checked: Promise<unknown>): Promise<string | undefined> =>
  checked.then(
    () => undefined,
    (error: Error) => error.message.split('\n')[0]?.replace(/tiny-\d+/, 'tiny'),
  );

describe('checkFile, the bytes of a Parquet file', () => {
  it.each([{}, { hasChecksum: true }])('takes a whole file, %j', async (options) => {
    const lists = { name: 'tags', values: ['a', 'b', 'c', 'd'], repetition: [0, 1, 0, 0] };
    const { rows } = await checkTiny([{ ...users, ...options }, lists]);
    expect(rows.map((row) => [row['user_id'], row['extra']])).toEqual([
      ['u1', '{"tags":"[\\"a\\",\\"b\\"]"}'],
      ['u2', '{"tags":"[\\"c\\"]"}'],
      ['u3', '{"tags":"[\\"d\\"]"}'],
    ]);
  });

  it('refuses a page whose checksum is not that of its bytes', async () => {
    const column = { ...users, hasChecksum: true, wrong: { checksum: true } };
    expect(await messageOf(checkTiny([column]))).toBe(
      'logs/tiny.parquet: the Parquet data cannot be read: column "user_id" in row group 1: the checksum of the page at byte 4 is wrong.',
    );
  });

  it('refuses any one byte of a page that is not as it was written', async () => {
    const whole = tinyParquet([{ ...users, hasChecksum: true }], 3);
    const bodyEnd = whole.lastIndexOf('u3') + 2;
    for (let byte = bodyEnd - 18; byte < bodyEnd; byte++) {
      const bytes = Buffer.from(whole);
      bytes[byte]! ^= 4;
      const message = await messageOf(checkBytes(bytes));
      expect(message).toMatch(/the checksum of the page at byte 4 is wrong\.$/);
    }
  });

  it.each([
    [{ pageValues: 4 }, 'its pages hold 4 values, its footer says 3.'],
    [{ pageValues: 2 }, 'a page ends behind the file.'],
    [{ pageValues: -1 }, 'a page has less than no values.'],
    [{ chunkValues: 2 }, 'has 2 values for 3 rows.'],
  ])('refuses a column whose counts are %j', async (wrong, seen) => {
    expect(await messageOf(checkTiny([{ ...users, wrong }]))).toContain(seen);
  });

  it('refuses rows that the footer counts in another way', async () => {
    expect(await messageOf(checkTiny([users], 4))).toContain('has 3 values for 4 rows.');
  });

  it.each([
    ['begins within a row', [1, 0, 0, 1]],
    ['has too few rows', [0, 1, 1, 1]],
    ['has too many rows', [0, 0, 0, 0]],
  ])('refuses a list column that %s', async (_, repetition) => {
    const lists = { name: 'tags', values: ['a', 'b', 'c', 'd'], repetition };
    expect(await messageOf(checkTiny([users, lists]))).toMatch(
      /^logs\/tiny\.parquet: the Parquet data cannot be read: /,
    );
  });

  it('takes nested columns of every form that is written right', async () => {
    const { rows } = await checker.checkParquet(
      `select '${at}' as time, '1' as app_id, 'u' || range as user_id,
        case range when 0 then null when 1 then [] else [range, null] end as l,
        case range when 0 then [[1], [], null] when 1 then [[2, 3]] end as ll,
        case range when 0 then null else {'a, b': range, 'c': [{'d': ['x', 'y'], 'e': null}]} end as s,
        case range when 0 then map {} when 1 then map {'k': [1, 2], 'j': null} end as m
       from range(3)`,
      logins,
    );
    expect(rows.map((row) => row['user_id'])).toEqual(['u0', 'u1', 'u2']);
  });
});

describe('checkFile, the columns of a Parquet file', () => {
  it.each([
    [['user_id', 'user_id'], '"user_id"'],
    [['user_id', 'USER_ID'], '"user_id" and "USER_ID"'],
    [['USER_ID', 'x', 'user_id'], '"USER_ID" and "user_id"'],
    [['user_id', 'note', 'Note'], '"note" and "Note"'],
  ])('refuses the names %j', async (names, both) => {
    const columns = names.map((name) => ({ ...users, name }));
    expect(await messageOf(checkTiny(columns))).toBe(
      `logs/tiny.parquet: the file names a column twice: ${both}.`,
    );
  });

  it.each([
    'file_row_number',
    'filename',
    'file_index',
    'line_number',
    'line',
    'record',
    'c0',
    'C2',
    'problem',
    'extra',
    'a"b',
    "a'b",
    'delivered',
  ])('keeps a column of the name %s', async (name) => {
    const { rows } = await checkTiny([{ name, values: ['x', 'y', 'z'] }, users]);
    expect(rows.map((row) => [row['line_number'], row['user_id'], row['extra']])).toEqual(
      ['x', 'y', 'z'].map((value, index) => [
        BigInt(index + 1),
        `u${index + 1}`,
        JSON.stringify({ [name]: value }),
      ]),
    );
  });

  it('reads user_id where a column file_row_number is mapped to it', async () => {
    const { rows } = await checkTiny([{ ...users, name: 'file_row_number' }], 3, {
      ...constant,
      columns: { user_id: 'file_row_number' },
    });
    expect(rows.map((row) => row['user_id'])).toEqual(['u1', 'u2', 'u3']);
  });

  it.each([
    ['cast(1400000001 as decimal(38, 0))', '1400000001'],
    [
      'cast(12345678901234567890123456789012345678 as decimal(38, 0))',
      '12345678901234567890123456789012345678',
    ],
    ['cast(1400000000 as decimal(38, 18))', '1400000000'],
    ['cast(100 as decimal(10, 2))', '100'],
    ['cast(0 as decimal(10, 2))', '0'],
  ])('reads the id %s', async (id, text) => {
    const { rows } = await checker.checkParquet(
      `select '${at}' as time, ${id} as app_id, ${id} as user_id`,
      logins,
    );
    expect(rows.map((row) => [row['app_id'], row['user_id']])).toEqual([[text, text]]);
  });

  it('rejects an id that is a decimal with a fraction', async () => {
    const { rejects } = await checker.checkParquet(
      `select '${at}' as time, '1' as app_id, cast(unnest([1, 1.50, 2]) as decimal(10, 2)) as user_id`,
      logins,
    );
    expect(rejects).toEqual(['2 user_id=1.5: is not a whole number']);
  });

  it.each([
    ['cast(0.1 as decimal(38, 18))', '0.1'],
    ['cast(100 as decimal(38, 18))', '100'],
    ['cast(0 as decimal(38, 18))', '0'],
    ['cast(117042.123456789 as decimal(38, 18))', '117042.123456789'],
  ])('reads the rate %s', async (mbps, text) => {
    const { rows } = await checker.checkParquet(
      `select '${at}' as time, '1' as app_id, ${mbps} as mbps`,
      { kind: 'bandwidth' },
    );
    expect(rows.map((row) => [row['mbps'], row['problem']])).toEqual([[text, null]]);
  });

  it.each([
    [
      'cast(0.1234567891 as decimal(38, 18))',
      '0.1234567891: is longer than 12 digits before the point and 9 after it',
    ],
    ['cast(-0.1 as decimal(38, 18))', '-0.1: is not a plain decimal of 0 or more'],
  ])('rejects the rate %s', async (mbps, reason) => {
    const { rejects } = await checker.checkParquet(
      `select '${at}' as time, '1' as app_id, ${mbps} as mbps`,
      { kind: 'bandwidth' },
    );
    expect(rejects).toEqual([`1 mbps=${reason}`]);
  });

  it.each([
    ['user_id', "['u']", 'VARCHAR[]'],
    ['user_id', "{'a': 'u'}", 'STRUCT(a VARCHAR)'],
    ['user_id', "map {'a': 'u'}", 'MAP(VARCHAR, VARCHAR)'],
    ['user_id', 'true', 'BOOLEAN'],
    ['user_id', "date '2026-09-01'", 'DATE'],
    ['user_id', "timestamp '2026-09-01'", 'TIMESTAMP'],
    ['user_id', "time '08:00:00'", 'TIME'],
    ['app_id', '1.5e0', 'DOUBLE'],
    ['time', 'true', 'BOOLEAN'],
    ['time', "['2026-09-01T00:00:00Z']", 'VARCHAR[]'],
    ['time', "time '08:00:00'", 'TIME'],
    ['result', "['success']", 'VARCHAR[]'],
    ['platform', "{'a': 1}", 'STRUCT(a INTEGER)'],
  ])('refuses %s as %s', async (column, value, type) => {
    const columns = { time: `'${at}'`, app_id: "'1'", user_id: "'u'", [column]: value };
    const select = Object.entries(columns).map(([name, sql]) => `${sql} as ${name}`);
    expect(await messageOf(checker.checkParquet(`select ${select.join(', ')}`, logins))).toBe(
      `logs/rows.parquet: column "${column}" is of the type ${type}, which cannot hold ${column} exactly.`,
    );
  });

  it('refuses an app id as a fraction also where a preset reads it', async () => {
    const query = `select 'State.StateChange' as CallbackCommand, 1788192000000 as EventTime,
      1400000002.0::double as SdkAppid, {'Action': 'Login', 'To_Account': 'u'} as Info`;
    const source: Source = { kind: 'logins', preset: 'login-callback' };
    expect(await messageOf(checker.checkParquet(query, source))).toBe(
      'logs/rows.parquet: column "SdkAppid" is of the type DOUBLE, which cannot hold app_id exactly.',
    );
  });

  it('believes the values, not the statistics beside them', async () => {
    await checker.database.run(
      `copy (select '${at}' as time, '1' as app_id, unnest(['u1', 'u2']) as user_id, unnest(['failed', 'succes']) as result)
       to '${checker.folder}/stats.parquet' (format parquet)`,
    );
    const bytes = await readFile(`${checker.folder}/stats.parquet`);
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    const lying = bytes
      .toString('latin1', footer)
      .replaceAll('failed', 'succeß')
      .replaceAll('succes', 'succet');
    const altered = Buffer.concat([bytes.subarray(0, footer), Buffer.from(lying, 'latin1')]);
    const { rows } = await checkBytes(altered, logins);
    expect(rows.map((row) => row['result'])).toEqual(['failed', 'succes']);
  });
});
