import { isZero } from '../../src/money/decimal.ts';
import type { MonthOverview } from '../../src/snapshot/read/month-overview.ts';
import type { OverviewCustomer } from '../../src/snapshot/read/overview-customers.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import type { Address } from './address.ts';
import { difference, movement, movementClass, share } from './figures.ts';
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
  const axis = axisOf(moved);
  return html`<section class="part" aria-labelledby="moved"><h2 id="moved">${say(`较 ${overview.before} 变动最大`, `Largest changes since ${overview.before}`)}</h2>
<ol class="movers sheet">${moved.map((row) => moverItem(row, axis, overview, page))}</ol></section>`;
}

/** Returns the size of a change, for order and length of bars only. */
function size({ change }: Moved): number {
  return Math.abs(Number(change));
}

function moverItem(row: Moved, axis: Axis, overview: MonthOverview, page: PageContext): Html {
  const { customerId, moved } = row;
  const { link } = page;
  const address: Address =
    row.state === 'none'
      ? { page: 'customer-history', customer: customerId }
      : { page: 'customer', month: overview.month, customer: customerId };
  const title = name(row.name || customerId);
  return html`<li><span class="who"><a href="${link(address)}">${title}</a></span>
<span class="why">${moved !== undefined && chargeText(row, moved, overview, page)}</span>
${bar(row, axis)}
<span class="amount">${movement(row.change, row.total)} ${share(row.change, row.total)}</span></li>
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

/** An axis that all bars share: the place of zero, and the percent of the width that a unit of money takes. */
interface Axis {
  zero: number;
  unit: number;
}

/** Returns the axis on which the longest bars reach both edges; without decreases it begins at the left edge. */
function axisOf(moved: readonly Moved[]): Axis {
  const changes = moved.map(({ change }) => Number(change));
  const [least, most] = [Math.min(0, ...changes), Math.max(0, ...changes)];
  const unit = 100 / (most - least);
  return { zero: -least * unit, unit };
}

/** Draws a bar from the zero line: to the right for more, to the left for less. */
function bar(row: Moved, { zero, unit }: Axis): Html {
  const length = Math.max(size(row) * unit, 0.5);
  const x = row.change.startsWith('-') ? zero - length : zero;
  const colour = movementClass(row.change, row.total);
  return html`<svg class="mover" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true"><rect class="m-bar${colour && ` ${colour}`}" x="${x.toFixed(2)}" y="9" width="${length.toFixed(2)}" height="12"/><line x1="${zero.toFixed(2)}" x2="${zero.toFixed(2)}" y1="0" y2="30"/></svg>`;
}
