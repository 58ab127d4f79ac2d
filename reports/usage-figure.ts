import type { BilingualText, InvoiceLine, UsageDay, UsageSeries } from '../src/invoice/document.ts';
import { bothLanguages, label, unitLabel } from './bilingual.ts';
import { type DailyChart, dailyChartSvg } from './daily-chart.ts';
import {
  compareDecimals,
  formatDecimal,
  formatDecimalShort,
  isDecimalText,
} from './decimal-text.ts';
import { type Html, html, rawHtml } from './html.ts';

/**
 * One app's daily values of one metric: a heading with the highest day, the chart, and a key to
 * what the chart shows. A series without any value is said to have none and has no chart.
 *
 * @param lines The app's invoice lines: the one that was counted from the metric gives the
 *   included quantity.
 */
export function usageFigure(series: UsageSeries, lines: readonly InvoiceLine[]): Html {
  const title = metricTitles[series.metric] ?? { en: series.metric, zh: series.metric };
  const highest = highestDay(series.days);
  if (highest === undefined) {
    return html`<figure class="usage" data-metric="${series.metric}">
<figcaption><h4>${bothLanguages(title)}</h4><p>${label('本月无数据', 'No data this month')}</p></figcaption>
</figure>`;
  }
  const included = includedPerDay(series, lines);
  const reference = included !== undefined && isInReach(included, highest) ? included : undefined;
  const svg = dailyChartSvg(chartOf(series, highest, reference));
  return html`<figure class="usage" data-metric="${series.metric}">
<figcaption><h4>${bothLanguages(title)}</h4><p>${highestText(highest, series.unit)}</p></figcaption>
<div class="chart" role="img" aria-label="${title.zh} ${title.en}">${rawHtml(svg)}</div>
${chartKey(series, included, reference)}
</figure>`;
}

/** Metrics in the order of their charts; metrics of a user's own come after these. */
export const metricOrder = [
  'dau',
  'bandwidth_domestic_mbps',
  'bandwidth_international_mbps',
  'groups',
  'avchatrooms',
];

type CountedDay = UsageDay & { quantity: string };

const metricTitles: Record<string, BilingualText> = {
  dau: { zh: '每日登录用户', en: 'Daily users' },
  bandwidth_domestic_mbps: { zh: '国内带宽日峰值', en: 'Peak bandwidth, domestic' },
  bandwidth_international_mbps: { zh: '国际带宽日峰值', en: 'Peak bandwidth, international' },
  groups: { zh: '每日累计群组', en: 'Groups at the day’s end' },
  avchatrooms: { zh: '每日音视频聊天室', en: 'AV chat rooms at the day’s end' },
};

/** The earliest of the days with the highest value. */
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
 * What a day's value may be compared with: the included quantity of the line whose SKU names the
 * metric (`bandwidth-domestic` → `bandwidth_domestic_mbps`), where its month quantity is some
 * day's value. A month made by adding days up includes a sum, which is no line across the days.
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

/** Beyond five times the highest bar, the line would flatten the bars: it is only named then. */
function isInReach(included: string, highest: CountedDay): boolean {
  return Number(included) <= 5 * Number(highest.quantity);
}

function chartOf(
  series: UsageSeries,
  highest: CountedDay,
  reference: string | undefined,
): DailyChart {
  const isMarked = !isZero(highest.quantity);
  const value = formatDecimalShort(highest.quantity);
  const text = `${timeOf(highest).slice(5)} · ${value}${series.unit === 'Mbps' ? ' Mbps' : ''}`;
  return {
    days: series.days,
    ...(isMarked && { highest: { date: highest.date, label: text } }),
    ...(reference !== undefined && { reference }),
  };
}

function isZero(quantity: string): boolean {
  return compareDecimals(quantity, '0') === 0;
}

function highestText(highest: CountedDay, unit: string): Html {
  if (isZero(highest.quantity)) return label('全月为零', 'Zero all month');
  return html`${label('最高', 'Highest')} <b class="number">${formatDecimal(highest.quantity)}</b> ${unitLabel(unit)} · <span class="number">${timeOf(highest)}</span>`;
}

/** The day, and for bandwidth the start of the deciding slot, in the billing zone's local time. */
function timeOf(day: UsageDay): string {
  const slot = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(day.peak_at ?? '');
  return slot === null ? day.date : `${slot[1]} ${slot[2]}`;
}

function chartKey(
  series: UsageSeries,
  included: string | undefined,
  reference: string | undefined,
): Html | false {
  const missing = series.days.filter((day) => !isCounted(day)).length;
  const amount =
    included !== undefined && html` <span class="number">${formatDecimal(included)}</span>`;
  const keys = [
    amount &&
      reference !== undefined &&
      html`<li class="included">${label('包含', 'Included')}${amount}</li>`,
    amount &&
      reference === undefined &&
      html`<li>${label('包含', 'Included')}${amount}${label('（高于图表）', '(above the chart)')}</li>`,
    missing > 0 &&
      html`<li class="no-data">${label('无数据', 'No data')} <span class="number">${missing}</span> ${label('天', missing === 1 ? 'day' : 'days')}</li>`,
  ].filter((key) => key !== false);
  return keys.length > 0 && html`<ul class="key">${keys}</ul>`;
}
