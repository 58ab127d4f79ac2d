import type { PriceBook, UsageCharge } from '../prices/price-book.ts';

/** Returns the plan of the highest rank; of plans of one rank the one that the book names last. */
export function highestPlan(book: PriceBook, plans: ReadonlySet<string>): string | undefined {
  const active = book.items.filter(({ sku, kind }) => kind === 'plan' && plans.has(sku));
  return active.reduce<(typeof active)[number] | undefined>(
    (highest, plan) => ((plan.rank ?? 0) >= (highest?.rank ?? 0) ? plan : highest),
    undefined,
  )?.sku;
}

/**
 * Returns a charge as it is for an app with these plans: the highest plan's own terms replace
 * others.
 */
export function chargeOfApp(
  charge: UsageCharge,
  book: PriceBook,
  plans: ReadonlySet<string>,
): UsageCharge {
  if (charge.by_plan === undefined) return charge;
  const plan = highestPlan(book, plans);
  const patch = plan === undefined ? undefined : valueForPlan(charge.by_plan, plan);
  if (patch === undefined) return charge;
  const parts = Object.entries({ ...charge, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(parts) as unknown as UsageCharge;
}

/** Returns a mapping's value for a plan. A plan may be named `constructor`. */
export function valueForPlan<T>(
  byPlan: Record<string, T> | undefined,
  plan: string,
): T | undefined {
  return byPlan !== undefined && Object.hasOwn(byPlan, plan) ? byPlan[plan] : undefined;
}
