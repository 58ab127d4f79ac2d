import type { BillingDay } from '../calendar/billing-day.ts';
import type { PrepaidItem, PriceBook } from '../prices/price-book.ts';
import { compareText } from './compare-text.ts';
import {
  type Period,
  releasedOn,
  renewUntil,
  type ServiceOnDay,
  type ServiceState,
  serviceOn,
} from './service-life.ts';
import type { Service } from './services.ts';

/** State of an app's plans on a day. */
export interface PlanOnDay extends Omit<ServiceOnDay, 'state'> {
  state: AppState;
  /** The plan that decides; absent with the state `none`. */
  sku?: string;
}

/** `released`: suspended for 90 days; the provider keeps nothing of the app any longer. */
export type AppState = ServiceState | 'released';

/** `idle`: valid, but none of the plans that the pack needs is active or in its days to renew. */
export type PackState = ServiceState | 'idle';

/**
 * Returns the plan that decides on a day: the highest active one, else the highest in its days
 * to renew, else the one that ended last. A plan without an end is what remains when others end.
 * A higher one that can still be renewed comes before it.
 */
export function planOn(services: readonly Service[], day: BillingDay): PlanOnDay {
  const plans = services
    .filter(({ kind }) => kind === 'plan')
    .map(({ sku, periods }): PlanOnDay => ({ sku, ...serviceOn(periods, day) }));
  const of = (state: ServiceState) => plans.filter((plan) => plan.state === state);
  const active = highest(of('active'));
  const grace = highest(of('grace'));
  if (active !== undefined && grace !== undefined && isOutranked(active, grace)) return grace;
  return active ?? grace ?? stateAfterAllPlans(of('suspended'), day);
}

/**
 * Returns the state of an app whose plans are over: that of the last plan, until it is released.
 */
function stateAfterAllPlans(over: readonly PlanOnDay[], day: BillingDay): PlanOnDay {
  const named = latest(over);
  if (named === undefined) return { state: 'none' };
  const ends = over.map(({ period }) => renewUntil(period!)!).toSorted(compareText);
  return day < releasedOn(ends.at(-1)!) ? named : { ...named, state: 'released' };
}

/** Returns the state of a pack on a day; the day's book says which plans it needs. */
export function packOn(
  { sku, periods }: Service,
  services: readonly Service[],
  book: PriceBook,
  day: BillingDay,
): { state: PackState; period?: Period; hasPlan: boolean } {
  const { state, period } = serviceOn(periods, day);
  if (period === undefined) return { state, hasPlan: false };
  const { requires } = itemIn(book, sku) ?? period.order.item;
  const hasPlan = requires === undefined || isAnyUsable(services, requires, day);
  return { state: state === 'active' && !hasPlan ? 'idle' : state, period, hasPlan };
}

/** Returns a book's plan or pack; `undefined` if it does not sell it. */
export function itemIn(book: PriceBook, sku: string | undefined): PrepaidItem | undefined {
  return book.items.find((item) => item.sku === sku);
}

function isAnyUsable(
  services: readonly Service[],
  plans: readonly string[],
  day: BillingDay,
): boolean {
  return services.some(
    ({ sku, periods }) => plans.includes(sku) && isInForce(serviceOn(periods, day).state),
  );
}

/** Tells whether what a service allows can be used, also in its days to renew. */
export function isInForce(state: PackState | AppState): boolean {
  return state === 'active' || state === 'grace';
}

function rankOf({ period }: PlanOnDay): number {
  return period?.order.item.rank ?? 0;
}

function isOutranked(active: PlanOnDay, grace: PlanOnDay): boolean {
  return active.period?.until === null && rankOf(grace) > rankOf(active);
}

function highest(plans: readonly PlanOnDay[]): PlanOnDay | undefined {
  return plans.toSorted((a, b) => rankOf(b) - rankOf(a) || bySku(a, b))[0];
}

function latest(plans: readonly PlanOnDay[]): PlanOnDay | undefined {
  const untilOf = ({ period }: PlanOnDay) => period?.until ?? '';
  return plans.toSorted(
    (a, b) => compareText(untilOf(b), untilOf(a)) || rankOf(b) - rankOf(a) || bySku(a, b),
  )[0];
}

function bySku(a: PlanOnDay, b: PlanOnDay): number {
  return compareText(a.sku ?? '', b.sku ?? '');
}
