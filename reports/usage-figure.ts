import type { InvoiceLine, UsageSeries } from '../src/invoice/document.ts';
import { isZero } from '../src/money/decimal.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { daysChart } from './charts/days-chart.ts';
import type { FigureStyle } from './figure-style.ts';
import { unitLabel } from './text/bilingual.ts';
import { type Html, type HtmlValue, html } from './text/html.ts';
import { type CountedDay, timeOf, type UsageView, usageView } from './usage-view.ts';

/**
 * Shows one app's daily values of one metric: the highest day, the chart and its key. A series without any value, or
 * with zeros alone, has no chart.
 *
 * @param lines The app's invoice lines; the line of the metric tells the included quantity.
 * @param isWhole True if the chart has the whole width of a page. It is drawn a second time for phones.
 */
export function usageFigure(
  series: UsageSeries,
  lines: readonly InvoiceLine[],
  style: FigureStyle,
  isWhole = false,
): Html {
  const { look, say, plain, afterKey } = style;
  const view = usageView(series, lines);
  const { title, highest, reference } = view;
  const caption = (text: HtmlValue) =>
    html`<figcaption><h4>${say(title.zh, title.en)}</h4><p>${text}</p></figcaption>`;
  if (highest === undefined) {
    return html`<figure class="usage">
${caption(say('本月无数据', 'No data this month'))}
</figure>`;
  }
  const chart = {
    name: plain(title),
    days: series.days,
    highest: peakOf(highest, series.unit),
    ...(reference !== undefined && { reference }),
  };
  return html`<figure class="usage${isWhole && ' whole'}">
${caption(highestText(highest, series.unit, style))}
${
  !isZero(highest.quantity) &&
  (isWhole
    ? html`<div class="on-pages">${daysChart(chart, look, 'whole')}</div><div class="on-phones">${daysChart(chart, look)}</div>`
    : daysChart(chart, look))
}
${chartKey(view, style)}
${afterKey?.(series)}</figure>`;
}

/** Returns the marked day of a chart, and its label. */
export function peakOf(highest: CountedDay, unit: string): { date: string; label: string } {
  const value = formatDecimal(highest.quantity);
  const label = `${timeOf(highest).slice(5)} · ${value}${unit === 'Mbps' ? ' Mbps' : ''}`;
  return { date: highest.date, label };
}

function highestText(highest: CountedDay, unit: string, { say }: FigureStyle): Html {
  if (isZero(highest.quantity)) return html`${say('全月为零', 'Zero all month')}`;
  return html`${say('最高', 'Highest')} <b class="number">${formatDecimal(highest.quantity)}</b> ${unitLabel(unit, say)} · <span class="number">${timeOf(highest)}</span>`;
}

function chartKey({ included, reference, missing }: UsageView, { say }: FigureStyle): Html | false {
  const isDrawn = reference !== undefined;
  const keys = [
    included !== undefined &&
      html`<li${isDrawn && html` class="included"`}>${say('包含', 'Included')} <span class="number">${formatDecimal(included)}</span>${!isDrawn && say('（高于图表）', '(above the chart)')}</li>`,
    missing > 0 &&
      html`<li class="no-data">${say('无数据', 'No data')} <span class="number">${missing}</span> ${say('天', missing === 1 ? 'day' : 'days')}</li>`,
  ].filter((key) => key !== false);
  return keys.length > 0 && html`<ul class="key">${keys}</ul>`;
}
