import { addDays, type BillingDay } from '../calendar/billing-day.ts';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { AppServices, BilingualText, PackDays, PlanDays } from '../invoice/document.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { latestBook } from './book-in-force.ts';
import { compareText } from './compare-text.ts';
import { changeDays, dayRuns } from './day-runs.ts';
import { type Period, renewUntil } from './service-life.ts';
import { isInForce, packOn, planOn } from './service-state.ts';
import type { Service } from './services.ts';

/** Returns the state of an app's plans and packs on each day of a month, for its invoice. */
export function appServices(
  appId: string,
  services: readonly Service[],
  books: readonly PriceBook[],
  month: Month,
): AppServices {
  const [first, last] = [firstDay(month), lastDay(month)];
  const changes = changeDays(services, books, first, last);
  const packs = services
    .filter(({ kind, periods }) => kind === 'pack' && periods.length > 0)
    .toSorted(bySku)
    .map((pack) => ({
      sku: pack.sku,
      title: titleOf(pack),
      days: dayRuns(first, last, changes, (day) => packDay(pack, services, books, day)),
    }));
  const plan = dayRuns(first, last, changes, (day) => planDay(services, day));
  const named = new Set(plan.map(({ sku }) => sku));
  return {
    app_id: appId,
    ...paidUntil(services, last),
    plan,
    plans: services
      .filter(({ sku }) => named.has(sku))
      .map((service) => ({ sku: service.sku, title: titleOf(service) }))
      .toSorted(bySku),
    packs: packs.filter(({ days }) => days.some(isIdleOrInForce)),
  };
}

/** Returns the state, plan and order of a day. */
export function planDay(
  services: readonly Service[],
  day: BillingDay,
): Omit<PlanDays, 'from' | 'until'> {
  const { state, sku, period } = planOn(services, day);
  if (period === undefined || sku === undefined) return { state };
  return { state, sku, order_id: period.order.purchase.orderId };
}

/** Returns the state and order of a pack on a day. */
export function packDay(
  pack: Service,
  services: readonly Service[],
  books: readonly PriceBook[],
  day: BillingDay,
): Omit<PackDays, 'from' | 'until'> {
  const { state, period } = packOn(pack, services, latestBook(books, day), day);
  return { state, ...(period && { order_id: period.order.purchase.orderId }) };
}

/**
 * Returns the last day until which plans are paid without a gap, from `day` on or before it.
 * Adds the last day to renew them if it is not over. A refunded plan cannot be renewed.
 *
 * @returns Empty without a plan, and for one that is valid for ever.
 */
export function paidUntil(
  services: readonly Service[],
  day: BillingDay,
): Pick<AppServices, 'valid_until' | 'renew_until'> {
  const last = lastPaid(services, day);
  if (last?.until == null) return {};
  const renew = last.stoppedOn === undefined ? renewUntil(last) : undefined;
  return {
    valid_until: last.until,
    ...(renew !== undefined && renew >= day && { renew_until: renew }),
  };
}

function lastPaid(services: readonly Service[], day: BillingDay): Period | undefined {
  let next = planOn(services, day);
  let last = next.period;
  while (next.state === 'active') {
    if (next.period?.until == null) return undefined;
    last = next.period;
    next = planOn(services, addDays(last.until!, 1));
  }
  return last;
}

function titleOf({ periods }: Service): BilingualText {
  return { ...periods.at(-1)!.order.item.title };
}

function bySku(a: { sku: string }, b: { sku: string }): number {
  return compareText(a.sku, b.sku);
}

function isIdleOrInForce({ state }: { state: PackDays['state'] }): boolean {
  return state === 'idle' || isInForce(state);
}
