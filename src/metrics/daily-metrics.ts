/**
 * Metrics that may be delivered as daily values; the names are a contract. Those that are measured from raw
 * logs are files of sql/metrics.
 */
export const dailyMetrics = [
  'dau',
  'bandwidth_domestic_mbps',
  'bandwidth_international_mbps',
  'groups',
  'avchatrooms',
  'accounts',
  'group_members',
  'groups_per_user',
  'friends_per_user',
  'full_groups',
] as const;
