import { allowancesTable } from './allowances-table.ts';
import { documentStyle } from './figure-style.ts';
import { type App, appTitle } from './invoice-apps.ts';
import { servicesFigure } from './services-figure.ts';
import { sumTable } from './sum-table.ts';
import { sumOfDays } from './sums-of-days.ts';
import type { Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { usageFigure } from './usage-figure.ts';

/** Shows the values that an app's lines are made from: plan, allowances, charts, sums by day; `false` without any. */
export function appAnnex(app: App, words: Words): Html | false {
  const style = documentStyle(words);
  const parts = [
    ...app.services.map((services) => servicesFigure(services, style)),
    allowancesTable(app.allowances, app.services, words),
    app.usage.length > 0 &&
      html`<div class="usages">${app.usage.map((series) => usageFigure(series, app.lines, style))}</div>`,
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
