import { pageLook } from '../charts/look.ts';
import { type MonthsChart, monthsChart } from '../charts/months-chart.ts';
import { type Html, html } from '../text/html.ts';

/** Sizes of a chart of months in units of the chart: a whole page wide, half of one, a phone. */
export const chartSizes = {
  whole: { width: 900, height: 230 },
  half: { width: 480, height: 190 },
  phone: { width: 330, height: 180 },
} as const;

/** Draws a chart of months twice, for wide screens and for phones; the style sheet shows one of them. */
export function monthsPicture(chart: Omit<MonthsChart, 'size'>, size: 'whole' | 'half'): Html {
  return html`<div class="only-wide">${monthsChart({ ...chart, size: chartSizes[size] }, pageLook)}</div><div class="only-narrow">${monthsChart({ ...chart, size: chartSizes.phone }, pageLook)}</div>`;
}
