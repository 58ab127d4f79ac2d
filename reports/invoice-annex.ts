import { allowancesTable } from './allowances-table.ts';
import { documentStyle, type FigureStyle } from './figure-style.ts';
import { type App, appTitle } from './invoice-apps.ts';
import { servicesFigure } from './services-figure.ts';
import { sumTable } from './sum-table.ts';
import { sumOfDays } from './sums-of-days.ts';
import type { Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { usageFigure } from './usage-figure.ts';
import { layOutCharts } from './usage-view.ts';

/** Shows the values that an app's lines are made from: plan, allowances, charts, sums by day; `false` without any. */
export function appAnnex(app: App, words: Words): Html | false {
  const style = documentStyle(words);
  const parts = [
    ...app.services.map((services) => servicesFigure(services, style)),
    allowancesTable(app.allowances, app.services, words),
    usageFigures(app, style),
    ...app.lines.map((line) => {
      const sum = sumOfDays(line, app.usage);
      return sum !== undefined && sumTable(sum, line.title, words);
    }),
  ].filter((part) => part !== false);
  if (parts.length === 0) return false;
  return html`<section class="annex" data-app-id="${app.id}">
<h2>${words.label('附录', 'Annex')} · ${appTitle(app, words)}</h2>
${parts}
</section>
`;
}

/** Shows the charts of an app, and what their tint means. */
function usageFigures({ usage, lines }: App, style: FigureStyle): Html | false {
  if (usage.length === 0) return false;
  return html`<div class="usages">${layOutCharts(usage).map(({ series, isWhole }) => usageFigure(series, lines, style, isWhole))}<ul class="key"><li class="weekend">${style.say('周末', 'Weekend')}</li></ul></div>`;
}
