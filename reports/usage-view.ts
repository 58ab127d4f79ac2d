import type { BilingualText, InvoiceLine, UsageDay, UsageSeries } from '../src/invoice/document.ts';
import { compareDecimals, isDecimalText, isZero } from './text/decimal-text.ts';

/** The facts beside a chart of one app's daily values. */
export interface UsageView {
  title: BilingualText;
  /** Earliest day with the highest value; absent if no day has a value. */
  highest?: CountedDay;
  /** Quantity that the line of the invoice includes, if a day's value can be compared with it. */
  included?: string;
  /** Included quantity, if it is near enough to be drawn. */
  reference?: string;
  /** Number of days without data. */
  missing: number;
}

export type CountedDay = UsageDay & { quantity: string };

/**
 * @param lines The app's invoice lines: the one that was counted from the metric gives the
 *   included quantity.
 */
export function usageView(series: UsageSeries, lines: readonly InvoiceLine[]): UsageView {
  const title = metricTitle(series.metric);
  const missing = series.days.filter((day) => !isCounted(day)).length;
  const highest = highestDay(series.days);
  if (highest === undefined) return { title, missing };
  const included = includedPerDay(series, lines);
  const isNear = included !== undefined && isInReach(included, highest);
  return {
    ...{ title, missing, highest },
    ...(included !== undefined && { included }),
    ...(isNear && { reference: included }),
  };
}

/** Metrics in the order of their charts; all others come after these. */
const metricOrder = [
  'dau',
  'bandwidth_domestic_mbps',
  'bandwidth_international_mbps',
  'groups',
  'avchatrooms',
  'accounts',
  'group_members',
  'full_groups',
  'groups_per_user',
  'friends_per_user',
];

export function metricTitle(metric: string): BilingualText {
  return metricTitles[metric] ?? { en: metric, zh: metric };
}

const metricTitles: Record<string, BilingualText> = {
  dau: { zh: '每日登录用户', en: 'Daily users' },
  bandwidth_domestic_mbps: { zh: '国内带宽日峰值', en: 'Peak bandwidth, domestic' },
  bandwidth_international_mbps: { zh: '国际带宽日峰值', en: 'Peak bandwidth, international' },
  groups: { zh: '每日累计群组', en: 'Groups at the day’s end' },
  avchatrooms: { zh: '每日音视频聊天室', en: 'AV chat rooms at the day’s end' },
  accounts: { zh: '每日累计帐号', en: 'Accounts at the day’s end' },
  group_members: { zh: '最大群的成员数', en: 'Members of the largest group' },
  full_groups: { zh: '当日满员的群组', en: 'Groups that were full' },
  groups_per_user: { zh: '单人最多群组数', en: 'Most groups of one user' },
  friends_per_user: { zh: '单人最多好友数', en: 'Most friends of one user' },
};

/** Sorts series into the order of their charts. */
export function inMetricOrder(series: readonly UsageSeries[]): UsageSeries[] {
  return series.toSorted((a, b) => metricRank(a) - metricRank(b));
}

function metricRank({ metric }: UsageSeries): number {
  const rank = metricOrder.indexOf(metric);
  return rank < 0 ? metricOrder.length : rank;
}

function highestDay(days: readonly UsageDay[]): CountedDay | undefined {
  return days
    .filter(isCounted)
    .reduce<CountedDay | undefined>(
      (best, day) =>
        best === undefined || compareDecimals(day.quantity, best.quantity) > 0 ? day : best,
      undefined,
    );
}

function isCounted(day: UsageDay): day is CountedDay {
  return day.quantity !== null && isDecimalText(day.quantity);
}

/**
 * Finds the included quantity of the line whose SKU names the metric (`bandwidth-domestic` →
 * `bandwidth_domestic_mbps`). The month's quantity must be some day's value: a sum of days cannot be drawn as a line
 * across them.
 */
function includedPerDay(series: UsageSeries, lines: readonly InvoiceLine[]): string | undefined {
  const line = lines.find(({ sku, included }) => {
    const metric = sku.replaceAll('-', '_');
    const names = series.metric === metric || series.metric.startsWith(`${metric}_`);
    return names && included !== undefined && isDecimalText(included) && !isZero(included);
  });
  const usage = line?.usage;
  if (usage === undefined || !isDecimalText(usage)) return undefined;
  const isDayValue = series.days.some(
    (day) => isCounted(day) && compareDecimals(day.quantity, usage) === 0,
  );
  return isDayValue ? line?.included : undefined;
}

/** Tells if the line can be drawn. Above five times the highest bar it would make the bars flat. */
function isInReach(included: string, highest: CountedDay): boolean {
  return Number(included) <= 5 * Number(highest.quantity);
}

/** Returns the day, and for bandwidth the start of the highest slot, in local time of the billing zone. */
export function timeOf(day: UsageDay): string {
  const slot = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(day.peak_at ?? '');
  return slot === null ? day.date : `${slot[1]} ${slot[2]}`;
}
