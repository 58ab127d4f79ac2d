import type { InvoiceLine, UsageSeries } from '../../src/invoice/document.ts';
import { formatDecimal, formatDecimalShort } from '../../src/money/format-decimal.ts';
import { type Html, html } from '../html.ts';
import {
  type CountedDay,
  inMetricOrder,
  isZero,
  timeOf,
  type UsageView,
  usageView,
} from '../usage-view.ts';
import { daysChart } from './days-chart.ts';
import type { PageContext } from './page-context.ts';
import { unitText } from './units.ts';

/** One app's daily values, a chart a metric, each with its highest day and the values as a table. */
export function usageCharts(
  usage: readonly UsageSeries[],
  lines: readonly InvoiceLine[],
  page: PageContext,
): Html | false {
  if (usage.length === 0) return false;
  return html`<div class="charts">${inMetricOrder(usage).map((series) => usageChart(series, usageView(series, lines), page))}</div>`;
}

function usageChart(series: UsageSeries, view: UsageView, page: PageContext): Html {
  const { say } = page;
  const title = say(view.title.zh, view.title.en);
  const { highest, reference } = view;
  if (highest === undefined) {
    return html`<figure class="usage"><figcaption><h4>${title}</h4><p class="quiet">${say('本月无数据', 'No data this month')}</p></figcaption></figure>`;
  }
  return html`<figure class="usage keep" data-metric="${series.metric}">
<figcaption><h4>${title}</h4><p>${highestText(highest, series.unit, page)}</p></figcaption>
${daysChart({
  name: `${title}: ${highestName(highest, series.unit, page)}`,
  days: series.days,
  ...(!isZero(highest.quantity) && {
    highest: { date: highest.date, label: markOf(highest, series.unit) },
  }),
  ...(reference !== undefined && { reference }),
})}
${keyOf(view, page)}
${valuesTable(series, page)}
</figure>`;
}

function markOf(highest: CountedDay, unit: string): string {
  const value = formatDecimalShort(highest.quantity);
  return `${timeOf(highest).slice(5)} · ${value}${unit === 'Mbps' ? ' Mbps' : ''}`;
}

function highestName(highest: CountedDay, unit: string, { say }: PageContext): string {
  const value = `${formatDecimal(highest.quantity)} ${unitText(unit, say)}`;
  return say(`最高 ${value}，${timeOf(highest)}`, `highest ${value} on ${timeOf(highest)}`);
}

function highestText(highest: CountedDay, unit: string, { say }: PageContext): Html {
  if (isZero(highest.quantity)) return html`${say('全月为零', 'Zero all month')}`;
  return html`${say('最高', 'Highest')} <b class="number">${formatDecimal(highest.quantity)}</b> ${unitText(unit, say)} · <span class="number">${timeOf(highest)}</span>`;
}

function keyOf({ included, reference, missing }: UsageView, { say }: PageContext): Html | false {
  const amount =
    included !== undefined && html`<span class="number">${formatDecimal(included)}</span>`;
  const keys = [
    amount &&
      reference !== undefined &&
      html`<li class="k-included">${say('包含', 'Included')} ${amount}</li>`,
    amount &&
      reference === undefined &&
      html`<li>${say('包含', 'Included')} ${amount} ${say('（高于图表）', '(above the chart)')}</li>`,
    missing > 0 &&
      html`<li class="k-no-data">${say(`无数据 ${missing} 天`, missing === 1 ? 'No data on 1 day' : `No data on ${missing} days`)}</li>`,
  ].filter((key) => key !== false);
  return keys.length > 0 && html`<ul class="key-list">${keys}</ul>`;
}

function valuesTable({ days, unit }: UsageSeries, { say }: PageContext): Html {
  return html`<details class="values"><summary>${say('逐日数值', 'Values by day')}</summary>
<table><thead><tr><th scope="col">${say('日期', 'Day')}</th><th scope="col" class="numeric">${unitText(unit, say) || say('数值', 'Value')}</th></tr></thead>
<tbody>${days.map(({ date, quantity }) => html`<tr><th scope="row" class="number">${date}</th><td class="numeric">${quantity === null ? html`<span class="quiet">${say('无数据', 'no data')}</span>` : formatDecimal(quantity)}</td></tr>`)}</tbody></table></details>`;
}
