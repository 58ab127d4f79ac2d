/** Unit of a metric's quantities. */
export interface MetricUnit {
  /** As it stands in documents, such as `users`. */
  unit: string;
  /** The same for exactly one. */
  one: string;
  /** The same in Chinese. */
  zh: string;
}

/** The daily series that a price book may name, and `mau`, which is counted over the month. */
export const metrics = {
  dau: { unit: 'users', one: 'user', zh: '人' },
  mau: { unit: 'users', one: 'user', zh: '人' },
  bandwidth_domestic_mbps: { unit: 'Mbps', one: 'Mbps', zh: 'Mbps' },
  bandwidth_international_mbps: { unit: 'Mbps', one: 'Mbps', zh: 'Mbps' },
  groups: { unit: 'groups', one: 'group', zh: '个群组' },
  avchatrooms: { unit: 'rooms', one: 'room', zh: '个音视频聊天室' },
  accounts: { unit: 'accounts', one: 'account', zh: '个帐号' },
  group_members: { unit: 'members', one: 'member', zh: '名成员' },
  groups_per_user: { unit: 'groups', one: 'group', zh: '个群组' },
  friends_per_user: { unit: 'friends', one: 'friend', zh: '个好友' },
  full_groups: { unit: 'groups', one: 'group', zh: '个群组' },
} as const satisfies Record<string, MetricUnit>;

export type MetricName = keyof typeof metrics;

/** Names of all metrics, in the order in which they are explained. */
export const metricNames = Object.keys(metrics) as MetricName[];

/** The settings of an app whose highest value of a month a charge may be of. */
export const appSettings = {
  api_rate: { unit: 'calls/s', one: 'call/s', zh: '次/秒' },
  push_to_all: { unit: 'pushes/day', one: 'push/day', zh: '次/天' },
  recent_contacts: { unit: 'contacts', one: 'contact', zh: '个联系人' },
  multi_device_login: { unit: '', one: '', zh: '' },
} as const satisfies Record<string, MetricUnit>;

export type AppSettingName = keyof typeof appSettings;

/** Names of these settings, in the order in which they are explained. */
export const appSettingNames = Object.keys(appSettings) as AppSettingName[];

/** The unit of a metric or setting; nothing but its name's absence makes it empty. */
export function unitOf(name: string): MetricUnit {
  if (Object.hasOwn(metrics, name)) return metrics[name as MetricName];
  if (Object.hasOwn(appSettings, name)) return appSettings[name as AppSettingName];
  return { unit: '', one: '', zh: '' };
}
