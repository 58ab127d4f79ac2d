import type { Allowance, ExceededAllowance } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { allowanceTitles } from '../../src/rating/allowance-titles.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import type { PageContext } from './page-context.ts';

/**
 * Shows what an app's plan allows and what the app had, a row for each thing that the logs tell of; `false` without
 * any.
 */
export function allowancesTable(
  allowances: readonly Allowance[],
  currency: string,
  page: PageContext,
): Html | false {
  const { say } = page;
  const observed = allowances.filter((allowance) => allowance.observed !== undefined);
  if (observed.length === 0) return false;
  const isExceeded = observed.some(({ exceeded }) => exceeded !== undefined);
  return html`<details class="allowances"${isExceeded && html` open`}><summary>${say('套餐额度', 'What the plan allows')}${isExceeded && html` <span class="alert">${say('已超出', 'exceeded')}</span>`}</summary>
<div class="scroll"><table class="small"><thead><tr><th scope="col">${say('额度', 'Allowance')}</th><th scope="col">${say('允许', 'Allowed')}</th><th scope="col">${say('实际', 'Observed')}</th></tr></thead>
<tbody>${observed.map((allowance) => row(allowance, currency, page))}</tbody></table></div></details>`;
}

function row(allowance: Allowance, currency: string, page: PageContext): Html {
  const { of: what, allowed, exceeded } = allowance;
  const { say } = page;
  const title = allowanceTitles[what];
  return html`<tr><th scope="row">${title === undefined ? what : say(title.zh, title.en)}</th>
<td>${allowed.map(({ from, until, most, by }) => html`<div>${allowed.length > 1 && html`<span class="number quiet">${from.slice(5)} – ${until.slice(5)}</span> `}${mostText(most, page)}${by !== '' && html` <code>${by}</code>`}</div>`)}</td>
<td>${observedText(allowance, page)}${exceeded !== undefined && exceededText(exceeded, currency, page)}</td></tr>
`;
}

function mostText(most: string, { say }: PageContext): Html {
  if (most === 'unlimited') return html`${say('不限', 'unlimited')}`;
  if (most === 'not_stated') return html`<span class="quiet">${say('未注明', 'not stated')}</span>`;
  return html`<span class="number">${formatDecimal(most)}</span>`;
}

function observedText({ observable, observed }: Allowance, { say }: PageContext): Html | false {
  if (observed === undefined) return false;
  return html`${observable === 'at_least' && `${say('至少', 'at least')} `}<span class="number">${formatDecimal(observed.quantity)}</span>${observed.date !== undefined && html` <span class="number quiet">${observed.date.slice(5)}</span>`}`;
}

function exceededText(
  { from, remedy }: ExceededAllowance,
  currency: string,
  { say }: PageContext,
): Html {
  const since = from === undefined ? '' : from.slice(5);
  return html`<div class="alert">${since === '' ? say('超出', 'exceeded') : say(`自 ${since} 起超出`, `exceeded from ${since}`)}</div>
<div>${
    remedy.price === undefined
      ? say('价目中没有足够的套餐', 'no plan or pack allows so many')
      : html`${say('可购买', 'would allow it:')} <code>${name(remedy.skus.join(' + '))}</code> <span class="number">${formatDecimal(remedy.price)}</span> ${currency} ${say('每月', 'a month')}`
  }</div>`;
}
