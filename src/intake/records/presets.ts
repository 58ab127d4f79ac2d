import type { SourceKind } from '../../metrics/source-kinds.ts';

/**
 * Rules that turn foreign records into canonical columns. A path is a dotted path within one record, such as
 * `Info.To_Account`; the first of several that holds a value counts. In CSV and Parquet it is the name of a column;
 * the first that the file has counts. All of it is plain
 * data: `presets:` in imbill.yaml says the same, see src/workspace/preset-settings.ts.
 *
 * Source: DOMAIN §4, "Raw logs as they really arrive".
 */
export interface Preset {
  kind: SourceKind;
  /** Canonical column → paths to look at. */
  columns: Readonly<Record<string, readonly string[]>>;
  /**
   * Path under which the record lies, as an object or as its text. What the record does not have is looked for in
   * the line around it.
   */
  root?: string;
  /** Paths of the list of records in a document, or in a line that is one. */
  lists?: readonly string[];
  /** Rules that a record must keep to be counted. Other records are ignored. */
  only?: readonly Only[];
  /** Canonical column → its words. */
  words?: Readonly<Record<string, Words>>;
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

/** Rule that tells the records that count. */
export interface Only {
  path: string;
  /** Parameter of the request that says the same. */
  parameter?: string;
  values: readonly string[];
  /** Pattern of other values, whose records are ignored; any else is rejected. Absent = all others are ignored. */
  form?: string;
}

/** Words of a column, translated in any case. */
export interface Words {
  /** Delivered word → canonical word. */
  map: Readonly<Record<string, string>>;
  /** Words whose records are ignored. */
  ignored?: readonly string[];
  /** True if any other word is rejected. Absent = it stays as it is. */
  isClosed?: true;
  /** Pattern of further words whose records are ignored. */
  ignoredForm?: string;
  /** Ignored words that the provider documents. */
  known?: readonly string[];
}

const appIdPaths = ['app_id', 'SdkAppid', 'SdkAppId', 'SDKAppID', 'sdkappid', 'AppId', 'appid'];
/** Such as `C2C.CallbackAfterSendMsg`. */
const callbackName = '[A-Za-z\\d]+\\.[A-Za-z\\d]+';
/** Such as `CustomStatusChange`. */
const actionName = '[A-Za-z]\\w*';

const command = { path: 'CallbackCommand', parameter: 'CallbackCommand' };

/**
 * A callback is the body of a POST to
 * `…?SdkAppid=…&CallbackCommand=…&contenttype=json&ClientIP=…&OptPlatform=…`. The keys are those of nginx, web
 * frameworks, gateways and cloud functions.
 */
const bodies = ['body', 'Body', 'request_body', 'requestBody', 'payload', 'data', 'message'];
/** Keys under which collectors keep the address of a request. */
export const addressKeys: readonly string[] = [
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
];
const request = { bodies, addresses: addressKeys };

export const presets: Readonly<Record<string, Preset>> = {
  'login-callback': {
    kind: 'logins',
    columns: {
      time: ['EventTime'],
      app_id: appIdPaths,
      user_id: ['Info.To_Account'],
      result: ['Info.Action'],
      platform: ['OptPlatform', 'platform'],
      client_ip: ['ClientIP', 'client_ip'],
    },
    request: {
      ...request,
      parameters: { app_id: 'SdkAppid', platform: 'OptPlatform', client_ip: 'ClientIP' },
    },
    only: [{ ...command, values: ['State.StateChange'], form: callbackName }],
    words: {
      result: {
        map: { Login: 'success', Logout: 'logout', Disconnect: 'disconnect' },
        isClosed: true,
        ignoredForm: actionName,
        known: ['CustomStatusChange'],
      },
    },
  },
  'group-callbacks': {
    kind: 'groups',
    columns: {
      time: ['EventTime'],
      app_id: appIdPaths,
      group_id: ['GroupId'],
      event: ['CallbackCommand'],
      group_type: ['Type'],
    },
    request: { ...request, parameters: { app_id: 'SdkAppid', event: 'CallbackCommand' } },
    only: [
      {
        ...command,
        values: [
          'Group.CallbackAfterCreateGroup',
          'Group.CallbackAfterGroupDestroyed',
          'Group.CallbackAfterGroupFull',
        ],
        form: callbackName,
      },
    ],
    words: {
      event: {
        map: {
          'Group.CallbackAfterCreateGroup': 'created',
          'Group.CallbackAfterGroupDestroyed': 'dismissed',
          'Group.CallbackAfterGroupFull': 'full',
        },
        isClosed: true,
      },
    },
  },
  'live-bandwidth': {
    kind: 'bandwidth',
    lists: ['Response.DataInfoList', 'DataInfoList'],
    columns: {
      time: ['Time'],
      app_id: appIdPaths,
      mbps: ['Bandwidth'],
      flux_mb: ['Flux'],
      region: ['region'],
      node: ['node'],
    },
  },
  'app-info': {
    kind: 'daily',
    lists: ['Response.Result', 'Result'],
    columns: { date: ['Date'], app_id: appIdPaths },
    metrics: {
      dau: 'LoginUserNum',
      groups: 'GroupAllGroupNum',
      accounts: 'RegistUserNumTotal',
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

/** Returns the preset of an entry: one of its own, or a built-in one. */
export function presetOf({
  preset,
  ownPreset,
}: {
  preset?: string;
  ownPreset?: Preset;
}): Preset | undefined {
  return ownPreset ?? (preset === undefined ? undefined : presets[preset]);
}
