import { daysOfMonth, firstDay, type Month } from '../calendar/month.ts';
import type { Finding } from '../invoice/document.ts';
import { titleIn, type Units, unitIn } from '../metrics/unit.ts';
import { formatQuantity } from '../money/quantity.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { latestBook } from './book-in-force.ts';
import type { ChargeTerms } from './charge-terms.ts';
import type { DailyValues } from './daily-values.ts';
import { createFinding } from './finding-codes.ts';
import { countDays, formatInChinese, formatWithUnit } from './format-with-unit.ts';
import { highestDay } from './highest-day.ts';
import type { SettingsOfMonth } from './settings-of-month.ts';

/**
 * Finds usage on days without a price. The day's book lists the metric as unpriced, or has no
 * charge for a metric that other days have, or the list begins later. Before the list begins,
 * its first book counts.
 */
export function findUnpricedUsage(
  appId: string,
  values: ReadonlyMap<string, DailyValues>,
  terms: readonly ChargeTerms[],
  books: readonly PriceBook[],
  month: Month,
  units: Units,
): Finding[] {
  const allDays = daysOfMonth(month);
  return [...values].flatMap(([metric, byDay]) => {
    const ofMetric = terms.filter(({ charge }) => charge.metric === metric);
    if (ofMetric.some(({ days }) => days.length === allDays.length)) return [];
    const priced = new Set(ofMetric.flatMap(({ days }) => days));
    const days = allDays.flatMap((day) => {
      const quantity = byDay.get(day)?.quantity;
      if (quantity === undefined || quantity.isZero() || priced.has(day)) return [];
      const listed = latestBook(books, day).unpriced?.includes(metric);
      return listed || ofMetric.length > 0 ? [{ day, quantity }] : [];
    });
    const highest = highestDay(days);
    if (highest === undefined) return [];
    const [quantity, unit] = [formatQuantity(highest.quantity), unitIn(units, metric)];
    const en = `${metric} has no price on ${countDays(days.length)} with usage from ${days[0]!.day} on, highest ${formatWithUnit(quantity, unit)} on ${highest.day}; it is not charged. Agree on a price and add it to a price book`;
    const zh = `${titleIn(units, metric).zh}没有价格：自 ${days[0]!.day} 起有用量的 ${days.length} 天，最高为 ${highest.day} 的 ${formatInChinese(quantity, unit)}，未计费。请商定价格并加入价目`;
    return [createFinding(codeFor(metric), appId, { en, zh })];
  });
}

/** Finds users of the month, if the book of its first day lists them as unpriced. */
export function findUnpricedMonthlyUsers(
  appId: string,
  users: string | undefined,
  books: readonly PriceBook[],
  month: Month,
  units: Units,
): Finding[] {
  const isListed = latestBook(books, firstDay(month)).unpriced?.includes('mau');
  if (!isListed || users === undefined || users === '0') return [];
  const unit = unitIn(units, 'mau');
  const en = `mau of ${month} (${formatWithUnit(users, unit)}) has no price; it is not charged. Agree on a price and add it to a price book`;
  const zh = `${month} 的${titleIn(units, 'mau').zh}（${formatInChinese(users, unit)}）没有价格，未计费。请商定价格并加入价目`;
  return [createFinding('usage-unpriced', appId, { en, zh })];
}

/** Finds charges of the last day's value if that day has no data, but an earlier day has. */
export function findMissingLastDay(
  appId: string,
  values: ReadonlyMap<string, DailyValues>,
  terms: readonly ChargeTerms[],
  units: Units,
): Finding[] {
  return terms.flatMap(({ charge, days }) => {
    const byDay = values.get(charge.metric ?? '');
    const lastDay = days.at(-1)!;
    if (charge.month?.of !== 'last' || byDay === undefined || byDay.has(lastDay)) return [];
    const latest = [...byDay.keys()].toSorted().at(-1);
    const quantity = latest === undefined ? undefined : byDay.get(latest)?.quantity;
    if (quantity === undefined) return [];
    const [value, unit] = [formatQuantity(quantity), unitIn(units, charge.metric!)];
    const en = `${charge.sku} charges the value of ${charge.metric} on ${lastDay}, but that day has no data; the latest value is ${formatWithUnit(value, unit)} on ${latest}. Nothing is charged for it`;
    const zh = `${charge.title.zh}按 ${lastDay} 的${titleIn(units, charge.metric!).zh}计费，但当日没有数据；最近的值为 ${latest} 的 ${formatInChinese(value, unit)}。该项未计费`;
    return [createFinding('last-day-without-data', appId, { en, zh })];
  });
}

/** Finds roaming settings of one day that contradict each other. */
export function findDifferingRoaming(appId: string, settings: SettingsOfMonth): Finding[] {
  return settings.contradictions.map(({ from, extraMonths, historyDays }) => {
    const differing =
      extraMonths.length > 1
        ? `${extraMonths.join(' and ')} extra months`
        : `${historyDays.join(' and ')} days of history`;
    const en = `Roaming has several settings from ${from} on: ${differing}; the highest counts`;
    const values =
      extraMonths.length > 1
        ? `延长 ${extraMonths.join('、')} 个月`
        : `历史消息 ${historyDays.join('、')} 天`;
    const zh = `漫游自 ${from} 起有多个设置：${values}；取最高值`;
    return createFinding('roaming-settings-differ', appId, { en, zh });
  });
}

function codeFor(metric: string) {
  return metric === 'bandwidth_international_mbps'
    ? 'bandwidth-international-unpriced'
    : 'usage-unpriced';
}
