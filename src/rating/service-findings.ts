import type { AppServices, BilingualText, Finding, PackDays } from '../invoice/document.ts';
import { titleIn, unitIn } from '../metrics/unit.ts';
import { formatQuantity } from '../money/quantity.ts';
import type { AppUsage } from './allowances.ts';
import { latestBook } from './book-in-force.ts';
import { createFinding } from './finding-codes.ts';
import { countDays, formatInChinese, formatWithUnit } from './format-with-unit.ts';
import { groupBy } from './group-by.ts';
import { highestDay } from './highest-day.ts';
import { itemName, itemNames } from './item-name.ts';
import { type Period, renewUntil } from './service-life.ts';
import { itemIn, packOn, planOn } from './service-state.ts';
import { isAnyActive, plansActiveIn, type Service } from './services.ts';

/** Metrics of use itself; groups, for example, stay when nobody uses them. */
const usedMetrics = ['dau', 'bandwidth_domestic_mbps', 'bandwidth_international_mbps'] as const;

/**
 * Finds usage on days after the days to renew. An app without a plan all month has the finding
 * `usage-without-plan` instead.
 */
export function findUsageWhileSuspended({ plan }: AppServices, app: AppUsage): Finding[] {
  const { appId, services, books, month, values, units } = app;
  const suspended = plan.filter(({ state }) => state === 'suspended' || state === 'released');
  if (suspended.length === 0 || plansActiveIn(services, month).size === 0) return [];
  return usedMetrics.flatMap((metric) => {
    const days = [...(values.get(metric) ?? [])]
      .filter(([day, { quantity }]) => !quantity.isZero() && isSuspended(day))
      .map(([day, { quantity }]) => ({ day, quantity }))
      .toSorted((a, b) => (a.day < b.day ? -1 : 1));
    const highest = highestDay(days);
    if (highest === undefined) return [];
    const first = days[0]!.day;
    const { sku, period } = planOn(services, first);
    const [plan, title] = [itemName(books, sku!), titleIn(units, metric)];
    const [end, unit] = [describeEnd(period!), unitIn(units, metric)];
    const value = formatQuantity(highest.quantity);
    const text = {
      en: `${plan.en} ${end.en}; ${title.en}: usage continued without a plan on ${countDays(days.length)} from ${first} on, highest ${formatWithUnit(value, unit)} on ${highest.day}`,
      zh: `${plan.zh}${end.zh}；${title.zh}：自 ${first} 起有 ${days.length} 天无套餐仍有用量，最高为 ${highest.day} 的 ${formatInChinese(value, unit)}`,
    };
    return [createFinding('usage-while-suspended', appId, text)];
  });

  function isSuspended(day: string): boolean {
    return suspended.some(({ from, until }) => from <= day && day <= until);
  }
}

function describeEnd(period: Period): BilingualText {
  const { until, stoppedOn } = period;
  if (stoppedOn !== undefined)
    return { en: `was refunded and ended on ${stoppedOn}`, zh: `已退款，于 ${stoppedOn} 终止` };
  const renew = renewUntil(period);
  return {
    en: `ended on ${until} and could be renewed until ${renew}`,
    zh: `于 ${until} 到期，最晚可续费至 ${renew}`,
  };
}

/** Finds packs that were bought with a plan and are valid on days without one: each order. */
export function findPacksOutlivingPlan({ packs }: AppServices, app: AppUsage): Finding[] {
  return packs.flatMap(({ sku, days }) => {
    const service = app.services.find((one) => one.sku === sku)!;
    const idle = days
      .filter(({ state }) => state === 'idle')
      .map((span) => describeIdleSpan(span, service, app));
    const ofOrders = groupBy(
      idle,
      ({ period, plans }) => `${period.order.purchase.orderId} ${plans.en}`,
    );
    return [...ofOrders.values()].flatMap((spans) => findIdleOrder(spans, app));
  });
}

/** Days without effect of one order of a pack. */
interface IdleSpan {
  /** `2026-09-12 to 2026-09-14`. */
  text: BilingualText;
  period: Period;
  /** The plans that it needed then, such as `Professional plan or Flagship plan`. */
  plans: BilingualText;
}

function describeIdleSpan(
  { from, until }: PackDays,
  service: Service,
  { books, services }: AppUsage,
): IdleSpan {
  const book = latestBook(books, from);
  const { period } = packOn(service, services, book, from);
  const { item } = period!.order;
  const text =
    from === until
      ? { en: from, zh: from }
      : { en: `${from} to ${until}`, zh: `${from} 至 ${until}` };
  const plans = itemNames(books, (itemIn(book, service.sku) ?? item).requires!);
  return { text, period: period!, plans };
}

function findIdleOrder(spans: readonly IdleSpan[], app: AppUsage): Finding[] {
  const { period, plans } = spans[0]!;
  const { purchase, item } = period.order;
  if (!isAnyActive(app.services, item.requires ?? [], purchase.boughtOn)) return [];
  const { until } = period;
  const days = (language: 'en' | 'zh', comma: string) =>
    spans.map(({ text }) => text[language]).join(comma);
  const text = {
    en: `${item.title.en} of order ${purchase.orderId} is valid ${until === null ? 'for ever' : `until ${until}`}, but needs ${plans.en}, and none was active or could be renewed on ${days('en', ', ')}`,
    zh: `订单 ${purchase.orderId} 的「${item.title.zh}」${until === null ? '永久有效' : `有效期至 ${until}`}，但需要${plans.zh}；以下日期没有生效或可续费的套餐：${days('zh', '、')}`,
  };
  return [createFinding('pack-outlives-plan', app.appId, text)];
}
