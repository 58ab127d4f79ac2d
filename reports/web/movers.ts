import { isZero } from '../../src/money/decimal.ts';
import type { MonthOverview } from '../../src/snapshot/read/month-overview.ts';
import type { OverviewCustomer } from '../../src/snapshot/read/overview-customers.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import type { Address } from './address.ts';
import { difference, share } from './figures.ts';
import type { PageContext } from './page-context.ts';

const shown = 6;

type Moved = OverviewCustomer & { change: string };

/** Shows the customers whose totals changed most since the month before; `false` if none did. */
export function movers(overview: MonthOverview, page: PageContext): Html | false {
  const { say } = page;
  const moved = overview.customers
    .filter((row): row is Moved => row.change !== undefined && !isZero(row.change))
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, shown);
  if (moved.length === 0) return false;
  const most = Math.max(...moved.map(size));
  return html`<section class="part" aria-labelledby="moved"><h2 id="moved">${say(`较 ${overview.before} 变动最大`, `Largest changes since ${overview.before}`)}</h2>
<ol class="movers sheet">${moved.map((row) => moverItem(row, most, overview, page))}</ol></section>`;
}

/** Returns the size of a change, for the length of a bar only. */
function size({ change }: Moved): number {
  return Math.abs(Number(change));
}

function moverItem(row: Moved, most: number, overview: MonthOverview, page: PageContext): Html {
  const { customerId, moved } = row;
  const { link } = page;
  const address: Address =
    row.state === 'none'
      ? { page: 'customer-history', customer: customerId }
      : { page: 'customer', month: overview.month, customer: customerId };
  const title = name(row.name || customerId);
  return html`<li><span class="who"><a href="${link(address)}">${title}</a></span>
<span class="why">${moved !== undefined && chargeText(row, moved, overview, page)}</span>
${bar(row, most)}
<span class="amount">${difference(row.change)} ${share(row.change, row.total)}</span></li>
`;
}

/** Names the charge that made most of a change, with its own change if that is another. */
function chargeText(
  row: Moved,
  moved: { sku: string; change: string },
  { titles }: MonthOverview,
  { say }: PageContext,
): Html {
  const title = titles.get(moved.sku);
  const text = title === undefined ? moved.sku : say(title.zh, title.en);
  return html`${text}${moved.change !== row.change && html` ${difference(moved.change)}`}`;
}

/** Draws a bar from the middle: to the right for more, to the left for less. */
function bar(row: Moved, most: number): Html {
  const length = Math.max((size(row) / most) * 50, 0.5);
  const isMore = !row.change.startsWith('-');
  const x = isMore ? 50 : 50 - length;
  return html`<svg class="mover" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="${isMore ? 'm-more' : 'm-less'}" x="${x.toFixed(2)}" width="${length.toFixed(2)}" height="10"/><line x1="50" x2="50" y1="0" y2="10"/></svg>`;
}
