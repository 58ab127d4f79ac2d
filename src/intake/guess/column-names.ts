import type { SourceKind } from '../../metrics/source-kinds.ts';

/** Names that other systems give to a column, in lower case without signs; the most telling ones first. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  time: [
    ...['time', 'eventtime', 'timestamp', 'datetime', 'logintime', 'loggedinat', 'loginat', 'ts'],
    ...['occurredat', 'createdat', 'createtime', 'receivedat', 'sentat', 'timeiso8601', 'at', 't'],
    ...['登录时间', '登陆时间', '事件时间', '发生时间', '操作时间', '创建时间', '统计时间'],
    ...['采集时间', '上报时间', '日期时间', '时间戳', '时间'],
  ],
  app_id: [
    ...['appid', 'sdkappid', 'applicationid', 'app', 'application', 'tenantid', 'tenant'],
    ...['应用id', '应用编号', '应用'],
  ],
  user_id: [
    ...['userid', 'uid', 'toaccount', 'fromaccount', 'accountid', 'account', 'openid', 'username'],
    ...['user', 'memberid', 'member', '用户id', '用户编号', '用户账号', '登录账号', '用户名'],
    ...['账号', '帐号', '用户', '工号', '会员'],
  ],
  result: [
    ...['result', 'loginresult', 'actionstatus', 'issuccess', 'success', 'outcome', 'status'],
    ...['登录结果', '登录状态', '是否成功', '执行结果', '结果', '状态'],
  ],
  platform: ['platform', 'optplatform', 'os', 'device', '平台', '终端', '设备', '客户端'],
  client_ip: [
    ...['clientip', 'remoteaddr', 'ipaddress', 'sourceip', 'remoteip', 'ip'],
    ...['客户端ip', '登录ip', '来源ip', 'ip地址'],
  ],
  mbps: ['mbps', 'mbits', 'bandwidthmbps', 'peakmbps', 'bandwidth', '峰值带宽', '带宽'],
  bytes: ['bytes', '流量字节', '字节数', '字节'],
  bps: ['bps', '比特率'],
  flux_mb: ['fluxmb', 'flux', '流量mb', '流量'],
  region: ['region', 'area', '区域', '地域', '地区'],
  node: ['node', 'server', '节点', '主机'],
  group_id: [
    ...['groupid', 'gid', 'roomid', 'group', 'room', '群组id', '群id', '群号', '群编号', '群组'],
  ],
  event: [
    ...['event', 'eventtype', 'action', 'operation', '事件类型', '操作类型', '事件', '动作'],
    ...['操作'],
  ],
  group_type: ['grouptype', '群组类型', '群类型', 'type'],
  date: ['date', 'day', 'statdate', '统计日期', '日期'],
  metric: ['metric', 'indicator', '指标名', '指标'],
  value: ['value', 'quantity', '数值', '数量', '值'],
};

/** Names of columns that each hold a metric of a day. */
export const metricNames: Readonly<Record<string, readonly string[]>> = {
  dau: ['dau', 'loginusernum', 'activeusers', '日活跃用户数', '日活用户数', '日活跃用户', '日活'],
  groups: ['groups', 'groupallgroupnum', 'groupcount', '累计群组数', '群组数', '群数'],
  avchatrooms: ['avchatrooms', '直播群数', '聊天室数'],
  accounts: ['accounts', 'registusernumtotal', '累计注册用户数', '注册用户数'],
};

/** Canonical columns of each kind that are looked for. */
export const guessedColumns: Readonly<Record<SourceKind, readonly string[]>> = {
  logins: ['time', 'app_id', 'user_id', 'result', 'client_ip', 'platform'],
  bandwidth: ['time', 'app_id', 'mbps', 'bytes', 'bps', 'flux_mb', 'region', 'node'],
  groups: ['time', 'app_id', 'group_id', 'event', 'group_type'],
  daily: ['date', 'app_id', 'metric', 'value'],
};

/** A column or key of a file, with some of its values. */
export interface SeenColumn {
  /** Name of the column, or dotted path of the key. */
  path: string;
  values: readonly string[];
}

/**
 * Finds the columns that are named like the wanted ones. Each is used once, for the name that fits it best.
 *
 * @param mayHold Tells whether the values of a column can be those of a canonical one.
 * @returns Canonical name → column.
 */
export function matchColumns(
  wanted: readonly string[],
  seen: readonly SeenColumn[],
  mayHold: (canonical: string, column: SeenColumn) => boolean,
  names: Readonly<Record<string, readonly string[]>> = synonyms,
): Map<string, SeenColumn> {
  const pairs = wanted.flatMap((canonical) =>
    seen
      .filter((column) => mayHold(canonical, column))
      .map((column) => ({ canonical, column, score: likeness(names[canonical] ?? [], column) })),
  );
  const found = new Map<string, SeenColumn>();
  const used = new Set<SeenColumn>();
  for (const { canonical, column, score } of pairs.toSorted((a, b) => b.score - a.score)) {
    if (score === 0 || found.has(canonical) || used.has(column)) continue;
    found.set(canonical, column);
    used.add(column);
  }
  const inOrder = wanted.flatMap((name): [string, SeenColumn][] => {
    const column = found.get(name);
    return column === undefined ? [] : [[name, column]];
  });
  return new Map(inOrder);
}

/** Returns how much a column's name is like one of the names; 0 for not at all. */
function likeness(names: readonly string[], { path }: SeenColumn): number {
  const whole = plain(path);
  const keys = path.split('.');
  const last = plain(keys.at(-1) ?? '');
  const lastTwo = plain(keys.slice(-2).join(''));
  const scores = names.map((name, index) => {
    if (whole === name) return 300 - index;
    if (lastTwo === name) return 250 - index;
    if (last === name) return 200 - index;
    const isTelling = /\p{Script=Han}/u.test(name) ? name.length >= 2 : name.length >= 5;
    return isTelling && last.includes(name) ? 100 - index : 0;
  });
  return Math.max(0, ...scores);
}

/** Returns a name in lower case, without blanks and signs. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
