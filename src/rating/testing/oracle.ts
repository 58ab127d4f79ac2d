import type { Purchase, RatingInput } from '../types.ts';
import { dayNumber, dayText, endOfMonths, lastDayOf } from './slow-calendar.ts';

/**
 * A second, slow implementation of the price page: whole cents and whole numbers, day by day. It
 * shares nothing with the rating rules but the shape of their input.
 */

/** Cents that one purchase of so many months costs; `undefined` where the day's page sells no such thing. */
export function monthlyPrice(sku: string, day: string): bigint | undefined {
  switch (sku) {
    case 'starter':
      if (day >= '2018-12-14') return undefined;
      return day < '2018-09-17' ? 99n : 100n;
    case 'trial':
      return day >= '2018-12-14' ? 0n : undefined;
    case 'pro':
      return 99_900n;
    case 'flagship':
      return day >= '2019-12-27' ? 299_900n : undefined;
    case 'avchatroom-unlimited':
      return 100_000n;
    case 'group-members-2000':
      return 50_000n;
    case 'group-members-6000':
      return day >= '2019-12-27' ? 50_000n : 100_000n;
    case 'group-members-10000':
      return day < '2019-07-09' ? 200_000n : undefined;
    case 'groups-per-user-400':
      return day < '2019-08-21' ? 50_000n : undefined;
    case 'groups-per-user-700':
      return day < '2019-08-21' ? 90_000n : undefined;
    case 'groups-per-user-1000':
      return 110_000n;
    case 'groups-per-user-2000':
      return day >= '2019-08-22' && day < '2019-12-27' ? 150_000n : undefined;
    case 'groups-per-user-3000':
      if (day < '2019-08-22') return undefined;
      return day >= '2019-12-27' ? 90_000n : 200_000n;
    case 'safety':
      return day >= '2019-12-27' ? 100_000n : undefined;
    default:
      return undefined;
  }
}

/** Tells whether a pack is sold with the flagship plan only, from a day on. */
export function needsFlagship(sku: string, day: string): boolean {
  return day >= '2019-12-27' && ['group-members-6000', 'groups-per-user-3000'].includes(sku);
}

/**
 * Returns the days on which a SKU of an app is active, from the first day on. A refund removes
 * all later days. If it names an order of other days, only that order is removed, or nothing if
 * it is over.
 *
 * @param orders Purchases and refunds; a refund that names a purchase comes after it.
 */
export function activeDays(orders: readonly Purchase[], until: string): Set<string> {
  const daysOf = new Map<Purchase, Set<string>>();
  let first = '';
  let months = 0;
  let end = '';
  const begin = orders.map(({ boughtOn }) => boughtOn).toSorted()[0] ?? until;
  for (let number = dayNumber(begin); number <= dayNumber(until); number++) {
    const day = dayText(number);
    for (const one of orders.filter(({ boughtOn }) => boughtOn === day)) {
      if (one.kind === 'refund') {
        const order = [...daysOf.keys()].find(({ orderId }) => orderId === one.orderId);
        const named = order === undefined ? [] : [...daysOf.get(order)!].toSorted();
        if (named.length > 0 && named.at(-1)! < day) continue;
        if (named.length > 0 && named[0]! > day)
          return activeDays(
            orders.filter(({ orderId }) => orderId !== one.orderId),
            until,
          );
        for (const days of daysOf.values())
          for (const later of days) if (later > day) days.delete(later);
        end = '';
        continue;
      }
      const isLate = end === '' || number - dayNumber(end) > 7;
      const from = isLate ? number : dayNumber(end) + 1;
      if (isLate) [first, months] = [day, 0];
      months += one.months;
      end = endOfMonths(first, months);
      const days = Array.from({ length: dayNumber(end) - from + 1 }, (_, at) => dayText(from + at));
      daysOf.set(one, new Set(days));
    }
  }
  return new Set([...daysOf.values()].flatMap((days) => [...days]));
}

/** Calculates the cents of one app: prepaid, and each usage charge of the page. */
export function monthByThePage(
  { month, usage, purchases, roaming }: RatingInput,
  appId: string,
): { prepaid: bigint; charges: Record<string, bigint> } {
  const lastDay = lastDayOf(month);
  const days = daysFrom(month < '2018-10' ? '2018-09-14' : `${month}-01`, lastDay);
  const bought = purchases.filter((one) => one.appId === appId && one.boughtOn <= lastDay);
  const active = (sku: string) =>
    activeDays(
      bought.filter((one) => one.sku === sku && one.kind !== 'credit'),
      lastDay,
    );
  const [pro, flagship] = [active('pro'), active('flagship')];
  const inMonth = (plan: Set<string>) =>
    daysFrom(`${month}-01`, lastDay).some((day) => plan.has(day));
  const [hasPro, hasFlagship] = [inMonth(pro), inMonth(flagship)];

  let prepaid = 0n;
  for (const one of bought.filter(({ boughtOn }) => boughtOn >= `${month}-01`))
    prepaid +=
      one.kind === 'purchase'
        ? monthlyPrice(one.sku, one.boughtOn)! * BigInt(one.months)
        : -BigInt(one.refundAmount!.replace('.', ''));

  const value = (metric: string, day: string) => {
    const found = usage.find(
      (one) => one.appId === appId && one.metric === metric && one.usageDate === day,
    );
    return BigInt(found?.numerator ?? '0');
  };
  const highest = (metric: string, from = '') =>
    days
      .filter((day) => day >= from)
      .map((day) => value(metric, day))
      .toSorted(ascending)
      .at(-1) ?? 0n;

  const { extraMonths, historyDays } = highestSettings(roaming, appId, days);
  // The page of the month's first day; in September 2018 the first page.
  const page = days[0]!;
  const plan = hasPro || (hasFlagship && page >= '2019-12-27');
  const peak = highest('dau');

  const charges: Record<string, bigint> = {
    dau:
      page < '2019-12-27'
        ? blocksAbove(peak, 100_000n, 100_000n) * 1_000_000n
        : blocksAbove(peak, 10_000n, 10_000n) * 100_000n,
    roaming: blocksAbove(peak, 0n, 100_000n) * roamingPrice(page, extraMonths),
    groups: groupsByThePage(
      page,
      value('groups', lastDay),
      highest('groups'),
      highest('groups', `${month}-04`),
    ),
    'history-storage': historyPrice(page, historyDays, hasFlagship),
  };
  if (!plan) for (const sku of Object.keys(charges)) charges[sku] = 0n;
  return {
    prepaid,
    charges: { ...charges, ...bandwidthByThePage(page, days, value, hasPro, hasFlagship) },
  };
}

/** Cents for one started block of users. */
function roamingPrice(page: string, extraMonths: bigint): bigint {
  const quarters = (extraMonths + 2n) / 3n;
  if (page < '2018-12-14') return quarters * 100_000n;
  if (page < '2018-12-17') return quarters * 50_000n;
  return page < '2019-11-04' ? extraMonths * 50_000n : 0n;
}

function groupsByThePage(page: string, last: bigint, highest: bigint, fromThe4th: bigint): bigint {
  if (page < '2018-12-27') {
    const cents = blocksAbove(last, 100_000n, 100_000n) * 60_000n;
    return page < '2018-12-18' && cents > 0n && cents < 200_000n ? 200_000n : cents;
  }
  const counted = page < '2019-08-09' ? last : page < '2019-08-12' ? fromThe4th : highest;
  return blocksAbove(counted, 100_000n, 100_000n) * 100_000n;
}

function historyPrice(page: string, days: number, hasFlagship: boolean): bigint {
  if (page < '2019-11-04' || days === 0 || days > 360) return 0n;
  const step = [30, 90, 180, 360].findIndex((covers) => covers >= days);
  const isFlagships = hasFlagship && page >= '2019-12-27';
  return (
    isFlagships ? [0n, 50_000n, 100_000n, 200_000n] : [50_000n, 100_000n, 150_000n, 250_000n]
  )[step]!;
}

/** Calculates bandwidth from bits of a slot of 300 seconds: 300,000,000 of them are one Mbps. */
function bandwidthByThePage(
  page: string,
  days: readonly string[],
  value: (metric: string, day: string) => bigint,
  hasPro: boolean,
  hasFlagship: boolean,
): Record<string, bigint> {
  const domestic = days.map((day) => value('bandwidth_domestic_mbps', day));
  if (page < '2018-12-03') {
    const most = domestic.toSorted(ascending).at(-1)!;
    return { 'bandwidth-domestic': hasPro ? cents(most * 5_000n) : 0n };
  }
  // A day is charged by its own page, which since 2019-12-27 may be that of the flagship plan, too.
  const isCharged = (day: string) => hasPro || (hasFlagship && day >= '2019-12-27');
  const sum = (metric: string, from: string) =>
    days
      .filter((day) => isCharged(day) && day >= from)
      .reduce((all, day) => all + value(metric, day), 0n);
  return {
    'bandwidth-domestic': cents(sum('bandwidth_domestic_mbps', '') * 200n),
    'bandwidth-international': cents(sum('bandwidth_international_mbps', '2019-12-27') * 400n),
  };
}

/** Rounds half a cent up. */
function cents(product: bigint): bigint {
  return (2n * product + 300_000_000n) / 600_000_000n;
}

/** Counts started blocks one by one. */
function blocksAbove(count: bigint, included: bigint, block: bigint): bigint {
  let blocks = 0n;
  for (let left = count - included; left > 0n; left -= block) blocks += 1n;
  return blocks;
}

function highestSettings(
  settings: RatingInput['roaming'],
  appId: string,
  days: readonly string[],
): { extraMonths: bigint; historyDays: number } {
  let extraMonths = 0;
  let historyDays = 0;
  for (const day of days) {
    const begun = settings.filter((one) => one.appId === appId && one.from <= day);
    const latest = begun
      .map(({ from }) => from)
      .toSorted()
      .at(-1);
    for (const one of begun.filter(({ from }) => from === latest)) {
      extraMonths = Math.max(extraMonths, one.extraMonths);
      historyDays = Math.max(historyDays, one.historyDays ?? one.extraMonths * 30);
    }
  }
  return { extraMonths: BigInt(extraMonths), historyDays };
}

function daysFrom(first: string, last: string): string[] {
  const days: string[] = [];
  for (let number = dayNumber(first); number <= dayNumber(last); number++)
    days.push(dayText(number));
  return days;
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
