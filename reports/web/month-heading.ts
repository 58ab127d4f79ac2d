import type { KnownMonth } from '../../src/published/month-list.ts';
import { type Html, html } from '../html.ts';
import type { PageContext } from './page-context.ts';

/** A month's title, and the way to the months before and after it. */
export function monthHeading(
  title: string,
  { month, months }: { month: string; months: readonly KnownMonth[] },
  page: PageContext,
): Html {
  const { say } = page;
  const index = months.findIndex((known) => known.month === month);
  return html`<header class="heading">
<div><p class="kicker">${title}</p><h1 class="number">${month}</h1></div>
<nav class="steps" aria-label="${say('月份', 'Months')}">${step(months[index - 1], '←', say('上一月', 'earlier'), page)}${step(months[index + 1], '→', say('下一月', 'later'), page)}</nav>
</header>`;
}

function step(
  to: KnownMonth | undefined,
  arrow: string,
  name: string,
  { link }: PageContext,
): Html | false {
  if (to === undefined) return false;
  const month = html`<span class="number">${to.month}</span>`;
  const sign = html`<span aria-hidden="true">${arrow}</span>`;
  return html`<a href="${link({ page: 'month', month: to.month })}" rel="${arrow === '←' ? 'prev' : 'next'}"><span class="hidden">${name}</span>${arrow === '←' && html`${sign} `}${month}${arrow === '→' && html` ${sign}`}</a>`;
}
