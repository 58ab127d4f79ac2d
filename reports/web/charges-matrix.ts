import { isZero } from '../../src/money/decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import type { CustomerHistory } from '../../src/snapshot/read/customer-history.ts';
import { type Html, html } from '../text/html.ts';
import { dash, number } from './figures.ts';
import type { PageContext } from './page-context.ts';
import { type Column, plainTable } from './table.ts';

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
      total: sumMoney(billed.map(({ charges }) => charges.get(sku) ?? '0')),
    }))
    .toSorted((a, b) => Number(b.total) - Number(a.total));
  if (columns.length === 0) return false;
  const title = (sku: string) => {
    const own = titles.get(sku);
    return own === undefined ? sku : say(own.zh, own.en);
  };
  const monthColumn: Column<(typeof billed)[number]> = {
    title: say('月份', 'Month'),
    isHeading: true,
    classes: 'number',
    cell: ({ month }) => month,
  };
  const amounts = columns.map(({ sku }) => ({
    title: title(sku),
    isNumber: true,
    cell: ({ charges }: (typeof billed)[number]) => amount(charges.get(sku)),
  }));
  const foot = html`<tr><th scope="row">${say('合计', 'Total')}</th>${columns.map(({ sku, total }) => html`<td class="numeric" data-label="${title(sku)}">${number(total)}</td>`)}</tr>`;
  return html`<section class="part matrix"><h2>${say('按费用项目', 'By charge')} <span class="currency">${currency}</span></h2>
${plainTable([monthColumn, ...amounts], billed.toReversed(), foot)}</section>`;
}

function amount(text: string | undefined): Html {
  if (text === undefined) return dash;
  return isZero(text) ? html`<span class="quiet">0.00</span>` : number(text);
}
