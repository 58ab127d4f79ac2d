import type { KnownMonth } from '../../src/snapshot/read/month-list.ts';
import { type Html, html } from '../text/html.ts';
import type { Address } from './address.ts';
import type { PageContext } from './page-context.ts';

interface Place {
  month: string;
  /** Months with a page, ascending. */
  months: readonly KnownMonth[];
}

/** Shows a month's title, with links to the months before and after it. */
export function monthHeading(title: string, place: Place, page: PageContext): Html {
  const { say, link } = page;
  const all = html`<a href="${link({ page: 'history' })}">${say('全部月份', 'All months')}</a>`;
  return html`<header class="heading">
<div><p class="kicker">${title}</p><h1 class="number">${place.month}</h1></div>
${monthSteps(place, (month) => ({ page: 'month', month }), page, all)}
</header>`;
}

/** Links to the months before and after, if there are any, and to all months. */
export function monthSteps(
  { month, months }: Place,
  addressOf: (month: string) => Address,
  { say, link }: PageContext,
  all: Html,
): Html {
  const before = months.findLast((known) => known.month < month)?.month;
  const after = months.find((known) => known.month > month)?.month;
  return html`<nav class="steps" aria-label="${say('月份', 'Months')}">
${before !== undefined && html`<a href="${link(addressOf(before))}" rel="prev"><span class="hidden">${say('上一月', 'Earlier:')}</span> <span aria-hidden="true">←</span> <span class="number">${before}</span></a>`}
${after !== undefined && html`<a href="${link(addressOf(after))}" rel="next"><span class="hidden">${say('下一月', 'Later:')}</span> <span class="number">${after}</span> <span aria-hidden="true">→</span></a>`}
${all}
</nav>`;
}
