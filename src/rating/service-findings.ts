import type { AppServices, Finding, PackDays } from '../invoice/document.ts';
import { unitIn } from '../metrics/unit.ts';
import { formatQuantity } from '../money/quantity.ts';
import type { AppUsage } from './allowances.ts';
import { latestBook } from './book-in-force.ts';
import { createFinding } from './finding-codes.ts';
import { countDays, formatWithUnit } from './format-with-unit.ts';
import { groupBy } from './group-by.ts';
import { highestDay } from './highest-day.ts';
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
  const { appId, services, month, values, units } = app;
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
    const value = formatWithUnit(formatQuantity(highest.quantity), unitIn(units, metric));
    const message = `${sku} ${describeEnd(period!)}; ${metric} continued without a plan on ${countDays(days.length)} from ${first} on, highest ${value} on ${highest.day}`;
    return [createFinding('usage-while-suspended', appId, message)];
  });

  function isSuspended(day: string): boolean {
    return suspended.some(({ from, until }) => from <= day && day <= until);
  }
}

function describeEnd(period: Period): string {
  const { until, stoppedOn } = period;
  if (stoppedOn !== undefined) return `was refunded and ended on ${stoppedOn}`;
  return `ended on ${until} and could be renewed until ${renewUntil(period)}`;
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
      ({ period, plans }) => `${period.order.purchase.orderId} ${plans}`,
    );
    return [...ofOrders.values()].flatMap((spans) => findIdleOrder(spans, app));
  });
}

/** Days without effect of one order of a pack. */
interface IdleSpan {
  /** `2026-09-12 to 2026-09-14`. */
  text: string;
  period: Period;
  /** The plans that it needed then, such as `pro or flagship`. */
  plans: string;
}

function describeIdleSpan(
  { from, until }: PackDays,
  service: Service,
  { books, services }: AppUsage,
): IdleSpan {
  const { period } = packOn(service, services, latestBook(books, from), from);
  const { item } = period!.order;
  const plans = (itemIn(latestBook(books, from), service.sku) ?? item).requires!.join(' or ');
  return { text: from === until ? from : `${from} to ${until}`, period: period!, plans };
}

function findIdleOrder(spans: readonly IdleSpan[], app: AppUsage): Finding[] {
  const { period, plans } = spans[0]!;
  const { purchase, item } = period.order;
  if (!isAnyActive(app.services, item.requires ?? [], purchase.boughtOn)) return [];
  const valid = period.until === null ? 'for ever' : `until ${period.until}`;
  const days = spans.map(({ text }) => text).join(', ');
  const message = `${item.sku} of order ${purchase.orderId} is valid ${valid}, but needs a ${plans} plan, and none was active or could be renewed on ${days}`;
  return [createFinding('pack-outlives-plan', app.appId, message)];
}
