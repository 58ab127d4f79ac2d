import { compareFrom } from '../calendar/billing-day.ts';
import { lastDay, type Month } from '../calendar/month.ts';
import type { Finding } from '../invoice/document.ts';
import { titleIn, type Units, unitIn } from '../metrics/unit.ts';
import type { ChargeTerms } from './charge-terms.ts';
import { createFinding } from './finding-codes.ts';
import { formatInChinese, formatWithUnit } from './format-with-unit.ts';
import { groupBy } from './group-by.ts';
import type { HighestSetting } from './settings-of-month.ts';
import type { AppSetting } from './types.ts';

/** Finds settings of the app that no charge of the month prices. */
export function findUnpricedSettings(
  appId: string,
  settings: ReadonlyMap<string, HighestSetting>,
  terms: readonly ChargeTerms[],
  units: Units,
): Finding[] {
  return [...settings].flatMap(([name, { value, day }]) => {
    if (value === 0 || terms.some(({ charge }) => charge.setting === name)) return [];
    const unit = unitIn(units, name);
    const en = `${name} is set to ${formatWithUnit(String(value), unit)} on ${day}, but the price book has no price for it; it is not charged. Agree on a price and add it to a price book`;
    const zh = `${titleIn(units, name).zh}于 ${day} 设置为 ${formatInChinese(String(value), unit)}，但价目中没有价格，未计费。请商定价格并加入价目`;
    return [createFinding('setting-unpriced', appId, { en, zh })];
  });
}

/** Finds settings of one day that contradict each other; the highest counts. */
export function findDifferingAppSettings(
  appId: string,
  settings: readonly AppSetting[],
  month: Month,
): Finding[] {
  const known = settings.filter(({ from }) => from <= lastDay(month));
  const byDay = groupBy(known.toSorted(compareFrom), ({ from, setting }) => `${setting} ${from}`);
  return [...byDay.values()].flatMap((ofDay) => {
    const { setting, from } = ofDay[0]!;
    const values = [...new Set(ofDay.map(({ value }) => value))].toSorted((a, b) => a - b);
    if (values.length < 2 || isReplaced(ofDay[0]!, known, month)) return [];
    const en = `${setting} has several values from ${from} on: ${values.join(' and ')}; the highest counts`;
    const zh = `${setting} 自 ${from} 起有多个值：${values.join('、')}；取最高值`;
    return [createFinding('app-settings-differ', appId, { en, zh })];
  });
}

/** Tells whether a later value of the setting is in force from the month's first day on. */
function isReplaced(
  { setting, from }: AppSetting,
  settings: readonly AppSetting[],
  month: Month,
): boolean {
  return settings.some(
    (one) => one.setting === setting && one.from > from && one.from <= `${month}-01`,
  );
}
