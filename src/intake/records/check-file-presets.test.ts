import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checker, openChecker } from './testing/check-text.ts';

let checker: Checker;

beforeAll(async () => {
  checker = await openChecker();
});
afterAll(() => checker.close());

const lines = (records: unknown[]) => records.map((record) => JSON.stringify(record)).join('\n');

describe('checkFile, login-callback', () => {
  const source = { kind: 'logins', preset: 'login-callback' } as const;
  const callback = (info: unknown, more: Record<string, unknown> = {}) => ({
    CallbackCommand: 'State.StateChange',
    EventTime: 1788220800123,
    Info: info,
    SdkAppid: '1400000001',
    ...more,
  });
  const login = { Action: 'Login', To_Account: 'u', Reason: 'Register' };

  it('counts logins; keeps other changes of state as logins that do not count', async () => {
    const first = callback(login, { OptPlatform: 'iOS', ClientIP: '10.0.0.1' });
    const { counts, rows } = await checker.check(
      'a.ndjson',
      lines([
        first,
        callback({ ...login, Action: 'Logout' }),
        callback({ ...login, Action: 'Disconnect' }),
      ]),
      source,
    );
    expect(counts).toEqual({ lines: 3, headers: 0, accepted: 3, ignored: 0, rejected: 0 });
    expect(rows[0]).toEqual({
      line_number: 1n,
      app_id: '1400000001',
      user_id: 'u',
      result: 'success',
      platform: 'iOS',
      client_ip: '10.0.0.1',
      extra: JSON.stringify(first),
      problem: null,
      is_ignored: false,
      is_success: true,
      usage_date: '2026-09-01',
      logged_in_at: '2026-09-01T00:00:00.123Z',
    });
    expect(rows.map((row) => [row['result'], row['is_success']])).toEqual([
      ['success', true],
      ['logout', false],
      ['disconnect', false],
    ]);
  });

  it.each(['app_id', 'SdkAppid', 'SdkAppId', 'SDKAppID', 'sdkappid', 'AppId', 'appid'])(
    'finds the app id under %s',
    async (name) => {
      const record = { ...callback(login), SdkAppid: undefined, [name]: 1400000002 };
      const { rows } = await checker.check('a.ndjson', lines([record]), source);
      expect(rows.map((row) => row['app_id'])).toEqual(['1400000002']);
    },
  );

  it('passes over other callbacks, and rejects what is none', async () => {
    const { counts, rejects } = await checker.check(
      'a.ndjson',
      lines([
        { CallbackCommand: 'C2C.CallbackAfterSendMsg' },
        { CallbackCommand: 'Group.CallbackAfterCreateGroup', EventTime: 'x' },
        { CallbackCommand: 'StateChange' },
        { CallbackCommand: 'State.StateChange.2' },
        {},
        { ...callback(login), CallbackCommand: null },
      ]),
      source,
    );
    expect(counts).toEqual({ lines: 6, headers: 0, accepted: 2, ignored: 2, rejected: 4 });
    expect(rejects).toEqual([
      '3 CallbackCommand=StateChange: is not State.StateChange',
      '4 CallbackCommand=State.StateChange.2: is not State.StateChange',
      '5 CallbackCommand=: is not State.StateChange',
      '6 CallbackCommand=: is not State.StateChange',
    ]);
  });

  it('passes over other changes of state, however they are called', async () => {
    const actions = ['CustomStatusChange', 'Register', 'Kick', 'TimeOut', 'LOGIN', 'login'];
    const { counts, rows, rejects } = await checker.check(
      'a.ndjson',
      lines(actions.map((Action) => callback({ Action, To_Account: 'u' }))),
      source,
    );
    expect(counts).toEqual({ lines: 6, headers: 0, accepted: 6, ignored: 4, rejected: 0 });
    expect(rejects).toEqual([]);
    const kept = rows.filter((row) => row['is_ignored'] === false);
    expect(kept.map((row) => [row['result'], row['is_success']])).toEqual([
      ['success', true],
      ['success', true],
    ]);
  });

  it.each([
    ['Action,user,at,app', 'Login,u,1788220800123,7', 'success'],
    ['Action,user,at,app', 'logout,u,1788220800123,7', 'logout'],
    ['Action,user,at,app', 'Kick,u,1788220800123,7', undefined],
  ])('reads the same words of CSV: %s, %s', async (header, row, result) => {
    const columns = { result: 'Action', user_id: 'user', time: 'at', app_id: 'app' };
    const { counts, rows } = await checker.check('a.csv', `${header}\n${row}\n`, {
      ...source,
      columns,
    });
    expect(counts).toMatchObject({ accepted: 1, ignored: result === undefined ? 1 : 0 });
    if (result !== undefined) expect(rows[0]).toMatchObject({ result });
  });

  it('reads requests of CSV', async () => {
    const written = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const info = (Action: string) =>
      written(JSON.stringify({ ...body, Info: { ...login, Action } }));
    const text = `received_at,url,body
x,${written(address)},${info('Login')}
x,${written(address)},${info('Kick')}
x,${written(address)},${info('?')}
x,${written(address)},
`;
    const { counts, rows, rejects } = await checker.check('a.csv', text, source);
    expect(counts).toEqual({ lines: 5, headers: 1, accepted: 2, ignored: 1, rejected: 2 });
    expect(rows[0]).toMatchObject({ line_number: 2n, app_id: '1400000009', user_id: 'u' });
    expect(rejects).toEqual([
      '4 result=?: is none of Login, Logout, Disconnect',
      '5 result=: is none of Login, Logout, Disconnect',
    ]);
  });

  it('passes over other callbacks of CSV', async () => {
    const text = `CallbackCommand,EventTime,Info.Action,Info.To_Account,SdkAppid
State.StateChange,1788220800123,Login,u,7
C2C.CallbackAfterSendMsg,1788220800123,,,7
StateChange,1788220800123,Login,u,7
`;
    const { counts, rejects } = await checker.check('a.csv', text, source);
    expect(counts).toEqual({ lines: 4, headers: 1, accepted: 2, ignored: 1, rejected: 1 });
    expect(rejects).toEqual(['4 CallbackCommand=StateChange: is not State.StateChange']);
  });

  const address =
    'https://example.com/im?SdkAppid=1400000009&CallbackCommand=State.StateChange&contenttype=json&ClientIP=10.0.0.7&OptPlatform=Android';
  const body = { CallbackCommand: 'State.StateChange', EventTime: 1788220800123, Info: login };
  const query = { SdkAppid: 1400000009, ClientIP: '10.0.0.7', OptPlatform: 'Android' };

  it.each<[string, Record<string, unknown>]>([
    ...['url', 'uri', 'request_uri', 'request_url', 'query', 'path'].map(
      (key): [string, Record<string, unknown>] => [key, { ...body, [key]: address }],
    ),
    ['a query string', { ...body, query_string: address.slice(address.indexOf('?') + 1) }],
    ['a request line', { ...body, request: `POST ${address.slice(19)} HTTP/1.1` }],
    ['a query as an object', { ...body, query }],
    ['a request as an object', { ...body, httpRequest: { requestUrl: address } }],
    ['the command in the address only', { ...body, CallbackCommand: undefined, url: address }],
    ['a body as an object', { url: address, body, received_at: 'x' }],
    ['a body as text', { request_uri: address, request_body: JSON.stringify(body) }],
    ['gateways', { queryStringParameters: query, body: JSON.stringify(body), headers: {} }],
    ['what a collector adds', { ...query, body: JSON.stringify(body) }],
    ['both, where the record counts', { ...body, ...query, url: 'https://x?SdkAppid=1' }],
    ['escapes', { ...body, url: address.replace('10.0.0.7', '10%2E0.0.7') }],
  ])('takes app, address and platform from the request: %s', async (_, record) => {
    const { counts, rows, rejects } = await checker.check('a.ndjson', lines([record]), source);
    expect(rejects).toEqual([]);
    expect(counts).toEqual({ lines: 1, headers: 0, accepted: 1, ignored: 0, rejected: 0 });
    expect(rows[0]).toMatchObject({
      app_id: '1400000009',
      user_id: 'u',
      client_ip: '10.0.0.7',
      platform: 'Android',
      is_success: true,
      logged_in_at: '2026-09-01T00:00:00.123Z',
      extra: JSON.stringify(record),
    });
  });

  it('passes over other callbacks in bodies, and rejects what holds no record', async () => {
    const other = { CallbackCommand: 'C2C.CallbackAfterSendMsg' };
    const { counts, rejects } = await checker.check(
      'a.ndjson',
      lines([
        { url: address, body: JSON.stringify(other) },
        { url: address.replace('State.StateChange', 'Sns.CallbackFriendAdd'), body: '{}' },
        { url: address, body: 'CallbackCommand=State.StateChange' },
        { url: 'https://example.com/health', body: '{"CallbackCommand' },
        { url: 'https://example.com/im', body: JSON.stringify(body) },
        { url: address, body: [body] },
        { ...body, CallbackCommand: 'StateChange', Info: { ...login, Action: 'Kick' } },
      ]),
      source,
    );
    expect(counts).toEqual({ lines: 7, headers: 0, accepted: 2, ignored: 2, rejected: 5 });
    expect(rejects).toEqual([
      '3 result=: is none of Login, Logout, Disconnect',
      '4 CallbackCommand=: is not State.StateChange',
      '5 app_id=: is empty',
      '6 result=: is none of Login, Logout, Disconnect',
      '7 CallbackCommand=StateChange: is not State.StateChange',
    ]);
  });

  it('takes the time of the collector where the callback has none', async () => {
    const { EventTime: _, ...old } = body;
    const columns = { time: 'received_at' };
    const record = { ...query, received_at: '2026-09-02T00:00:00Z' };
    const { rows, rejects } = await checker.check(
      'a.ndjson',
      lines([
        { ...old, ...record },
        { ...body, ...record },
        { body: JSON.stringify(old), ...record },
        { body: JSON.stringify(body), ...record },
        { ...body, ...query },
        { ...old, ...query },
      ]),
      { ...source, columns },
    );
    expect(rejects).toEqual(['6 time=: is empty']);
    expect(rows.slice(0, 5).map((row) => row['logged_in_at'])).toEqual([
      '2026-09-02T00:00:00Z',
      '2026-09-01T00:00:00.123Z',
      '2026-09-02T00:00:00Z',
      '2026-09-01T00:00:00.123Z',
      '2026-09-01T00:00:00.123Z',
    ]);
  });

  it('replaces any other column by what the settings name, of the line or of its body', async () => {
    const record = { tenant: 'T', body: JSON.stringify({ ...body, Info: { ...login, Who: 'w' } }) };
    const columns = { app_id: 'tenant', user_id: 'Info.Who' };
    const { rows } = await checker.check('a.ndjson', lines([{ ...query, ...record }]), {
      ...source,
      columns,
    });
    expect(rows.map((row) => [row['app_id'], row['user_id']])).toEqual([['T', 'w']]);
  });

  it('rejects what a callback lacks', async () => {
    const { rejects } = await checker.check(
      'a.ndjson',
      lines([
        callback({ ...login, Action: '?' }),
        callback({ To_Account: 'u' }),
        callback({ Action: 'Login' }),
        callback('Login'),
        callback(login, { EventTime: undefined }),
        callback(login, { EventTime: 17882208001234 }),
        callback(login, { SdkAppid: undefined }),
      ]),
      source,
    );
    expect(rejects).toEqual([
      '1 result=?: is none of Login, Logout, Disconnect',
      '2 result=: is none of Login, Logout, Disconnect',
      '3 user_id=: is empty',
      '4 result=: is none of Login, Logout, Disconnect',
      '5 time=: is empty',
      '6 time=17882208001234: is not a real time',
      '7 app_id=: is empty',
    ]);
  });

  it('takes a column that the settings map, and constants', async () => {
    const record = callback({ Action: 'Login', To_Account: 'u', Device: { Os: 'Android' } });
    const { rows } = await checker.check('a.ndjson', lines([record]), {
      ...source,
      columns: { platform: 'Info.Device.Os' },
      constants: { app_id: '9' },
    });
    expect(rows.map((row) => [row['app_id'], row['platform']])).toEqual([['9', 'Android']]);
  });

  it('reads a Parquet file of the same records', async () => {
    const { counts, rows } = await checker.checkParquet(
      `select 'State.StateChange' as CallbackCommand, 1788220800123 as EventTime,
        {'Action': 'Login', 'To_Account': 'u'} as Info, '1400000001' as SdkAppid`,
      source,
    );
    expect(counts).toEqual({ lines: 1, headers: 0, accepted: 1, ignored: 0, rejected: 0 });
    expect(rows.map((row) => [row['app_id'], row['user_id'], row['logged_in_at']])).toEqual([
      ['1400000001', 'u', '2026-09-01T00:00:00.123Z'],
    ]);
  });
});

describe('checkFile, group-callbacks', () => {
  const source = { kind: 'groups', preset: 'group-callbacks' } as const;

  it('reads groups created and dismissed; the time is quoted milliseconds', async () => {
    const callback = (command: string, more = {}) => ({
      CallbackCommand: `Group.${command}`,
      GroupId: '@TGS#1',
      Type: 'AVChatRoom',
      EventTime: '1788220800123',
      SdkAppid: 7,
      ...more,
    });
    const { counts, rows, rejects } = await checker.check(
      'a.ndjson',
      lines([
        callback('CallbackAfterCreateGroup'),
        callback('CallbackAfterGroupDestroyed', { Type: undefined }),
        callback('CallbackAfterGroupFull'),
        callback('CallbackAfterNewMemberJoin'),
        callback('CallbackAfterCreateGroup', { GroupId: '' }),
      ]),
      source,
    );
    expect(counts).toEqual({ lines: 5, headers: 0, accepted: 4, ignored: 1, rejected: 1 });
    expect(rejects).toEqual(['5 group_id=: is empty']);
    const kept = rows.filter((row) => row['problem'] === null && row['is_ignored'] === false);
    expect(
      kept.map((row) => [
        row['app_id'],
        row['group_id'],
        row['event'],
        row['group_type'],
        row['occurred_at'],
      ]),
    ).toEqual([
      ['7', '@TGS#1', 'created', 'AVChatRoom', '2026-09-01T00:00:00.123Z'],
      ['7', '@TGS#1', 'dismissed', null, '2026-09-01T00:00:00.123Z'],
      ['7', '@TGS#1', 'full', 'AVChatRoom', '2026-09-01T00:00:00.123Z'],
    ]);
  });
});

describe('checkFile, logins of JSON', () => {
  it('reads a result of the type yes or no', async () => {
    const login = { time: 1788220800, app_id: 'a', user_id: 'u' };
    const records = [true, false, null, 0].map((result) => ({ ...login, result }));
    const { rows } = await checker.check('a.ndjson', lines(records), { kind: 'logins' });
    expect(rows.map((row) => row['is_success'])).toEqual([true, false, true, true]);
  });
});

describe('checkFile, live-bandwidth', () => {
  const source = { kind: 'bandwidth', preset: 'live-bandwidth' } as const;
  const entries = [
    { Time: '2026-09-01T00:00:00+08:00', Bandwidth: 117042.495, Flux: 4389093.5625 },
    {
      Time: '2026-09-01T00:05:00+08:00',
      Bandwidth: '0.5',
      Flux: '18.75',
      node: 'a',
      region: 'international',
    },
  ];
  const rowOf = (row: Record<string, unknown>) =>
    ['line_number', 'app_id', 'region', 'node', 'mbps', 'slot_started_at'].map((name) => row[name]);
  const first = ['domestic', null, '117042.495', '2026-08-31T16:00:00Z'];
  const second = ['international', 'a', '0.5', '2026-08-31T16:05:00Z'];

  it.each([
    ['as the API answers', { Response: { DataInfoList: entries }, SdkAppId: '7' }],
    ['without the envelope', { DataInfoList: entries, appid: 7 }],
    ['as a list of entries', entries.map((entry) => ({ ...entry, AppId: '7' }))],
  ])('reads a document %s, entries as its lines', async (_, document) => {
    const { counts, rows } = await checker.check('a.json', JSON.stringify(document), source);
    expect(counts).toEqual({ lines: 2, headers: 0, accepted: 2, ignored: 0, rejected: 0 });
    expect(rows.map(rowOf)).toEqual([
      [1n, '7', ...first],
      [2n, '7', ...second],
    ]);
  });

  it('reads NDJSON of documents and of entries, each line counted once', async () => {
    const { counts, rows } = await checker.check(
      'a.ndjson',
      lines([
        { DataInfoList: entries, AppId: '7' },
        { DataInfoList: [], AppId: '7' },
        { ...entries[0], AppId: '8' },
      ]),
      source,
    );
    expect(counts).toEqual({ lines: 3, headers: 0, accepted: 3, ignored: 1, rejected: 0 });
    expect(rows.filter((row) => row['is_ignored'] === false).map(rowOf)).toEqual(
      [
        [1n, '7', ...second],
        [1n, '7', ...first],
        [3n, '8', ...first],
      ].sort(),
    );
  });

  it('rejects a line of several entries as a whole', async () => {
    const wrong = { ...entries[0], Flux: 1 };
    const { counts, rejects } = await checker.check(
      'a.ndjson',
      lines([
        { DataInfoList: [entries[1], wrong, { Time: 'x', Bandwidth: 1 }], AppId: '7' },
        { DataInfoList: 7, AppId: '7' },
        { DataInfoList: [7], AppId: '7' },
        { DataInfoList: entries },
      ]),
      source,
    );
    expect(counts).toEqual({ lines: 4, headers: 0, accepted: 0, ignored: 0, rejected: 4 });
    expect(rejects).toEqual([
      '1 flux_mb=1: is not the bandwidth × slot_seconds / 8',
      '2 time=: is empty',
      '3 =7: is not a JSON object',
      '4 app_id=: is empty',
    ]);
  });

  it('takes the app id as a constant of the source', async () => {
    const { rows } = await checker.check('a.json', JSON.stringify({ DataInfoList: entries }), {
      ...source,
      constants: { app_id: '007' },
    });
    expect(rows.map((row) => row['app_id'])).toEqual(['007', '007']);
  });

  it('rejects a number that a double cannot hold', async () => {
    const text =
      '{"DataInfoList":[{"Time":"2026-09-01T00:00:00Z","Bandwidth":123456789.123456789}],"AppId":"7"}';
    const { rejects } = await checker.check('a.json', text, source);
    expect(rejects).toEqual([
      '1 mbps=123456789.12345679: is not written as a plain decimal of at most 15 digits',
    ]);
  });
});

describe('checkFile, app-info', () => {
  const source = { kind: 'daily', preset: 'app-info' } as const;
  const day = (date: string, more: Record<string, unknown>) => ({
    Date: date,
    AppId: '7',
    ...more,
  });

  it('reads the metrics of each day', async () => {
    const document = {
      Response: {
        Result: [
          day('20260902', {
            LoginUserNum: '150000',
            GroupAllGroupNum: '12',
            RegistUserNumTotal: '53091',
          }),
          day('20260901', { LoginUserNum: '0', GroupAllGroupNum: '' }),
        ],
      },
    };
    const { counts, rows } = await checker.check('a.json', JSON.stringify(document), source);
    expect(counts).toEqual({ lines: 2, headers: 0, accepted: 2, ignored: 0, rejected: 0 });
    const kept = rows.filter((row) => row['is_ignored'] === false);
    expect(
      kept.map((row) => [
        row['line_number'],
        row['app_id'],
        row['metric'],
        row['quantity'],
        row['usage_date'],
      ]),
    ).toEqual([
      [1n, '7', 'accounts', '53091.000000000', '2026-09-02'],
      [1n, '7', 'dau', '150000.000000000', '2026-09-02'],
      [1n, '7', 'groups', '12.000000000', '2026-09-02'],
      [2n, '7', 'dau', '0.000000000', '2026-09-01'],
    ]);
  });

  it('rejects a day of which one metric is wrong, and passes over a day without metrics', async () => {
    const { counts, rejects } = await checker.check(
      'a.ndjson',
      lines([
        day('20260901', { LoginUserNum: '1.5', GroupAllGroupNum: '12' }),
        day('20260931', { LoginUserNum: '1', GroupAllGroupNum: '12' }),
        day('20260901', { LoginUserNum: '1', GroupAllGroupNum: 'many' }),
        day('20260901', {}),
        { Result: [] },
      ]),
      source,
    );
    expect(counts).toEqual({ lines: 5, headers: 0, accepted: 2, ignored: 2, rejected: 3 });
    expect(rejects).toEqual([
      '1 value=1.5: is not a whole number',
      '2 date=20260931: is not a real date',
      '3 value=many: is not a plain number of 0 or more',
    ]);
  });
});
