import { lastDay, type Month } from '../calendar/month.ts';
import type { Finding } from '../invoice/document.ts';
import { unitOf } from '../metrics/catalogue.ts';
import { groupDigits } from '../money/group-digits.ts';
import type { ChargeTerms } from './charge-terms.ts';
import { findingOf } from './finding-of.ts';
import { groupBy } from './group-by.ts';
import type { HighestSetting } from './settings-of-month.ts';
import type { AppSetting } from './types.ts';

/** Settings of the app that no charge of the month is of: they cost money at no known price. */
export function settingsUnpriced(
  appId: string,
  settings: ReadonlyMap<string, HighestSetting>,
  terms: readonly ChargeTerms[],
): Finding[] {
  return [...settings].flatMap(([name, { value, day }]) => {
    if (value === 0 || terms.some(({ charge }) => charge.setting === name)) return [];
    const message = `${name} is set to ${settingInWords(name, value)} on ${day}, for which the price book has no price; it is not charged. Agree on a price and add it to a price book`;
    return [findingOf('setting-unpriced', appId, message)];
  });
}

/** Settings of one day that contradict each other; the highest counts. */
export function appSettingsDiffer(
  appId: string,
  settings: readonly AppSetting[],
  month: Month,
): Finding[] {
  const known = settings.filter(({ from }) => from <= lastDay(month));
  const byDay = groupBy(
    known.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    ({ from, setting }) => `${setting} ${from}`,
  );
  return [...byDay.values()].flatMap((ofDay) => {
    const { setting, from } = ofDay[0]!;
    const values = [...new Set(ofDay.map(({ value }) => value))].toSorted((a, b) => a - b);
    if (values.length < 2 || isReplaced(ofDay[0]!, known, month)) return [];
    const message = `${setting} is set from ${from} on to ${values.join(' and ')}; the highest counts`;
    return [findingOf('app-settings-differ', appId, message)];
  });
}

/** Whether a later value of the setting is in force from the month's first day on. */
function isReplaced(
  { setting, from }: AppSetting,
  settings: readonly AppSetting[],
  month: Month,
): boolean {
  return settings.some(
    (one) => one.setting === setting && one.from > from && one.from <= `${month}-01`,
  );
}

function settingInWords(name: string, value: number): string {
  const { unit, one } = unitOf(name);
  return `${groupDigits(String(value))} ${value === 1 ? one : unit}`.trim();
}
