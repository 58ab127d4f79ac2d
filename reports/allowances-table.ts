import type { Allowance, AppServices, BilingualText } from '../src/invoice/document.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { allowanceTitles } from '../src/rating/allowance-titles.ts';
import type { Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/**
 * Shows what an app's plan allows and what the app had, a row for each thing that usage tells of; `false` without any.
 * What would allow more is in the findings.
 */
export function allowancesTable(
  allowances: readonly Allowance[],
  services: readonly AppServices[],
  words: Words,
): Html | false {
  const { label } = words;
  const observed = allowances.filter((allowance) => allowance.observed !== undefined);
  if (observed.length === 0) return false;
  const titles = new Map(
    services.flatMap(({ plans, packs }) =>
      [...plans, ...packs].map(({ sku, title }) => [sku, title] as const),
    ),
  );
  return html`<table class="plain allowances">
<thead><tr>
<th scope="col">${label('套餐额度', 'Allowance')}</th>
<th scope="col">${label('允许', 'Allowed')}</th>
<th scope="col">${label('实际', 'Observed')}</th>
</tr></thead>
<tbody>${observed.map((allowance) => row(allowance, titles, words))}</tbody>
</table>`;
}

function row(allowance: Allowance, titles: ReadonlyMap<string, BilingualText>, words: Words): Html {
  const { of: what, allowed, observable, observed, exceeded } = allowance;
  const isWhole = allowed.length === 1;
  const { label } = words;
  return html`<tr><th scope="row">${words.text(allowanceTitles[what] ?? { zh: what, en: what })}</th>
<td>${allowed.map(({ from, until, most, by }) => {
    const title = titles.get(by);
    return html`<div>${!isWhole && html`<span class="number quiet">${from === until ? from.slice(5) : `${from.slice(5)} – ${until.slice(5)}`}</span> `}${mostText(most, words)}${title !== undefined && html` <span class="quiet">${words.text(title)}</span>`}</div>`;
  })}</td>
<td>${observable === 'at_least' && html`${label('至少', 'at least')} `}<span class="number">${formatDecimal(observed!.quantity)}</span>${observed!.date !== undefined && html` <span class="number quiet">${observed!.date.slice(5)}</span>`}${exceeded !== undefined && exceededText(exceeded.from, words)}</td></tr>
`;
}

function mostText(most: string, { label }: Words): Html {
  if (most === 'unlimited') return label('不限', 'unlimited');
  if (most === 'not_stated')
    return html`<span class="quiet">${label('未注明', 'not stated')}</span>`;
  return html`<span class="number">${formatDecimal(most)}</span>`;
}

function exceededText(from: string | undefined, { label }: Words): Html {
  if (from === undefined) return html`<div class="alarm">${label('超出', 'exceeded')}</div>`;
  return html`<div class="alarm">${label('超出，自', 'exceeded from')} <span class="number">${from.slice(5)}</span></div>`;
}
