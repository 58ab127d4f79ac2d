import type { InvoiceDocument } from '../src/invoice/document.ts';
import type { ProjectedCharge, Projection } from '../src/invoice/projection.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { name, type Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { moneyText } from './text/money.ts';

/** Shows the projected amounts of a running month, and how far each charge is from its next step. */
export function projectionSection(
  projection: Projection,
  invoice: Pick<InvoiceDocument, 'currency' | 'currency_as'>,
  words: Words,
): Html {
  const { label } = words;
  return html`<section class="part projection">
<header><h2>${label('本月预测', 'Projection of the month')}</h2><p class="app-total number">${moneyText(projection.total, invoice)}</p></header>
<p class="quiet">${label(`数据截至 ${projection.data_until}；假定其后每日与目前最高日相同。`, `Data until ${projection.data_until}; each day after it is taken to be like the highest so far.`)}</p>
<div class="scroll"><table class="plain">
<thead><tr><th scope="col">${label('项目', 'Item')}</th><th scope="col">${label('目前用量', 'Usage so far')}</th><th scope="col">${label('目前金额', 'So far')}</th><th scope="col">${label('预测金额', 'Projected')}</th><th scope="col">${label('下一档', 'Next step')}</th><th scope="col">${label('届时增加', 'Extra then')}</th></tr></thead>
<tbody>${projection.charges.map((charge) => chargeRow(charge, words))}</tbody>
<tfoot><tr><th scope="row" colspan="3">${label('后付费', 'Postpaid')}</th><td class="number">${formatDecimal(projection.postpaid)}</td><td></td><td></td></tr>
<tr><th scope="row" colspan="3">${label('预付费', 'Prepaid')}</th><td class="number">${formatDecimal(projection.prepaid)}</td><td></td><td></td></tr></tfoot>
</table></div>
</section>`;
}

function chargeRow(charge: ProjectedCharge, words: Words): Html {
  const { usage } = charge.so_far;
  return html`<tr data-sku="${charge.sku}">
<th scope="row">${words.text(charge.title)}<br><span class="id">${name(charge.app_id)}</span></th>
<td class="number">${usage !== undefined && formatDecimal(usage)} ${usage !== undefined && words.unit(charge.unit)}</td>
<td class="number">${formatDecimal(charge.so_far.amount)}</td>
<td class="number">${formatDecimal(charge.projected.amount)}</td>
${stepCells(charge, words)}
</tr>
`;
}

function stepCells({ next, one_more, no_next, unit }: ProjectedCharge, words: Words): Html {
  const { label } = words;
  const more =
    one_more !== undefined &&
    html`<span class="number">${formatDecimal(one_more)}</span> <span class="quiet">${label('每多一单位', 'each one more')}</span>`;
  if (next === undefined) {
    const reason = no_next === undefined ? undefined : reasons[no_next];
    return html`<td>${reason && html`<span class="quiet">${label(...reason)}</span>`}</td><td>${more}</td>`;
  }
  const when = next.when === 'above' ? label('高于', 'above') : label('达到', 'from');
  return html`<td>${when} <span class="number">${formatDecimal(next.at)}</span> ${words.unit(unit)}<span class="quiet">${label('还差', 'distance')} <span class="number">${formatDecimal(next.distance)}</span></span></td><td><span class="number">${formatDecimal(next.extra)}</span>${more}</td>`;
}

const reasons: Record<NonNullable<ProjectedCharge['no_next']>, [zh: string, en: string]> = {
  no_plan: ['无套餐，不计费', 'no plan, not charged'],
  setting: ['按设置计费', 'by setting'],
  maximum: ['已达上限', 'at its maximum'],
  per_unit: ['按量计费', 'by the unit'],
  flat: ['固定费用', 'flat amount'],
  last_tier: ['已是最高档', 'at the last step'],
  days_over: ['该价格的日期已过', 'days of this price have passed'],
};
