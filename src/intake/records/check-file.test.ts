import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../base/errors.ts';
import type { SourceKind } from '../../metrics/source-kinds.ts';
import type { SourceSettings } from './source-settings.ts';
import { type Checker, openChecker } from './testing/check-text.ts';

let checker: Checker;

beforeAll(async () => {
  checker = await openChecker();
});
afterAll(() => checker.close());

type Source = Partial<SourceSettings> & { kind: SourceKind };
const logins: Source = { kind: 'logins' };
const at = '2026-09-01T00:00:00Z';
const counted = (lines: number, headers: number, accepted: number, rejected: number) => ({
  lines,
  headers,
  accepted,
  ignored: 0,
  rejected,
});

async function refusalOf(name: string, content: string | Uint8Array, source: Source) {
  const error = await checker.check(name, content, source).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe('checkFile, CSV', () => {
  it('reads a plain file as it is, columns in any order', async () => {
    const text = `user_id,client_ip,time,app_id,result,platform\nu1,10.0.0.1,${at},007,1,iOS\n`;
    expect(await checker.check('a.csv', text, logins)).toEqual({
      counts: counted(2, 1, 1, 0),
      rows: [
        {
          line_number: 2n,
          app_id: '007',
          user_id: 'u1',
          result: '1',
          platform: 'iOS',
          client_ip: '10.0.0.1',
          extra: null,
          problem: null,
          is_ignored: false,
          is_success: false,
          usage_date: '2026-09-01',
          logged_in_at: at,
        },
      ],
      rejects: [],
    });
  });

  it('tells the physical line of a reject, behind quoted line breaks and other rejects', async () => {
    const text = [
      'time,app_id,user_id,note',
      `${at},1,u1,"two`,
      'lines"',
      `${at},1,u2`,
      '',
      `${at},1,,x`,
      `soon,1,u3,x`,
      `${at},1,u4,x`,
    ].join('\r\n');
    const { counts, rows, rejects } = await checker.check('a.csv', text, logins);
    expect(counts).toEqual(counted(7, 1, 2, 4));
    expect(rejects).toEqual([
      `4 =${at},1,u2: found 3 fields, expected 4`,
      '5 =: line is empty',
      '6 user_id=: is empty',
      '7 time=soon: is not a real time',
    ]);
    expect(rows.filter((row) => row['problem'] === null).map((row) => row['user_id'])).toEqual([
      'u1',
      'u4',
    ]);
  });

  it('gives the same from a plain file and from one that must be cleaned', async () => {
    const text = `time,app_id,user_id,x\n${at},1,u1,\nsoon,1,u2,y\n${at},1,,z\n`;
    const plain = await checker.check('a.csv', text, logins);
    const cleaned = await checker.check('a.csv', text.replaceAll('\n', '\r\n'), logins);
    expect(plain.counts).toEqual(counted(4, 1, 1, 2));
    expect(cleaned).toEqual(plain);
  });

  it('falls back to cleaning where the sum of the delimiters hides two wrong lines', async () => {
    const text = `time,app_id,user_id\n${at},1,u1,\n${at},1\n${at},1,u3\n`;
    const { counts, rows, rejects } = await checker.check('a.csv', text, logins);
    expect(counts).toEqual(counted(4, 1, 1, 2));
    expect(rejects).toEqual([
      `2 =${at},1,u1,: found 4 fields, expected 3`,
      `3 =${at},1: found 2 fields, expected 3`,
    ]);
    expect(rows.map((row) => row['line_number'])).toEqual([4n]);
  });

  it.each([
    ['plain', '\n'],
    ['cleaned', '\r\n'],
  ])('counts a repeated header of a %s file as a header', async (_, end) => {
    const lines = ['time,app_id,user_id', `${at},1,u1`, 'time,app_id,user_id', `${at},1,u2`, ''];
    const { counts, rows, rejects } = await checker.check('a.csv', lines.join(end), logins);
    expect(counts).toEqual(counted(4, 2, 2, 0));
    expect(rows.map((row) => row['line_number'])).toEqual([2n, 4n]);
    expect(rejects).toEqual([]);
  });

  it.each([
    ['plain', '\n'],
    ['cleaned', '\r\n'],
  ])('refuses a %s file whose second header has another order', async (_, end) => {
    const lines = ['time,app_id,user_id', `${at},1,u1`, 'time,user_id,app_id', `${at},u2,1`, ''];
    expect(await refusalOf('a.csv', lines.join(end), logins)).toBe(
      'logs/a.csv, line 3: a second header names other columns than line 1, or in another order: "time", "user_id", "app_id".\n' +
        'Accepted: files whose columns are the same from the first line to the last.\n' +
        'Deliver the files that were put together one by one.',
    );
  });

  it.each([
    ['user_id,time,app_id'],
    ['time,app_id,device'],
    ['TIME,USER_ID,APP_ID'],
    ['platform,app_id,user_id'],
    ['\ufefftime,user_id,app_id'],
    ['"time","user_id","app_id"'],
  ])('refuses a file whose second header is %s', async (header) => {
    const text = `time,app_id,user_id\n${at},1,u1\n${header}\n${at},1,u2\n`;
    expect(await refusalOf('a.csv', text, logins)).toMatch(
      /^logs\/a\.csv, line 3: a second header names other columns than line 1/,
    );
  });

  it('takes a second header in quotes for the first one, and rejects one in other case', async () => {
    const text = `time,app_id,user_id\n${at},1,u1\n"time","app_id","user_id"\n${at},1,u2\nTime,App_Id,User_Id\n`;
    const { counts, rejects } = await checker.check('a.csv', text, logins);
    expect(counts).toEqual(counted(5, 2, 2, 1));
    expect(rejects).toEqual(['5 time=Time: is not a real time']);
  });

  it.each([
    ['a.csv', 'user_id,time,app_id\n', (user: string) => `${user},${at},1\n`],
    ['a.ndjson', '', (user: string) => `{"user_id":"${user}","time":"${at}","app_id":"1"}\n`],
  ])('passes over byte order marks at the start of the lines of %s', async (name, header, line) => {
    const mark = '\ufeff';
    const text = `${mark}${header}${line('u1')}${mark}${header}${line('u1')}${mark}${line('u2')}${mark}${mark}${line('u3')}${mark}`;
    const { counts, rows, rejects } = await checker.check(name, text, logins);
    const headers = header === '' ? 0 : 2;
    expect(rejects).toEqual([]);
    expect(counts).toEqual(counted(headers + 4, headers, 4, 0));
    expect(rows.map((row) => row['user_id']).sort()).toEqual(['u1', 'u1', 'u2', 'u3']);
  });

  it('takes a file that begins with two byte order marks', async () => {
    const text = `\ufeff\ufefftime,app_id,user_id\n${at},1,u\n`;
    expect((await checker.check('a.csv', text, logins)).counts).toEqual(counted(2, 1, 1, 0));
  });

  it('keeps a byte order mark within a line, as part of a user id', async () => {
    const text = `time,app_id,user_id\n${at},1,u\ufeff\n${at},1,\ufeffu\n`;
    await checker.check('a.csv', text, logins);
    // The bytes: what reads a text may leave out a mark that it begins with.
    const ids = await checker.database.rows('select hex(user_id) as bytes from checked order by 1');
    expect(ids).toEqual([{ bytes: '75EFBBBF' }, { bytes: 'EFBBBF75' }]);
  });

  it('keeps the first 256 further columns of a file of any width', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `x${index}`);
    const text = `time,${names},app_id,user_id\n${at},${names.map(() => 'v')},1,u\n`;
    const { counts, rows } = await checker.check('a.csv', text, logins);
    expect(counts).toEqual(counted(2, 1, 1, 0));
    const kept = JSON.parse(String(rows[0]?.['extra']));
    expect(Object.keys(kept)).toEqual(names.slice(0, 256));
  });

  it('rejects a line that is a header only in part', async () => {
    const text = `time,app_id,user_id\n${at},1,u1\ntime,1,u2\n`;
    const { counts, rejects } = await checker.check('a.csv', text, logins);
    expect(counts).toEqual(counted(3, 1, 1, 1));
    expect(rejects).toEqual(['3 time=time: is not a real time']);
  });

  it.each([
    ['without a line end', 'time,app_id,user_id'],
    ['with one', 'time,app_id,user_id\n'],
    ['with a byte order mark', '\ufefftime,app_id,user_id\r\n'],
  ])('takes a file of a header only, %s', async (_, text) => {
    expect(await checker.check('a.csv', text, logins)).toEqual({
      counts: counted(1, 1, 0, 0),
      rows: [],
      rejects: [],
    });
  });

  it('keeps further columns as JSON text', async () => {
    const text = `time,app_id,user_id,Zone,"say ""hi"""\n${at},1,u1,a,\n`;
    const { rows } = await checker.check('a.csv', text, logins);
    expect(rows[0]?.['extra']).toBe('{"Zone":"a","say \\"hi\\"":null}');
  });

  it.each([';', '\t', '|'])('splits at the delimiter %j of the source', async (delimiter) => {
    const lines = [
      ['time', 'app_id', 'user_id'],
      [at, '1', 'a,b'],
    ];
    const text = lines.map((line) => line.join(delimiter)).join('\n');
    const { counts, rows } = await checker.check('a.csv', text, { kind: 'logins', delimiter });
    expect(counts).toEqual(counted(2, 1, 1, 0));
    expect(rows[0]?.['user_id']).toBe('a,b');
  });

  it('reads mapped columns and constants', async () => {
    const text = `ts,uid,user_id\n${at},u1,ignored\n`;
    const source: Source = {
      kind: 'logins',
      columns: { time: 'ts', user_id: 'uid' },
      constants: { app_id: "o'7", result: '1' },
    };
    const { rows } = await checker.check('a.csv', text, source);
    expect(
      rows.map(({ app_id, user_id, result, extra }) => [app_id, user_id, result, extra]),
    ).toEqual([["o'7", 'u1', '1', '{"user_id":"ignored"}']]);
  });

  it('refuses a file without the columns it needs, naming what is near', async () => {
    expect(await refusalOf('a.csv', 'tme,app_id,uid\n1,2,3\n', logins)).toBe(
      'logs/a.csv, line 1: there is no column "time" (did you mean "tme"?), "user_id"; found: "tme", "app_id", "uid".\n' +
        'Accepted: time, app_id, user_id, result (optional), platform (optional), client_ip (optional).\n' +
        'Map the names with columns: in the source of logins in imbill.yaml, or deliver the file with a header.',
    );
  });

  it('wants one measure of bandwidth', async () => {
    expect(await refusalOf('a.csv', 'time,app_id\n1,2\n', { kind: 'bandwidth' })).toBe(
      'logs/a.csv, line 1: there is no column "mbps"; found: "time", "app_id".\n' +
        'Accepted: time, app_id, mbps (optional), bytes (optional), bps (optional), flux_mb (optional), region (optional), node (optional).\n' +
        'Map the names with columns: in the source of bandwidth in imbill.yaml, or deliver the file with a header.',
    );
  });

  it('leaves no copy and no rejects behind', async () => {
    await checker.check('a.csv', `time,app_id,user_id\r\n${at},1,u\r\nx\r\n`, logins);
    const left = await readdir(checker.folder);
    expect(left.filter((name) => /clean|rejects/.test(name))).toEqual([]);
    expect(left).toContain('a.csv');
  });
});

describe('checkFile, NDJSON', () => {
  const check = (lines: string[], source: Source = logins) =>
    checker.check('a.ndjson', lines.join('\n'), source);
  const line = (fields: Record<string, unknown>) =>
    JSON.stringify({ time: at, app_id: '1', user_id: 'u', ...fields });

  it('takes text and whole numbers, and keeps the record where it holds more', async () => {
    const { counts, rows } = await check([
      line({ user_id: 'a\u00e9"\\' }),
      `{"time":1788220800000,"app_id":1400000001,"user_id":123456789012345678901234567890}`,
      String.raw`{"time":"${at}","app_id":"1","user_id":"\u7528\ud83d\ude00"}`,
      line({ zone: 1 }),
      line({ result: null }),
      line({ result: '' }),
    ]);
    expect(counts).toEqual(counted(6, 0, 6, 0));
    expect(rows.map((row) => [row['app_id'], row['user_id'], row['extra']])).toEqual([
      ['1', 'aé"\\', null],
      ['1400000001', '123456789012345678901234567890', null],
      ['1', '用😀', null],
      ['1', 'u', line({ zone: 1 })],
      ['1', 'u', null],
      ['1', 'u', null],
    ]);
  });

  it('rejects what is no value of a column', async () => {
    const { counts, rejects } = await check([
      line({ user_id: { a: 1 } }),
      line({ user_id: ['u'] }),
      line({ user_id: true }),
      line({ user_id: null }),
      line({ user_id: 1.5 }),
      '{"time":1788220800.0,"app_id":"1","user_id":"u"}',
      '{"time":1788220800,"app_id":"1","user_id":1e3}',
      '{"time":1788220800,"app_id":"1","user_id":NaN}',
      '{"time":1788220800,"app_id":"1"}',
    ]);
    expect(counts).toEqual(counted(9, 0, 0, 9));
    expect(rejects).toEqual([
      '1 user_id={"a":1}: is neither text nor a number',
      '2 user_id=["u"]: is neither text nor a number',
      '3 user_id=true: is neither text nor a number',
      '4 user_id=: is empty',
      '5 user_id=1.5: is neither text nor a whole number',
      '6 time=1788220800.0: is neither text nor a whole number',
      '7 user_id=1000.0: is neither text nor a whole number',
      '8 user_id=NaN: is neither text nor a whole number',
      '9 user_id=: is empty',
    ]);
  });

  it('rejects what is no JSON object', async () => {
    const lines = [
      '[1]',
      '7',
      'null',
      '"u"',
      '{',
      '{"a":1} x',
      '{a:1}',
      'time,app_id',
      '{"a":007}',
    ];
    const { counts, rejects } = await check(lines);
    expect(counts).toEqual(counted(9, 0, 0, 9));
    expect(rejects).toEqual(
      lines.map((text, index) => `${index + 1} =${text}: is not a JSON object`),
    );
  });

  it('rejects half a surrogate pair, which is no text', async () => {
    const lines = ['\\ud800', '\\udc00', '\\ud800x'].map(
      (user) => `{"time":"${at}","app_id":"1","user_id":"${user}"}`,
    );
    const { rejects } = await check(lines);
    expect(rejects).toEqual(
      lines.map((text, index) => `${index + 1} =${text}: is not a JSON object`),
    );
  });

  it('rejects an object that names a key twice', async () => {
    const twice = `{"time":"${at}","app_id":"1","user_id":"a","user_id":"b"}`;
    const other = `{"time":"${at}","app_id":"1","user_id":"a","x":1,"x":1}`;
    const nested = `{"time":"${at}","app_id":"1","Info":{"To":"a","To":"b"}}`;
    const source: Source = { kind: 'logins', columns: { user_id: 'Info.To' } };
    expect((await check([twice, other])).rejects).toEqual([
      `1 =${twice}: names a key twice`,
      `2 =${other}: names a key twice`,
    ]);
    expect((await check([nested], source)).rejects).toEqual([`1 =${nested}: names a key twice`]);
  });

  it('takes numbers with a fraction only as they are written', async () => {
    const slot = (mbps: string, more = '') => `{"time":"${at}","app_id":"1",${more}"mbps":${mbps}}`;
    const { rows, rejects } = await check(
      [
        slot('117042.495'),
        slot('0.10'),
        slot('1.0 '),
        slot('3'),
        slot('"12345678.123456789"'),
        slot('1e3'),
        slot('1.50000000000000001', '"bytes":null,"x":1.5,'),
        slot('123456789.123456789'),
        slot('-0.0'),
        slot('-1'),
      ],
      { kind: 'bandwidth' },
    );
    const exact = 'is not written as a plain decimal of at most 15 digits';
    expect(rejects).toEqual([
      `6 mbps=1000.0: ${exact}`,
      `7 mbps=1.5: ${exact}`,
      `8 mbps=123456789.12345679: ${exact}`,
      '9 mbps=-0.0: is not a plain decimal of 0 or more',
      '10 mbps=-1: is not a plain decimal of 0 or more',
    ]);
    expect(rows.slice(0, 5).map((row) => row['mbps'])).toEqual([
      '117042.495',
      '0.1',
      '1.0',
      '3',
      '12345678.123456789',
    ]);
  });

  it('reads dotted paths and names with spaces and quotes', async () => {
    const record = { at: { utc: at }, 'the app': '7', "o'id": 'u', more: 1 };
    const { rows } = await check([JSON.stringify(record)], {
      kind: 'logins',
      columns: { time: 'at.utc', app_id: 'the app', user_id: "o'id" },
    });
    expect(rows.map(({ app_id, user_id, extra }) => [app_id, user_id, extra])).toEqual([
      ['7', 'u', JSON.stringify(record)],
    ]);
  });

  it('rejects bad lines of a file that must be cleaned by their physical line', async () => {
    const { counts, rejects } = await check([
      '\ufeff',
      line({}),
      '',
      'x',
      `${line({})}\r`,
      '\u0001',
    ]);
    expect(counts).toEqual(counted(6, 0, 2, 4));
    expect(rejects).toEqual([
      '1 =: line is empty',
      '3 =: line is empty',
      '4 =x: is not a JSON object',
      '6 =\u0001: holds a byte 0x01',
    ]);
  });
});

describe('checkFile, JSON document', () => {
  const record = (userId: string) => ({ time: at, app_id: '1', user_id: userId });

  it.each([
    ['a list', [record('a'), record('b')], ['a', 'b']],
    ['one object', record('a'), ['a']],
    ['an empty list', [], []],
  ])('takes %s', async (_, document, users) => {
    const text = JSON.stringify(document, null, 2);
    const { counts, rows } = await checker.check('a.json', text, logins);
    expect(counts).toEqual(counted(users.length, 0, users.length, 0));
    expect(rows.map((row) => [row['line_number'], row['user_id']])).toEqual(
      users.map((user, index) => [BigInt(index + 1), user]),
    );
  });

  it('takes a byte order mark', async () => {
    const { counts } = await checker.check(
      'a.json',
      `\ufeff${JSON.stringify([record('a')])}`,
      logins,
    );
    expect(counts).toEqual(counted(1, 0, 1, 0));
  });

  it('numbers rejects by their place in the list', async () => {
    const document = [record('a'), record(''), 7, [record('b')]];
    const { counts, rejects } = await checker.check('a.json', JSON.stringify(document), logins);
    expect(counts).toEqual(counted(4, 0, 1, 3));
    expect(rejects).toEqual([
      '2 user_id=: is empty',
      '3 =7: is not a JSON object',
      '4 =[{"time":"2026-09-01T00:00:00Z","app_id":"1","user_id":"b"}]: is not a JSON object',
    ]);
  });

  it.each([
    ['is cut off', `[\n${JSON.stringify(record('a'))},\n`, 3, 'unexpected end of data', 63],
    ['lacks a quote', '[{"a":"b},\n{"c":"d"}]', 1, 'unexpected control character in string', 11],
    ['holds half a character', '{"a":"\\ud800"}', 1, 'no low surrogate in string', 13],
    ['is only white space', ' \n', 1, 'input data is empty', 1],
    ['begins with another format', 'time,app_id', 1, 'invalid literal', 1],
  ])('refuses a document that %s', async (_, text, line, reason, byte) => {
    expect(await refusalOf('a.json', text, logins)).toBe(
      `logs/a.json, line ${line}: this is not one whole JSON document: ${reason} at byte ${byte}.\n` +
        'Accepted: one JSON object or list a file; one object a line in .ndjson or .jsonl.\n' +
        'Have the whole file delivered again; nothing of it was used.',
    );
  });

  it.each([
    ['one record a line', `${JSON.stringify(record('a'))}\n${JSON.stringify(record('b'))}\n`],
    ['two lists', `[]\n[${JSON.stringify(record('b'))}]`],
  ])('refuses %s under the name .json', async (_, text) => {
    const message = await refusalOf('a.json', `\ufeff${text}`, logins);
    expect(message).toMatch(
      /^logs\/a\.json, line 2: this is not one whole JSON document: unexpected content after document at byte \d+\.$/m,
    );
    expect(message).toMatch(/^If each line is a record, name the file \.ndjson; /m);
  });

  it.each([
    ['null', 'NULL'],
    ['"failed"', 'VARCHAR'],
    ['7', 'UBIGINT'],
  ])('refuses the document %s', async (text, type) => {
    expect(await refusalOf('a.json', text, logins)).toMatch(
      `logs/a.json: the JSON document is neither an object nor a list but of the type ${type}.`,
    );
  });

  it('refuses a document that is not UTF-8', async () => {
    expect(await refusalOf('a.json', Buffer.from('[{"time":"\u00e9"}]', 'latin1'), logins)).toBe(
      'logs/a.json: the JSON document is not UTF-8.\n' +
        'Accepted: UTF-8, with or without a byte order mark.\n' +
        'Convert the file to UTF-8 and deliver it again.',
    );
  });
});

describe('checkFile, Parquet', () => {
  const at = "timestamptz '2026-09-01 08:00:00.123456+08'";
  const parquet = (columns: string, source: Source = logins) =>
    checker.checkParquet(`select ${columns}`, source);

  it.each([
    [at, '2026-09-01T00:00:00.123456Z'],
    ["timestamptz '2026-08-31 16:00:00+00'", '2026-08-31T16:00:00Z'],
    ['1788220800', '2026-09-01T00:00:00Z'],
    ['cast(1788220800123 as bigint)', '2026-09-01T00:00:00.123Z'],
    ['cast(1788220800 as ubigint)', '2026-09-01T00:00:00Z'],
    ["'2026-09-01T08:00:00+08:00'", '2026-09-01T00:00:00Z'],
    ["cast('2026-09-01T08:00:00+08:00' as blob)", '2026-09-01T00:00:00Z'],
  ])('reads the time %s', async (time, instant) => {
    const { rows } = await parquet(`${time} as time, '1' as app_id, 'u' as user_id`);
    expect(rows.map((row) => row['logged_in_at'])).toEqual([instant]);
  });

  it.each([
    ['timestamp', "timestamp '2026-09-01 23:59:59.999'", '2026-09-01T23:59:59.999000'],
    ['timestamp_ms', "timestamp_ms '2026-09-01 23:59:59.999'", '2026-09-01T23:59:59.999000'],
    ['timestamp_s', "timestamp_s '2026-09-01 23:59:59'", '2026-09-01T23:59:59.000000'],
    ['timestamp_ns', "timestamp_ns '2026-09-01 23:59:59.999999999'", '2026-09-01T23:59:59.999999'],
  ])('takes a %s only with a zone of the source, cut to microseconds', async (_, time, local) => {
    const columns = `${time} as time, '1' as app_id, 'u' as user_id`;
    expect((await parquet(columns)).rejects).toEqual([
      `1 time=${local}: is a local time without an offset`,
    ]);
    const { rows } = await parquet(columns, { kind: 'logins', timeZone: 'Asia/Shanghai' });
    const instant = `${local.replace('T23', 'T15').replace(/\.?0+$/, '')}Z`;
    expect(rows.map((row) => row['logged_in_at'])).toEqual([instant]);
  });

  it('rejects a date as a time', async () => {
    const { rejects } = await parquet("date '2026-09-01' as time, '1' as app_id, 'u' as user_id");
    expect(rejects).toEqual(['1 time=2026-09-01: is not a real time']);
  });

  it.each([
    ["'007'", '007'],
    ["cast('007' as blob)", '007'],
    ['cast(7 as tinyint)', '7'],
    ['1400000001', '1400000001'],
    ['cast(9223372036854775807 as bigint)', '9223372036854775807'],
    ['cast(18446744073709551615 as ubigint)', '18446744073709551615'],
    ["cast('pro' as enum('trial', 'pro'))", 'pro'],
    ["uuid '00000000-0000-0000-0000-000000000007'", '00000000-0000-0000-0000-000000000007'],
  ])('reads the id %s', async (id, text) => {
    const { rows } = await parquet(`${at} as time, ${id} as app_id, 'u' as user_id`);
    expect(rows.map((row) => row['app_id'])).toEqual([text]);
  });

  it.each([
    ['DOUBLE', 'cast(7 as double)'],
    ['FLOAT', 'cast(7 as float)'],
  ])('refuses ids of the type %s', async (type, id) => {
    const error = await parquet(`${at} as time, ${id} as app_id, 'u' as user_id`).then(
      () => undefined,
      (caught: Error) => caught,
    );
    expect(error?.message).toBe(
      `logs/rows.parquet: column "app_id" is of the type ${type}, which cannot hold app_id exactly.\n` +
        'Accepted: text or whole numbers for ids, text, whole numbers or timestamps for times, text or numbers for measures.\n' +
        'Deliver the file again with another type.',
    );
  });

  it.each([
    ['cast(117042.495 as double)', '117042.495'],
    ['cast(117042.495 as decimal(12, 3))', '117042.495'],
    ['cast(0.1 as float)', '0.1'],
    ['cast(3 as integer)', '3'],
    ["'3.50'", '3.50'],
  ])('reads the measure %s', async (mbps, text) => {
    const { rows } = await parquet(`${at} as time, '1' as app_id, ${mbps} as mbps`, {
      kind: 'bandwidth',
    });
    expect(rows.map((row) => row['mbps'])).toEqual([text]);
  });

  it.each([
    ["cast('nan' as double)", 'nan'],
    ['cast(1e-7 as double)', '1e-07'],
    ['cast(-1 as integer)', '-1'],
  ])('rejects the measure %s', async (mbps, text) => {
    const { rejects } = await parquet(`${at} as time, '1' as app_id, ${mbps} as mbps`, {
      kind: 'bandwidth',
    });
    expect(rejects).toEqual([`1 mbps=${text}: is not a plain decimal of 0 or more`]);
  });

  it('keeps structs, lists and maps as JSON text', async () => {
    const { rows } = await parquet(
      `${at} as time, '1' as app_id, 'u' as user_id, {'a': 1} as s, [1, 2] as l, map {'k': 'v'} as m, true as b`,
    );
    expect(rows.map((row) => row['extra'])).toEqual([
      String.raw`{"s":"{\"a\":1}","l":"[1,2]","m":"{\"k\":\"v\"}","b":"true"}`,
    ]);
  });

  it('counts rows and takes empty text for null', async () => {
    const { counts, rejects } = await checker.checkParquet(
      `select ${at} as time, '1' as app_id, unnest(['u', '', null]) as user_id`,
      logins,
    );
    expect(counts).toEqual(counted(3, 0, 1, 2));
    expect(rejects).toEqual(['2 user_id=: is empty', '3 user_id=: is empty']);
  });

  it('takes a file without rows', async () => {
    const { counts } = await checker.checkParquet(
      "select '1' as time, '1' as app_id, 'u' as user_id where false",
      logins,
    );
    expect(counts).toEqual(counted(0, 0, 0, 0));
  });

  it('refuses a file whose text is not UTF-8', async () => {
    const bytes = "from_hex('ff')";
    await expect(parquet(`${at} as time, '1' as app_id, ${bytes} as user_id`)).rejects.toThrow(
      /^logs\/rows\.parquet: the Parquet data cannot be read: /,
    );
  });

  it('names what it needs without a line', async () => {
    await expect(parquet(`${at} as time, 'u' as user_id`)).rejects.toThrow(
      'logs/rows.parquet: there is no column "app_id"; found: "time", "user_id".',
    );
  });
});
