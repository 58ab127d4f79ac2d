import type { AppServices, Finding } from '../invoice/document.ts';
import { groupDigits } from '../money/group-digits.ts';
import { formatQuantity, Quantity } from '../money/quantity.ts';
import type { AppUsage } from './allowances.ts';
import { latestBook } from './book-in-force.ts';
import { findingOf } from './finding-of.ts';
import { unitOf } from './metrics.ts';
import { graceEnd, serviceOn } from './service-life.ts';
import { itemIn, planOn } from './service-state.ts';
import { isAnyActive, plansActiveIn } from './services.ts';

/** What is used, and not only there: groups stay when nobody comes. */
const usedMetrics = ['dau', 'bandwidth_domestic_mbps', 'bandwidth_international_mbps'] as const;

/**
 * Usage on days after the days to renew. An app without a plan all month has the finding
 * `usage-without-plan` instead.
 */
export function usageWhileSuspended({ plan }: AppServices, app: AppUsage): Finding[] {
  const { appId, services, month, values } = app;
  const suspended = plan.filter(({ state }) => state === 'suspended');
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
    const message = `${sku} ended on ${period!.until} and could be renewed to ${graceEnd(period!.until!)}; ${metric} went on without a plan on ${count} from ${first.day} on, highest ${value} on ${highest.day}`;
    return [findingOf('usage-while-suspended', appId, message)];
  });

  function isSuspended(day: string): boolean {
    return suspended.some(({ from, until }) => from <= day && day <= until);
  }
}

/** Packs that were bought with a plan and are valid on days of the month without one. */
export function packsOutlivePlan({ packs }: AppServices, app: AppUsage): Finding[] {
  return packs.flatMap(({ sku, days }) => {
    const idle = days.filter(({ state }) => state === 'idle');
    const service = app.services.find((one) => one.sku === sku)!;
    const period = idle[0] && serviceOn(service.periods, idle[0].from).period;
    if (period === undefined) return [];
    const { purchase, item } = period.order;
    const requires = (itemIn(latestBook(app.books, idle[0]!.from), sku) ?? item).requires!;
    if (!isAnyActive(app.services, requires, purchase.boughtOn)) return [];
    const spans = idle.map(({ from, until }) => (from === until ? from : `${from} to ${until}`));
    const message = `${sku} of order ${purchase.orderId} is valid ${period.until === null ? 'for ever' : `to ${period.until}`}, but had no ${requires.join(' or ')} plan, active or to be renewed, on ${spans.join(', ')}`;
    return [findingOf('pack-outlives-plan', app.appId, message)];
  });
}

function unitFor(metric: string, quantity: Quantity): string {
  const { unit, one } = unitOf(metric);
  return quantity.compare(Quantity.of('1')) === 0 ? one : unit;
}
