import type { BillingDay } from '../calendar/billing-day.ts';
import type { Month } from '../calendar/month.ts';
import type { Allowance, AllowedDays, ExceededAllowance } from '../invoice/document.ts';
import type { Units } from '../metrics/unit.ts';
import { formatQuantity, Quantity } from '../money/quantity.ts';
import type { PrepaidItem, PriceBook } from '../prices/price-book.ts';
import { bookInForce, daysWithBook } from './book-in-force.ts';
import type { DailyValues } from './daily-values.ts';
import { changeDays, dayRuns } from './day-runs.ts';
import { type DayQuantity, highestDay } from './highest-day.ts';
import { compareLimits, highestLimit, itemsThatAllow, type Limit } from './limits.ts';
import { findRemedy } from './remedy.ts';
import type { Service } from './services.ts';

/** Names of allowances, in the order in which they are shown. */
export const allowanceNames = [
  'accounts',
  'dau',
  'avchatrooms',
  'groups',
  'group_members',
  'large_groups',
  'friends_per_user',
  'groups_per_user',
] as const;

/** Purchases and usage of one app, with the books that price it. */
export interface AppUsage {
  appId: string;
  services: readonly Service[];
  books: readonly PriceBook[];
  month: Month;
  values: ReadonlyMap<string, DailyValues>;
  /** Distinct users of the month; absent without login data. */
  monthlyUsers: string | undefined;
  units: Units;
}

/**
 * Lists what an app may have and what it had, for each thing that a plan or pack limits. Returns
 * nothing for an app without purchases and usage.
 */
export function allowancesOf(app: AppUsage): Allowance[] {
  if (hasNothing(app)) return [];
  const days = daysWithBook(app.books, app.month);
  const [first, last] = [days[0]!, days.at(-1)!];
  const itemsByDay = itemsByChangeDay(first, changeDays(app.services, app.books, first, last), app);
  const changes = [...itemsByDay.keys()];
  return allowanceNames.flatMap((name) => {
    const limits = dayRuns(first, last, changes, (day) => highestLimit(itemsByDay.get(day)!, name));
    if (!limits.some(({ isStated }) => isStated)) return [];
    const seen = observe(app, name, limits);
    return [{ app_id: app.appId, of: name, allowed: limits.map(formatLimit), ...seen }];
  });
}

function hasNothing({ services, values, monthlyUsers }: AppUsage): boolean {
  return services.length === 0 && values.size === 0 && monthlyUsers === undefined;
}

/** Returns the items that allow something, for `first` and each day on which they change. */
function itemsByChangeDay(
  first: BillingDay,
  changes: readonly BillingDay[],
  { services, books }: AppUsage,
): Map<BillingDay, readonly PrepaidItem[]> {
  const found = new Map<BillingDay, readonly PrepaidItem[]>();
  let before: readonly PrepaidItem[] | undefined;
  for (const day of [first, ...changes]) {
    const items = itemsThatAllow(services, bookInForce(books, day), day);
    if (before?.length === items.length && items.every((item, at) => item === before?.[at]))
      continue;
    found.set(day, items);
    before = items;
  }
  return found;
}

type DayLimit = Limit & { from: BillingDay; until: BillingDay };
type Observation = Pick<Allowance, 'observable' | 'observed' | 'exceeded'>;

function formatLimit({ from, until, most, by, isStated }: DayLimit): AllowedDays {
  const shown = most === null ? (isStated ? 'unlimited' : 'not_stated') : String(most);
  return { from, until, most: shown, by };
}

function observe(app: AppUsage, name: string, limits: readonly DayLimit[]): Observation {
  if (name === 'accounts') return observeAccounts(app, limits);
  const isCounted = ['dau', 'avchatrooms', 'groups'].includes(name) || app.values.has(name);
  return isCounted ? observeDays(app, name, limits) : { observable: 'no' };
}

/** A day's value, and what was allowed then. */
interface ObservedDay extends DayQuantity {
  limit: Limit;
}

/** Compares accounts that were delivered by day with the limit, or users if more of them logged in. */
function observeAccounts(app: AppUsage, limits: readonly DayLimit[]): Observation {
  const byLogins = observeUsers(app, limits);
  if (!app.values.has('accounts')) return byLogins;
  const reported = observeDays(app, 'accounts', limits);
  return isMore(byLogins, reported) ? byLogins : reported;
}

function isMore({ observed: a }: Observation, { observed: b }: Observation): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return Quantity.of(a.quantity).compare(Quantity.of(b.quantity)) > 0;
}

/**
 * Compares the users who logged in with the limit: those of the month, or of its highest day.
 * There are at least as many accounts as users.
 */
function observeUsers(app: AppUsage, limits: readonly DayLimit[]): Observation {
  const days = daysWithLimits(app.values.get('dau'), limits);
  const top = highestDay(days);
  const ofMonth = app.monthlyUsers === undefined ? undefined : Quantity.of(app.monthlyUsers);
  const isOfMonth = ofMonth !== undefined && (!top || ofMonth.compare(top.quantity) >= 0);
  const users = isOfMonth ? ofMonth : top?.quantity;
  if (users === undefined) return { observable: 'at_least' };
  const date = !isOfMonth && top !== undefined ? { date: top.day } : {};
  const observed = { quantity: formatQuantity(users), ...date };
  const limit = limits.toSorted(compareLimits)[0]!;
  if (!isAbove(users, limit)) return { observable: 'at_least', observed };
  const first = days.find(({ quantity }) => isAbove(quantity, limit));
  const exceeded = { ...(first && { from: first.day }), ...observed };
  const day = date.date ?? limits.at(-1)!.until;
  return {
    observable: 'at_least',
    observed,
    exceeded: { ...exceeded, ...describeExcess(app, 'accounts', day, users, limit) },
  };
}

/** Compares each day with its limit: the first day above it, and the highest. */
function observeDays(app: AppUsage, metric: string, limits: readonly DayLimit[]): Observation {
  const days = daysWithLimits(app.values.get(metric), limits);
  const top = highestDay(days);
  if (top === undefined) return { observable: 'daily' };
  const observed = { quantity: formatQuantity(top.quantity), date: top.day };
  const above = days.filter(({ quantity, limit }) => isAbove(quantity, limit));
  const worst = highestDay(above);
  if (worst === undefined) return { observable: 'daily', observed };
  return {
    observable: 'daily',
    observed,
    exceeded: {
      from: above[0]!.day,
      quantity: formatQuantity(worst.quantity),
      date: worst.day,
      ...describeExcess(app, metric, worst.day, worst.quantity, worst.limit),
    },
  };
}

function daysWithLimits(
  values: DailyValues | undefined,
  limits: readonly DayLimit[],
): ObservedDay[] {
  const days: ObservedDay[] = [];
  for (const [day, { quantity }] of values ?? []) {
    const limit = limits.find(({ from, until }) => from <= day && day <= until);
    if (limit !== undefined) days.push({ day, quantity, limit });
  }
  return days.sort((a, b) => (a.day < b.day ? -1 : 1));
}

function isAbove(quantity: Quantity, { most }: Limit): boolean {
  return most !== null && quantity.compare(Quantity.of(String(most))) > 0;
}

function describeExcess(
  { services, books }: AppUsage,
  name: string,
  day: BillingDay,
  quantity: Quantity,
  { most, by }: Limit,
): Pick<ExceededAllowance, 'most' | 'by' | 'remedy'> {
  const remedy = findRemedy(services, bookInForce(books, day), day, name, quantity);
  return { most: String(most), by, remedy };
}
