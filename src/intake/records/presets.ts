import type { SourceKind } from '../../metrics/source-kinds.ts';

/**
 * Rules that turn a provider's own records into canonical columns. Paths are JSON paths within one record; the
 * first of several that holds a value counts.
 *
 * Source: DOMAIN §4, "Raw logs as they really arrive".
 */
export interface Preset {
  kind: SourceKind;
  /** Canonical column → paths to look at. */
  columns: Record<string, readonly string[]>;
  /** Paths of the list of records in a document, or in a line that is one. */
  lists?: readonly string[];
  /** Records that count. Records with another value of the same form are ignored. */
  only?: { path: string; parameter: string; values: readonly string[]; form: RegExp };
  /**
   * Canonical column whose words are translate, in any case. A word of the form of `others` is ignored, and
   * `known` are those of them that the provider documents. Any other word is rejected.
   */
  words?: {
    column: string;
    map: Readonly<Record<string, string>>;
    others?: RegExp;
    known?: readonly string[];
  };
  /** One record holds several metrics: metric → path of its value. */
  metrics?: Readonly<Record<string, string>>;
  /** The request that brought the record, where a collector keeps it with what else it knows. */
  request?: {
    /** Keys of the request's body, which is the record: as an object, or as its text. */
    bodies: readonly string[];
    /** Keys of its address, or of the parameters of it. */
    addresses: readonly string[];
    /** Canonical column → parameter that has its value, where the record has none. */
    parameters: Readonly<Record<string, string>>;
  };
}

const appIdPaths = [
  '$.app_id',
  '$.SdkAppid',
  '$.SdkAppId',
  '$.SDKAppID',
  '$.sdkappid',
  '$.AppId',
  '$.appid',
];
/** Such as `C2C.CallbackAfterSendMsg`. */
const callbackName = /^[A-Za-z\d]+\.[A-Za-z\d]+$/;
/** Such as `CustomStatusChange`. */
const actionName = /^[A-Za-z]\w*$/;

const command = { path: '$.CallbackCommand', parameter: 'CallbackCommand' };

/**
 * A callback is the body of a POST to
 * `…?SdkAppid=…&CallbackCommand=…&contenttype=json&ClientIP=…&OptPlatform=…`. The keys are those of nginx, web
 * frameworks, gateways and cloud functions.
 */
const request = {
  bodies: ['body', 'Body', 'request_body', 'requestBody', 'payload', 'data', 'message'],
  addresses: [
    'url',
    'URL',
    'uri',
    'request_uri',
    'requestUri',
    'request_url',
    'requestUrl',
    'request',
    'query',
    'query_string',
    'queryString',
    'querystring',
    'queryStringParameters',
    'args',
    'params',
    'path',
    'target',
    'originalUrl',
    'httpRequest',
    'http',
  ],
};

export const presets: Readonly<Record<string, Preset>> = {
  'login-callback': {
    kind: 'logins',
    columns: {
      time: ['$.EventTime'],
      app_id: appIdPaths,
      user_id: ['$.Info.To_Account'],
      result: ['$.Info.Action'],
      platform: ['$.OptPlatform', '$.platform'],
      client_ip: ['$.ClientIP', '$.client_ip'],
    },
    request: {
      ...request,
      parameters: { app_id: 'SdkAppid', platform: 'OptPlatform', client_ip: 'ClientIP' },
    },
    only: { ...command, values: ['State.StateChange'], form: callbackName },
    words: {
      column: 'result',
      map: { Login: 'success', Logout: 'logout', Disconnect: 'disconnect' },
      others: actionName,
      known: ['CustomStatusChange'],
    },
  },
  'group-callbacks': {
    kind: 'groups',
    columns: {
      time: ['$.EventTime'],
      app_id: appIdPaths,
      group_id: ['$.GroupId'],
      event: ['$.CallbackCommand'],
      group_type: ['$.Type'],
    },
    request: { ...request, parameters: { app_id: 'SdkAppid', event: 'CallbackCommand' } },
    only: {
      ...command,
      values: [
        'Group.CallbackAfterCreateGroup',
        'Group.CallbackAfterGroupDestroyed',
        'Group.CallbackAfterGroupFull',
      ],
      form: callbackName,
    },
    words: {
      column: 'event',
      map: {
        'Group.CallbackAfterCreateGroup': 'created',
        'Group.CallbackAfterGroupDestroyed': 'dismissed',
        'Group.CallbackAfterGroupFull': 'full',
      },
    },
  },
  'live-bandwidth': {
    kind: 'bandwidth',
    lists: ['$.Response.DataInfoList', '$.DataInfoList'],
    columns: {
      time: ['$.Time'],
      app_id: appIdPaths,
      mbps: ['$.Bandwidth'],
      flux_mb: ['$.Flux'],
      region: ['$.region'],
      node: ['$.node'],
    },
  },
  'app-info': {
    kind: 'daily',
    lists: ['$.Response.Result', '$.Result'],
    columns: { date: ['$.Date'], app_id: appIdPaths },
    metrics: {
      dau: '$.LoginUserNum',
      groups: '$.GroupAllGroupNum',
      accounts: '$.RegistUserNumTotal',
    },
  },
};

/**
 * Finds a preset by its name, written as `login_callback`, `Login Callbacks` and the like.
 *
 * @returns Undefined if there is no such preset.
 */
export function presetName(text: string): string | undefined {
  const key = (name: string) =>
    name
      .toLowerCase()
      .replaceAll(/[\s_-]+/g, '-')
      .replace(/s$/, '');
  return Object.keys(presets).find((name) => key(name) === key(text));
}
