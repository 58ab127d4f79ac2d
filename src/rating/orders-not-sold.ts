import { exitCodes, UserError } from '../base/errors.ts';
import { groupBy } from './group-by.ts';
import { nameOf, nextStep, type Order } from './orders.ts';
import { isAnyActive, plansActiveOn, type Service, servicesOf } from './services.ts';

/**
 * Finds orders of items that the day's book sells only with certain plans, if the app had none
 * of these.
 *
 * @param orders Of any apps.
 * @param from First day of checked orders; earlier ones were accepted in their month.
 */
export function findOrdersNotSold(orders: readonly Order[], from: string): string[] {
  const byApp = groupBy(orders, ({ purchase }) => purchase.appId);
  return [...byApp.values()].flatMap((ofApp) => {
    const restricted = ofApp.filter(
      ({ item, purchase }) =>
        item.sold_to !== undefined && purchase.kind === 'purchase' && purchase.boughtOn >= from,
    );
    if (restricted.length === 0) return [];
    const services = servicesOf(ofApp);
    return restricted.flatMap((order) => describeProblem(order, services));
  });
}

/** @throws {UserError} (exit 3) With each such order. */
export function refuseOrdersNotSold(orders: readonly Order[], from: string): void {
  const problems = findOrdersNotSold(orders, from);
  if (problems.length === 0) return;
  throw new UserError([...problems, nextStep].join('\n'), exitCodes.badInput);
}

function describeProblem({ purchase, item, book }: Order, services: readonly Service[]): string[] {
  const { sold_to: plans = [] } = item;
  if (isAnyActive(services, plans, purchase.boughtOn)) return [];
  const active = [...plansActiveOn(services, purchase.boughtOn)];
  const had = active.length === 0 ? 'no plan' : active.join(' and ');
  return [
    `${nameOf(purchase)}: the price book ${book.list} from ${book.from} sells ${item.sku} with ${plans.join(' or ')} only; the app had ${had} on that day`,
  ];
}
