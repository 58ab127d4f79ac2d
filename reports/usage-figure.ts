import type { InvoiceLine, UsageSeries } from '../src/invoice/document.ts';
import { bothLanguages, label, unitLabel } from './bilingual.ts';
import { type DailyChart, dailyChartSvg } from './charts/days-chart.ts';
import { formatDecimal, formatDecimalShort } from './decimal-text.ts';
import { type Html, html, rawHtml } from './html.ts';
import { type CountedDay, isZero, timeOf, type UsageView, usageView } from './usage-view.ts';

/**
 * One app's daily values of one metric: a heading with the highest day, the chart, and a key to
 * what the chart shows. A series without any value is said to have none and has no chart.
 *
 * @param lines The app's invoice lines: the one that was counted from the metric gives the
 *   included quantity.
 */
export function usageFigure(series: UsageSeries, lines: readonly InvoiceLine[]): Html {
  const view = usageView(series, lines);
  const { title, highest } = view;
  if (highest === undefined) {
    return html`<figure class="usage" data-metric="${series.metric}">
<figcaption><h4>${bothLanguages(title)}</h4><p>${label('本月无数据', 'No data this month')}</p></figcaption>
</figure>`;
  }
  const svg = dailyChartSvg(chartOf(series, highest, view.reference));
  return html`<figure class="usage" data-metric="${series.metric}">
<figcaption><h4>${bothLanguages(title)}</h4><p>${highestText(highest, series.unit)}</p></figcaption>
<div class="chart" role="img" aria-label="${title.zh} ${title.en}">${rawHtml(svg)}</div>
${chartKey(view)}
</figure>`;
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

function highestText(highest: CountedDay, unit: string): Html {
  if (isZero(highest.quantity)) return label('全月为零', 'Zero all month');
  return html`${label('最高', 'Highest')} <b class="number">${formatDecimal(highest.quantity)}</b> ${unitLabel(unit)} · <span class="number">${timeOf(highest)}</span>`;
}

function chartKey({ included, reference, missing }: UsageView): Html | false {
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
