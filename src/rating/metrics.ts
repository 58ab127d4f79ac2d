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

/** The unit of a metric; nothing but its name's absence makes it empty. */
export function unitOf(metric: string): MetricUnit {
  if (Object.hasOwn(metrics, metric)) return metrics[metric as MetricName];
  return { unit: '', one: '', zh: '' };
}
