import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { ratingInputOf } from '../../src/billing/draft.ts';
import { daysOfMonth, firstDay, lastDay } from '../../src/calendar/month.ts';
import type { InvoiceLine } from '../../src/invoice/document.ts';
import type { CountedValue, ExplainedBy } from '../../src/jobs/explain-month.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { kindTable, type SourceKind } from '../../src/metrics/source-kinds.ts';
import { formatQuantity, Quantity } from '../../src/money/quantity.ts';
import type { MonthRule } from '../../src/prices/price-book.ts';
import { type ChargeTerms, termsByApp } from '../../src/rating/charge-terms.ts';
import { daysThatCount } from '../../src/rating/month-quantity.ts';
import type { DailyUsage } from '../../src/rating/types.ts';
import { type CountedLines, valueKey, type WantedValue } from './lines-of-values.ts';
import { type Gap, type Recount, seriesKey } from './recount.ts';

/** Origin of a line's amount, as far as it was found. */
export interface ChargeOrigin {
  by: ExplainedBy;
  /** Values that decide the amount. */
  values: WantedValue[];
  /** Rows and orders that are not there, each as a reason. */
  missing: string[];
  /** Values that were counted again and differ from those that were billed. */
  differing: string[];
}

/** The facts of a document, and its usage counted again. */
export interface CountedFacts {
  facts: BillingFacts;
  recount: Recount;
  terms: ReadonlyMap<string, ChargeTerms[]>;
  /** Values in the facts, by {@link seriesKey} and day. */
  billed: ReadonlyMap<string, ReadonlyMap<string, DailyUsage>>;
}

/** Prepares the facts of a document, to find the origin of its lines. */
export function countedFacts(facts: BillingFacts, recount: Recount): CountedFacts {
  const billed = new Map<string, Map<string, DailyUsage>>();
  for (const value of facts.usage) {
    const key = seriesKey(value.appId, value.metric);
    billed.set(key, (billed.get(key) ?? new Map()).set(value.usageDate, value));
  }
  return { facts, recount, billed, terms: termsByApp(ratingInputOf(facts, allUnits())) };
}

/**
 * Returns the facts with the usage that was counted again in place of the billed one. Days that cannot be counted again
 * keep the billed value.
 */
export function withCountedUsage({ facts, recount, billed }: CountedFacts): BillingFacts {
  const { sql, days, users } = recount;
  const apps = facts.customer.apps.filter(({ usage_of_other }) => !usage_of_other);
  const usage = apps.flatMap(({ app_id }) =>
    [...sql.metricsOf('logins', 'day'), ...otherMetrics(recount)].flatMap((metric) => {
      const key = seriesKey(app_id, metric);
      const [before, after] = [billed.get(key), days.get(key)];
      return daysOfMonth(facts.month).flatMap((day) => {
        const isCounted = gapsOn(metric, day, recount).length === 0;
        const value = isCounted ? after?.get(day) : before?.get(day);
        return value === undefined ? [] : [value];
      });
    }),
  );
  const monthlyUsers = facts.monthly_users.map(({ app_id, users: known }) => ({
    app_id,
    users: gapsOfMonth(recount, 'logins').length > 0 ? known : (users.get(app_id) ?? '0'),
  }));
  return { ...facts, usage, monthly_users: monthlyUsers };
}

function otherMetrics({ sql, days }: Recount): string[] {
  const delivered = [...days.keys()].map((key) => key.slice(0, key.indexOf('\n')));
  const logins = new Set(sql.metricsOf('logins', 'day'));
  const others = [...sql.metricsOf('bandwidth'), ...sql.metricsOf('groups'), ...delivered];
  return [...new Set(others)].filter((metric) => !logins.has(metric));
}

/** Finds what a line's amount follows from, and compares it with what was counted again. */
export function originOf(line: InvoiceLine, counted: CountedFacts): ChargeOrigin {
  const { facts, terms } = counted;
  if (line.kind === 'prepaid') return originOfOrder(line, facts);
  const own = (terms.get(line.app_id) ?? []).filter(({ charge }) => charge.sku === line.sku);
  const { charge } = own[0] ?? {};
  if (charge?.metric !== undefined && charge.month !== undefined) {
    const days = [...new Set(own.flatMap((one) => one.days))].toSorted();
    const { metric, month: rule } = charge;
    return rule.of === 'distinct'
      ? originOfUsers(line, metric, counted)
      : originOfUsage(line, { metric, rule, days }, counted);
  }
  if (charge?.setting !== undefined) return originOfSetting(line, charge.setting, facts);
  const missing = [`no price book of its facts has the charge ${line.sku}`];
  return { by: 'lines', values: [], missing, differing: [] };
}

function originOfOrder({ app_id, sku, order_id }: InvoiceLine, facts: BillingFacts): ChargeOrigin {
  const isThere = facts.purchases.some(
    ({ orderId, appId, sku: bought }) => orderId === order_id && appId === app_id && bought === sku,
  );
  const missing = isThere ? [] : [`the order ${order_id} is not among the purchases of its facts`];
  return { by: 'orders', values: [], missing, differing: [] };
}

function originOfSetting(
  { app_id }: InvoiceLine,
  setting: string,
  { roaming, app_settings = [] }: BillingFacts,
): ChargeOrigin {
  const isThere =
    app_settings.some((one) => one.appId === app_id && one.setting === setting) ||
    roaming.some(({ appId }) => appId === app_id);
  const missing = isThere ? [] : [`the setting ${setting} is not in its facts`];
  return { by: 'settings', values: [], missing, differing: [] };
}

/**
 * Compares every day that the charge looks at: the highest is the highest only if no other day is higher. A day that is
 * counted as it was billed is explained, even if rows of others are missing.
 */
function originOfUsage(
  line: InvoiceLine,
  { metric, rule, days }: { metric: string; rule: MonthRule; days: readonly string[] },
  { facts, recount, billed }: CountedFacts,
): ChargeOrigin {
  const appId = line.app_id;
  const key = seriesKey(appId, metric);
  const [before, after] = [billed.get(key), recount.days.get(key)];
  const looked = rule.of === 'percentile' ? daysOfMonth(facts.month) : daysThatCount(rule, days);
  const missing: string[] = [];
  const differing: string[] = [];
  for (const day of looked) {
    const [was, now] = [before?.get(day), after?.get(day)];
    if (isSame(was, now)) continue;
    const reported = now === undefined ? gapsOf(recount, 'daily', day) : [];
    const gaps = [...gapsOn(metric, day, recount), ...reported];
    missing.push(...gaps.map(({ why }) => why));
    if (gaps.length === 0)
      differing.push(`${metric} of ${day}: ${textOf(was)} was billed, ${textOf(now)} is counted`);
  }
  const deciding = rule.of === 'sum' ? looked : [line.peak_date ?? ''];
  const found = deciding.flatMap((day) => after?.get(day) ?? []);
  const source = (recount.sql.sourceOf(metric) ?? 'daily') as SourceKind;
  return {
    by: found.some(({ isReported }) => isReported) ? 'daily' : 'lines',
    values: found.map(({ usageDate: until, peakAt: slot, isReported }) => {
      const from = isReported || !kindTable[source].livesOn ? { from: until } : {};
      return { source: isReported ? 'daily' : source, appId, metric, ...from, until, slot };
    }),
    missing: [...new Set(missing)],
    differing,
  };
}

function originOfUsers(
  { app_id: appId }: InvoiceLine,
  metric: string,
  { facts, recount }: CountedFacts,
): ChargeOrigin {
  const was = facts.monthly_users.find(({ app_id }) => app_id === appId)?.users;
  const now = recount.users.get(appId);
  const isOther = (was ?? '0') !== (now ?? '0');
  const missing = isOther ? gapsOfMonth(recount, 'logins').map(({ why }) => why) : [];
  const differing =
    isOther && missing.length === 0
      ? [
          `${metric} of ${facts.month}: ${was ?? 'nothing'} was billed, ${now ?? 'nothing'} is counted`,
        ]
      : [];
  const days = { from: firstDay(facts.month), until: lastDay(facts.month) };
  return {
    by: 'lines',
    values: [{ source: 'logins', appId, metric, ...days }],
    missing: [...new Set(missing)],
    differing,
  };
}

/** Finds what keeps a day's value of a metric from being counted again. */
function gapsOn(metric: string, day: string, recount: Recount): Gap[] {
  return gapsOf(recount, (recount.sql.sourceOf(metric) ?? 'daily') as SourceKind, day);
}

function gapsOf({ gaps }: Recount, source: SourceKind, day: string): Gap[] {
  const { livesOn } = kindTable[source];
  return (gaps.get(source) ?? []).filter(
    (gap) => gap.day === undefined || gap.day === day || (livesOn && gap.day < day),
  );
}

function gapsOfMonth({ gaps }: Recount, source: SourceKind): readonly Gap[] {
  return gaps.get(source) ?? [];
}

function isSame(was: DailyUsage | undefined, now: DailyUsage | undefined): boolean {
  if (was === undefined || now === undefined) return was === now;
  return was.peakAt === now.peakAt && quantityOf(was).compare(quantityOf(now)) === 0;
}

function quantityOf({ numerator, denominator }: DailyUsage): Quantity {
  return Quantity.of(numerator, denominator);
}

function textOf(value: DailyUsage | undefined): string {
  if (value === undefined) return 'nothing';
  const slot = value.peakAt === undefined ? '' : ` at ${value.peakAt}`;
  return `${formatQuantity(quantityOf(value))}${slot}`;
}

/** Describes the values that decide a line, with the delivered lines behind them. */
export function describeValues(
  values: readonly WantedValue[],
  recount: Recount,
  counted: CountedLines,
): CountedValue[] {
  return values.map((value) => {
    const { appId, metric, until, slot } = value;
    const day = recount.days.get(seriesKey(appId, metric))?.get(until);
    const { lines, files } = counted.get(valueKey(value)) ?? { lines: '0', files: '0' };
    return {
      metric,
      day: day === undefined ? until.slice(0, 7) : until,
      ...(slot !== undefined && { slot }),
      quantity:
        day === undefined ? (recount.users.get(appId) ?? '0') : formatQuantity(quantityOf(day)),
      lines,
      files,
    };
  });
}
