import type { BilingualText, InvoiceLine, UsageDay, UsageSeries } from '../src/invoice/document.ts';
import { metricCatalogue } from '../src/metrics/catalogue.ts';
import { compareDecimals, isDecimalText, isZero } from '../src/money/decimal.ts';

/** The facts beside a chart of one app's daily values. */
export interface UsageView {
  title: BilingualText;
  /** Earliest day with the highest value; absent if no day has a value. */
  highest?: CountedDay;
  /** Quantity that the line of the invoice includes, if a day's value can be compared with it. */
  included?: string;
  /** Included quantity, if it is near enough to be drawn. */
  reference?: string;
  /** Number of days without data. */
  missing: number;
}

export type CountedDay = UsageDay & { quantity: string };

/**
 * @param lines The app's invoice lines: the one that was counted from the metric gives the
 *   included quantity.
 */
export function usageView(series: UsageSeries, lines: readonly InvoiceLine[]): UsageView {
  const title = metricTitle(series.metric);
  const missing = series.days.filter((day) => !isCounted(day)).length;
  const highest = highestDay(series.days);
  if (highest === undefined) return { title, missing };
  const included = includedPerDay(series, lines);
  const isNear = included !== undefined && isInReach(included, highest);
  return {
    title,
    missing,
    highest,
    ...(included !== undefined && { included }),
    ...(isNear && { reference: included }),
  };
}

/**
 * Puts the charts of an app into rows of two. The first has the whole width if a place would stay empty. Series without
 * a chart are last.
 */
export function layOutCharts(
  usage: readonly UsageSeries[],
): { series: UsageSeries; isWhole: boolean }[] {
  const drawn = usage.filter(hasChart);
  const isOdd = drawn.length % 2 === 1;
  return [...drawn, ...usage.filter((series) => !hasChart(series))].map((series, index) => ({
    series,
    isWhole: isOdd && index === 0,
  }));
}

/** Tells whether a series has a day above zero. Others have nothing to draw. */
function hasChart({ days }: UsageSeries): boolean {
  return days.some((day) => isCounted(day) && !isZero(day.quantity));
}

export function metricTitle(metric: string): BilingualText {
  return metricCatalogue().get(metric)?.title ?? { en: metric, zh: metric };
}

/** Sorts series into the order of their charts: that of the catalogue, then metrics that it does not know. */
export function inMetricOrder(series: readonly UsageSeries[]): UsageSeries[] {
  const names = [...metricCatalogue().keys()];
  const rank = ({ metric }: UsageSeries) =>
    names.includes(metric) ? names.indexOf(metric) : names.length;
  return series.toSorted((a, b) => rank(a) - rank(b));
}

function highestDay(days: readonly UsageDay[]): CountedDay | undefined {
  return days
    .filter(isCounted)
    .reduce<CountedDay | undefined>(
      (best, day) =>
        best === undefined || compareDecimals(day.quantity, best.quantity) > 0 ? day : best,
      undefined,
    );
}

function isCounted(day: UsageDay): day is CountedDay {
  return day.quantity !== null && isDecimalText(day.quantity);
}

/**
 * Finds the included quantity of the line whose SKU names the metric (`bandwidth-domestic` →
 * `bandwidth_domestic_mbps`). The month's quantity must be some day's value: a sum of days cannot be drawn as a line
 * across them.
 */
function includedPerDay(series: UsageSeries, lines: readonly InvoiceLine[]): string | undefined {
  const line = lines.find(({ sku, included }) => {
    const metric = sku.replaceAll('-', '_');
    const names = series.metric === metric || series.metric.startsWith(`${metric}_`);
    return names && included !== undefined && isDecimalText(included) && !isZero(included);
  });
  const usage = line?.usage;
  if (usage === undefined || !isDecimalText(usage)) return undefined;
  const isDayValue = series.days.some(
    (day) => isCounted(day) && compareDecimals(day.quantity, usage) === 0,
  );
  return isDayValue ? line?.included : undefined;
}

/** Tells if the line can be drawn. Above five times the highest bar it would make the bars flat. */
function isInReach(included: string, highest: CountedDay): boolean {
  return Number(included) <= 5 * Number(highest.quantity);
}

/** Returns the day, and for bandwidth the start of the highest slot, in local time of the billing zone. */
export function timeOf(day: UsageDay): string {
  const slot = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(day.peak_at ?? '');
  return slot === null ? day.date : `${slot[1]} ${slot[2]}`;
}
