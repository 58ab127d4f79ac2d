import type { BilingualText, InvoiceLine } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { lineUnits } from '../line-units.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { sentence } from './figures.ts';
import type { PageContext } from './page-context.ts';

/** Lists one app's charges as issued, prepaid before postpaid, each with its explanation. */
export function linesTable(lines: readonly InvoiceLine[], page: PageContext): Html {
  const { say } = page;
  if (lines.length === 0)
    return html`<p class="quiet">${say('本月无费用', 'No charges this month')}</p>`;
  return html`<div class="scroll"><table class="lines">
<thead><tr><th scope="col">${say('项目', 'Item')}</th><th scope="col" class="numeric">${say('用量', 'Usage')}</th><th scope="col" class="numeric">${say('包含', 'Included')}</th><th scope="col" class="numeric">${say('数量', 'Quantity')}</th><th scope="col" class="numeric">${say('单价', 'Unit price')}</th><th scope="col" class="numeric">${say('金额', 'Amount')}</th></tr></thead>
${(['prepaid', 'postpaid'] as const).map((kind) =>
  kindRows(
    kind,
    lines.filter((line) => line.kind === kind),
    page,
  ),
)}
</table></div>`;
}

function kindRows(
  kind: InvoiceLine['kind'],
  lines: readonly InvoiceLine[],
  page: PageContext,
): Html | false {
  if (lines.length === 0) return false;
  const { say } = page;
  const title = kind === 'prepaid' ? say('预付费', 'Prepaid') : say('后付费', 'Postpaid');
  const sum = sumMoney(lines.map(({ amount }) => amount));
  return html`<tbody><tr class="group"><th scope="rowgroup" colspan="5">${title}</th><td class="numeric"><span class="hidden">${say('小计', 'Subtotal')}</span> ${formatDecimal(sum)}</td></tr>
${lines.map((line) => lineRow(line, page))}</tbody>
`;
}

function lineRow(line: InvoiceLine, page: PageContext): Html {
  const { say } = page;
  const units = lineUnits(line);
  const usage = markRounded(line.usage, line.exact_usage);
  const quantity = markRounded(line.quantity, line.exact_quantity);
  return html`<tr data-sku="${line.sku}"><th scope="row"><span class="item">${say(line.title.zh, line.title.en)}</span>${facts(line, page)}<p class="why">${sentence(say(line.explanation.zh, line.explanation.en))}</p></th>
${figure(say('用量', 'Usage'), usage, unitText(units.usage, page))}${figure(say('包含', 'Included'), formatIfGiven(line.included))}${figure(say('数量', 'Quantity'), quantity, unitText(units.quantity, page))}${figure(say('单价', 'Unit price'), markRounded(line.unit_price, line.exact_unit_price))}<td class="numeric" data-label="${say('金额', 'Amount')}"><strong>${formatDecimal(line.amount)}</strong></td></tr>
`;
}

function unitText(unit: BilingualText | undefined, { say }: PageContext): Html | false {
  return unit !== undefined && html`<span class="unit">${say(unit.zh, unit.en)}</span>`;
}

function formatIfGiven(value: string | undefined): string | undefined {
  return value === undefined ? undefined : formatDecimal(value);
}

/** Marks a decimal that is rounded: the document also has its exact fraction. */
function markRounded(value: string | undefined, exact: string | undefined): string | undefined {
  return exact === undefined ? formatIfGiven(value) : `≈ ${formatIfGiven(value)}`;
}

/** Builds a cell. Its label is for narrow screens, which do not show the head. */
function figure(label: string, value: string | undefined, unit: Html | false = false): Html {
  if (value === undefined) return html`<td></td>`;
  return html`<td class="numeric" data-label="${label}"><span>${value}${unit && html` ${unit}`}</span></td>`;
}

function facts(line: InvoiceLine, { say }: PageContext): Html | false {
  const { order_id, valid_from, valid_until, peak_at, peak_date, contract } = line;
  const known = [
    order_id !== undefined && html`${say('订单', 'Order')} ${name(order_id)}`,
    valid_from !== undefined &&
      html`${say('有效期', 'valid')} <span class="number">${valid_from} – ${valid_until ?? ''}</span>`,
    peak_at !== undefined &&
      html`${say('最高时段', 'Highest slot')} <span class="number">${peak_at.replace('T', ' ').slice(0, 16)}</span>`,
    peak_at === undefined &&
      peak_date !== undefined &&
      html`${say('最高日', 'Highest day')} <span class="number">${peak_date}</span>`,
    contract !== undefined &&
      html`${say('合同', 'Contract')} ${name(contract.name)} <span class="number">${contract.from} – ${contract.until ?? ''}</span>`,
  ].filter((fact) => fact !== false);
  if (known.length === 0) return false;
  return html`<ul class="facts">${known.map((fact) => html`<li>${fact}</li>`)}</ul>`;
}

/** Lists the corrected charges of one app; `false` if there are none. */
export function correctionsTable(lines: readonly InvoiceLine[], page: PageContext): Html | false {
  const { say } = page;
  if (lines.length === 0) return false;
  return html`<h4>${say('更正', 'Corrections')}</h4>
<div class="scroll"><table class="lines">
<thead><tr><th scope="col">${say('项目', 'Item')}</th><th scope="col" class="numeric">${say('原用量', 'Usage issued')}</th><th scope="col" class="numeric">${say('现用量', 'Usage now')}</th><th scope="col" class="numeric">${say('已开', 'Issued')}</th><th scope="col" class="numeric">${say('现为', 'Now')}</th><th scope="col" class="numeric">${say('差额', 'Difference')}</th></tr></thead>
<tbody>${lines.map(
    ({
      sku,
      title,
      explanation,
      corrects,
      amount,
      tax_percent,
    }) => html`<tr data-sku="${sku}"><th scope="row"><span class="item">${say(title.zh, title.en)}</span><p class="why">${sentence(say(explanation.zh, explanation.en))}</p>${tax_percent !== undefined && html`<ul class="facts"><li>${say('税率', 'Tax rate')} <span class="number">${formatDecimal(tax_percent)}%</span></li></ul>`}</th>
${figure(say('原用量', 'Usage issued'), formatIfGiven(corrects?.usage_issued))}${figure(say('现用量', 'Usage now'), formatIfGiven(corrects?.usage_now))}${figure(say('已开', 'Issued'), formatIfGiven(corrects?.issued))}${figure(say('现为', 'Now'), formatIfGiven(corrects?.now))}<td class="numeric" data-label="${say('差额', 'Difference')}"><strong>${formatDecimal(amount)}</strong></td></tr>
`,
  )}</tbody></table></div>`;
}
