import type { MonthSummary } from '../src/invoice/summary.ts';
import { formatDecimal, formatSigned } from '../src/money/format-decimal.ts';
import { label, name } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Shows the customers whose totals changed most since the month before; `false` without that month. */
export function movementSection({ movement }: MonthSummary): Html | false {
  if (movement === undefined) return false;
  const { since, totals, customers } = movement;
  return html`<section class="part movement">
<header><h2>${label(`较 ${since} 变动最大`, `Largest changes since ${since}`)}</h2></header>
<div class="scroll"><table class="plain names">
<thead><tr><th scope="col">${label('客户', 'Customer')}</th><th scope="col">${since}</th><th scope="col">${label('本月', 'This month')}</th><th scope="col">${label('变动', 'Change')}</th></tr></thead>
<tbody>${customers.map(
    (
      one,
    ) => html`<tr><th scope="row">${name(one.customer_name)}<br><span class="id">${name(one.customer_id)}</span></th>${amounts(one)}</tr>
`,
  )}</tbody>
<tfoot>${totals.map((total) => html`<tr><th scope="row">${label('全部客户', 'All customers')} <span class="currency">${total.currency}</span></th>${amounts(total)}</tr>`)}</tfoot>
</table></div>
</section>
`;
}

function amounts({
  before,
  now,
  difference,
}: {
  before: string;
  now: string;
  difference: string;
}): Html {
  return html`<td class="number">${formatDecimal(before)}</td><td class="number">${formatDecimal(now)}</td><td class="number">${formatSigned(difference)}</td>`;
}
