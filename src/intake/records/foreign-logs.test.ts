import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Preset } from './presets.ts';
import type { SourceSettings } from './source-settings.ts';
import { type Checker, openChecker } from './testing/check-text.ts';

let checker: Checker;
beforeAll(async () => {
  checker = await openChecker();
});
afterAll(() => checker.close());

/** 成功 and 失败 in GBK. */
const [success, failure] = [Buffer.from('b3c9b9a6', 'hex'), Buffer.from('caa7b0dc', 'hex')];

const excel = {
  kind: 'logins' as const,
  encoding: 'gbk' as const,
  timeFormats: ['YYYY/M/D H:mm'],
  timeZone: 'Asia/Shanghai',
} satisfies Partial<SourceSettings>;

describe('checkFile on logs from elsewhere', () => {
  it('reads a CSV file of Excel: GBK, times as they are shown, words in Chinese', async () => {
    const csv = Buffer.concat([
      Buffer.from('time,app_id,user_id,result\r\n2026/9/1 8:05,1400000001,u1,'),
      success,
      Buffer.from('\r\n2026/9/1 23:59,1400000001,u2,'),
      failure,
      Buffer.from('\r\n2026/2/30 8:05,1400000001,u3,'),
      success,
      Buffer.from('\r\n2026-09-01T08:05:00Z,1400000001,u4,\r\n'),
    ]);
    const { counts, rows, rejects } = await checker.check('a.csv', csv, excel);
    // 4 lines: u1 and u2 are accepted; 30 February and RFC 3339 are not of the form.
    expect(counts).toEqual({ lines: 5, headers: 1, accepted: 2, ignored: 0, rejected: 2 });
    expect(rows.filter(({ problem }) => problem === null)).toMatchObject([
      { user_id: 'u1', result: '成功', is_success: true, usage_date: '2026-09-01' },
      { user_id: 'u2', result: '失败', is_success: false, usage_date: '2026-09-01' },
    ]);
    expect(rejects).toEqual([
      '4 time=2026/2/30 8:05: is not a real time of the form YYYY/M/D H:mm',
      '5 time=2026-09-01T08:05:00Z: is not a real time of the form YYYY/M/D H:mm',
    ]);
  });

  it('reads tabs and UTF-16, without a byte order mark in the first name', async () => {
    const text = '\ufefftime\tapp_id\tuser_id\n2026/9/1 8:05\t1400000001\t张三\n';
    const source = { ...excel, encoding: 'utf-16' } as const;
    const { rows } = await checker.check('a.tsv', Buffer.from(text, 'utf16le'), source);
    expect(rows).toMatchObject([{ user_id: '张三', problem: null }]);
  });

  it('refuses bytes that the encoding does not have, with their place', async () => {
    const csv = Buffer.concat([
      Buffer.from('time,app_id,user_id\nt,a,'),
      Buffer.from([0xff, 0x41]),
    ]);
    await expect(checker.check('a.csv', csv, excel)).rejects.toThrow(
      'logs/a.csv, line 2: after its character 4 come bytes that are no GBK.\n' +
        'Accepted: a text that is GBK from its first to its last byte.\n' +
        'Set encoding: in the source in imbill.yaml to the encoding of the file, or have the file delivered again.',
    );
  });

  const webhook: Preset = {
    kind: 'logins',
    root: 'payload',
    columns: { time: ['received_at'], app_id: ['app.id'], user_id: ['用户', 'uid'] },
    only: [{ path: 'type', values: ['login', 'signin'] }],
    words: { result: { map: { OK: 'success' }, ignored: ['test'] } },
  };

  it('reads records below a root, by a preset of the workspace', async () => {
    const lines = [
      // An object, and the same as its text; the time lies around the record.
      '{"received_at":"2026-09-01T08:00:00+08:00","payload":{"type":"login","app":{"id":"1"},"uid":"u1","result":"ok"}}',
      '{"received_at":"2026-09-01T08:00:00+08:00","payload":"{\\"type\\":\\"signin\\",\\"app\\":{\\"id\\":\\"1\\"},\\"用户\\":\\"u2\\",\\"result\\":\\"no\\"}"}',
      // Ignored: of another type, without a type, and a test.
      '{"received_at":"2026-09-01T08:00:00+08:00","payload":{"type":"logout","uid":"u3"}}',
      '{"received_at":"2026-09-01T08:00:00+08:00","payload":{"uid":"u4"}}',
      '{"received_at":"2026-09-01T08:00:00+08:00","payload":{"type":"login","app":{"id":"1"},"uid":"u5","result":"TEST"}}',
      '{"received_at":"2026-09-01T08:00:00+08:00"}',
    ];
    const { counts, rows, rejects } = await checker.check('a.ndjson', lines.join('\n'), {
      kind: 'logins',
      ownPreset: webhook,
    });
    expect(counts).toEqual({ lines: 6, headers: 0, accepted: 5, ignored: 3, rejected: 1 });
    expect(rows.filter((row) => row['problem'] === null && !row['is_ignored'])).toMatchObject([
      { app_id: '1', user_id: 'u1', result: 'success', is_success: true },
      { app_id: '1', user_id: 'u2', result: 'no', is_success: false },
    ]);
    expect(rejects).toEqual([
      '6 ={"received_at":"2026-09-01T08:00:00+08:00"}: has no JSON object at payload, which the preset names as root',
    ]);
  });

  it('applies rules and words to the columns of CSV, and refuses a file without a column of a rule', async () => {
    const own: Preset = { ...webhook, columns: { time: ['t'], app_id: ['app'], user_id: ['uid'] } };
    const { root: _, ...preset } = own;
    const source = { kind: 'logins', ownPreset: preset } as const;
    const time = '2026-09-01T08:00:00+08:00';
    const csv = `t,app,uid,type,result\n${time},1,u1,login,OK\n${time},1,u2,logout,OK\n${time},1,u3,login,test\n`;
    const { counts, rows } = await checker.check('a.csv', csv, source);
    expect(counts).toEqual({ lines: 4, headers: 1, accepted: 3, ignored: 2, rejected: 0 });
    expect(rows.filter((row) => !row['is_ignored'])).toMatchObject([
      { user_id: 'u1', result: 'success' },
    ]);
    const without = checker.check('b.csv', 't,app,uid,kind\n', source);
    await expect(without).rejects.toThrow('logs/b.csv, line 1: there is no column "type"; found:');
  });

  it('reads several metrics of a line of CSV', async () => {
    const ownPreset: Preset = {
      kind: 'daily',
      columns: { date: ['日期'], app_id: ['应用'] },
      metrics: { dau: '日活', groups: '群数' },
    };
    const source = { kind: 'daily' as const, ownPreset, timeFormats: ['YYYY年M月D日'] };
    const csv = '日期,应用,日活,群数\n2026年9月1日,1,200,30\n2026年9月2日,1,210,\n';
    const { counts, rows } = await checker.check('a.csv', csv, source);
    expect(counts).toEqual({ lines: 3, headers: 1, accepted: 2, ignored: 0, rejected: 0 });
    expect(
      rows
        .filter((row) => !row['is_ignored'])
        .map(({ usage_date, metric, quantity }) => `${usage_date} ${metric} ${quantity}`)
        .sort(),
    ).toEqual([
      '2026-09-01 dau 200.000000000',
      '2026-09-01 groups 30.000000000',
      '2026-09-02 dau 210.000000000',
    ]);
  });

  it('takes the app and the user from the address of a request in NDJSON', async () => {
    const ownPreset: Preset = {
      kind: 'logins',
      columns: { time: ['ts'] },
      request: {
        bodies: [],
        addresses: ['url'],
        parameters: { app_id: 'SdkAppid', user_id: 'id' },
      },
    };
    const line =
      '{"ts":"2026-09-01T08:00:00+08:00","url":"/login?SdkAppid=1400000001&id=%E5%BC%A0"}';
    const { rows } = await checker.check('a.ndjson', line, { kind: 'logins', ownPreset });
    expect(rows).toMatchObject([{ app_id: '1400000001', user_id: '张', problem: null }]);
  });

  it('reads the lines of an access log, and the parameters of the address', async () => {
    const lines = [
      '203.0.113.7 - - [01/Sep/2026:08:05:01 +0800] "GET /login?SdkAppid=1400000001&user=u%201 HTTP/1.1" 200 12 "-" "curl/8"',
      '203.0.113.8 - bob [30/Sep/2026:23:59:59 +0800] "POST /login?SdkAppid=1400000001&user=u2 HTTP/1.1" 403 0',
      '203.0.113.8 - - [30/Sep/2026:23:59:59 +0800] "GET /health HTTP/1.1" 200 0 "-" "-"',
      '{"time":"2026-09-01T08:05:01Z"}',
      '',
    ];
    const ownPreset: Preset = {
      kind: 'logins',
      columns: { app_id: ['url.SdkAppid'], user_id: ['url.user'], client_ip: ['remote_addr'] },
      only: [{ path: 'path', values: ['/login'] }],
    };
    const source = {
      kind: 'logins' as const,
      format: 'access-log' as const,
      ownPreset,
      columns: { result: 'status' },
      success: ['200'],
    };
    const { counts, rows, rejects } = await checker.check('access.log', lines.join('\r\n'), source);
    expect(counts).toEqual({ lines: 4, headers: 0, accepted: 3, ignored: 1, rejected: 1 });
    expect(rows.filter((row) => row['problem'] === null && !row['is_ignored'])).toMatchObject([
      { app_id: '1400000001', user_id: 'u 1', is_success: true, client_ip: '203.0.113.7' },
      { app_id: '1400000001', user_id: 'u2', is_success: false, usage_date: '2026-09-30' },
    ]);
    expect(rejects).toEqual([
      '4 ={"time":"2026-09-01T08:05:01Z"}: is not of the form of the access log',
    ]);
  });
});
