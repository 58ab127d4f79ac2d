import type { AppServices, Finding, PackDays } from '../invoice/document.ts';
import { unitOf } from '../metrics/catalogue.ts';
import { groupDigits } from '../money/group-digits.ts';
import { formatQuantity, Quantity } from '../money/quantity.ts';
import type { AppUsage } from './allowances.ts';
import { latestBook } from './book-in-force.ts';
import { findingOf } from './finding-of.ts';
import { groupBy } from './group-by.ts';
import { type Period, renewUntil } from './service-life.ts';
import { itemIn, packOn, planOn } from './service-state.ts';
import { isAnyActive, plansActiveIn, type Service } from './services.ts';

/** What is used, and not only there: groups stay when nobody comes. */
const usedMetrics = ['dau', 'bandwidth_domestic_mbps', 'bandwidth_international_mbps'] as const;

/**
 * Usage on days after the days to renew. An app without a plan all month has the finding
 * `usage-without-plan` instead.
 */
export function usageWhileSuspended({ plan }: AppServices, app: AppUsage): Finding[] {
  const { appId, services, month, values } = app;
  const suspended = plan.filter(({ state }) => state === 'suspended' || state === 'released');
  if (suspended.length === 0 || plansActiveIn(services, month).size === 0) return [];
  return usedMetrics.flatMap((metric) => {
    const days = [...(values.get(metric) ?? [])]
      .filter(([day, { quantity }]) => !quantity.isZero() && isSuspended(day))
      .map(([day, { quantity }]) => ({ day, quantity }))
      .toSorted((a, b) => (a.day < b.day ? -1 : 1));
    const [first] = days;
    if (first === undefined) return [];
    const { sku, period } = planOn(services, first.day);
    const highest = days.reduce((a, b) => (b.quantity.compare(a.quantity) > 0 ? b : a));
    const count = days.length === 1 ? '1 day' : `${days.length} days`;
    const value = `${groupDigits(formatQuantity(highest.quantity))} ${unitFor(metric, highest.quantity)}`;
    const message = `${sku} ${endInWords(period!)}; ${metric} went on without a plan on ${count} from ${first.day} on, highest ${value} on ${highest.day}`;
    return [findingOf('usage-while-suspended', appId, message)];
  });

  function isSuspended(day: string): boolean {
    return suspended.some(({ from, until }) => from <= day && day <= until);
  }
}

function endInWords(period: Period): string {
  const { until, stoppedOn } = period;
  if (stoppedOn !== undefined) return `was paid back on ${stoppedOn}, which ended it`;
  return `ended on ${until} and could be renewed to ${renewUntil(period)}`;
}

/** Packs that were bought with a plan and are valid on days of the month without one: each order. */
export function packsOutlivePlan({ packs }: AppServices, app: AppUsage): Finding[] {
  return packs.flatMap(({ sku, days }) => {
    const service = app.services.find((one) => one.sku === sku)!;
    const idle = days
      .filter(({ state }) => state === 'idle')
      .map((span) => idleSpan(span, service, app));
    const ofOrders = groupBy(
      idle,
      ({ period, plans }) => `${period.order.purchase.orderId} ${plans}`,
    );
    return [...ofOrders.values()].flatMap((spans) => idleOrder(spans, app));
  });
}

/** Days without effect of one order of a pack. */
interface IdleSpan {
  /** `2026-09-12 to 2026-09-14`. */
  text: string;
  period: Period;
  /** The plans that it needed then, in words. */
  plans: string;
}

function idleSpan(
  { from, until }: PackDays,
  service: Service,
  { books, services }: AppUsage,
): IdleSpan {
  const { period } = packOn(service, services, latestBook(books, from), from);
  const { item } = period!.order;
  const plans = (itemIn(latestBook(books, from), service.sku) ?? item).requires!.join(' or ');
  return { text: from === until ? from : `${from} to ${until}`, period: period!, plans };
}

function idleOrder(spans: readonly IdleSpan[], app: AppUsage): Finding[] {
  const { period, plans } = spans[0]!;
  const { purchase, item } = period.order;
  if (!isAnyActive(app.services, item.requires ?? [], purchase.boughtOn)) return [];
  const valid = period.until === null ? 'for ever' : `to ${period.until}`;
  const days = spans.map(({ text }) => text).join(', ');
  const message = `${item.sku} of order ${purchase.orderId} is valid ${valid}, but had no ${plans} plan, active or to be renewed, on ${days}`;
  return [findingOf('pack-outlives-plan', app.appId, message)];
}

function unitFor(metric: string, quantity: Quantity): string {
  const { unit, one } = unitOf(metric);
  return quantity.compare(Quantity.of('1')) === 0 ? one : unit;
}
