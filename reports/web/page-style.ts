import type { UsageSeries } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { pageLook } from '../charts/look.ts';
import type { FigureStyle } from '../figure-style.ts';
import { unitLabel } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';

import type { PageContext } from './page-context.ts';

/** Returns the style of a page's figures: in its language, with all values as a table. */
export function pageStyle(page: PageContext): FigureStyle {
  const { say } = page;
  return {
    look: pageLook,
    say,
    plain: ({ zh, en }) => say(zh, en),
    strip: runsStrip,
    afterKey: (series) => valuesTable(series, page),
  };
}

/** Draws runs of days as an SVG, because a page's policy allows no style attributes. */
function runsStrip(runs: Parameters<FigureStyle['strip']>[0]): Html {
  const starts = runs.map((_, index) =>
    runs.slice(0, index).reduce((sum, { days }) => sum + days, 0),
  );
  const all = runs.reduce((sum, { days }) => sum + days, 0);
  return html`<svg class="strip" viewBox="0 0 ${all * 10} 10" preserveAspectRatio="none" aria-hidden="true">${runs.map(({ state, days, tooltip }, index) => html`<rect class="s-${state}" x="${starts[index]! * 10}" width="${days * 10}" height="10"><title>${tooltip}</title></rect>`)}</svg>`;
}

function valuesTable({ days, unit }: UsageSeries, { say }: PageContext): Html {
  return html`<details class="values"><summary>${say('逐日数值', 'Values by day')}</summary>
<table><thead><tr><th scope="col">${say('日期', 'Day')}</th><th scope="col" class="numeric">${unit === '' ? say('数值', 'Value') : unitLabel(unit, say)}</th></tr></thead>
<tbody>${days.map(({ date, quantity }) => html`<tr><th scope="row" class="number">${date}</th><td class="numeric">${quantity === null ? html`<span class="quiet">${say('无数据', 'no data')}</span>` : formatDecimal(quantity)}</td></tr>`)}</tbody></table></details>`;
}
