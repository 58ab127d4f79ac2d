import type { CustomerHistory } from '../../src/snapshot/read/customer-history.ts';
import { isZero, sumDecimals } from '../text/decimal-text.ts';
import { type Html, html } from '../text/html.ts';
import { number } from './figures.ts';
import type { PageContext } from './page-context.ts';

/** Shows the amount of each charge in each month, latest month first, largest charge first. */
export function chargesMatrix(
  currency: string,
  { months, titles }: CustomerHistory,
  { say }: PageContext,
): Html | false {
  const billed = months.filter((month) => month.billed?.currency === currency);
  const skus = [...new Set(billed.flatMap(({ charges }) => [...charges.keys()]))];
  const columns = skus
    .map((sku) => ({
      sku,
      total: sumDecimals(billed.map(({ charges }) => charges.get(sku) ?? '0')),
    }))
    .toSorted((a, b) => Number(b.total) - Number(a.total));
  if (columns.length === 0) return false;
  const title = (sku: string) => {
    const own = titles.get(sku);
    return own === undefined ? sku : say(own.zh, own.en);
  };
  return html`<section class="part"><h2>${say('按费用项目', 'By charge')} <span class="currency">${currency}</span></h2>
<div class="scroll"><table class="rows plain matrix"><thead><tr><th scope="col">${say('月份', 'Month')}</th>${columns.map(({ sku }) => html`<th scope="col" class="numeric">${title(sku)}</th>`)}</tr></thead>
<tbody>${billed.toReversed().map(
    ({
      month,
      charges,
    }) => html`<tr><th scope="row" class="number">${month}</th>${columns.map(({ sku }) => html`<td class="numeric">${amount(charges.get(sku))}</td>`)}</tr>
`,
  )}</tbody>
<tfoot><tr><th scope="row">${say('合计', 'Total')}</th>${columns.map(({ total }) => html`<td class="numeric">${number(total)}</td>`)}</tr></tfoot></table></div></section>`;
}

function amount(text: string | undefined): Html {
  if (text === undefined) return html`<span class="quiet">–</span>`;
  return isZero(text) ? html`<span class="quiet">0.00</span>` : number(text);
}
