import type { InvoiceLine } from '../src/invoice/document.ts';
import { isDecimalText } from '../src/money/decimal.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { sumMoney } from '../src/money/round-money.ts';
import { bothLanguages, label, name, unitLabel } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/**
 * Shows one app's charges as a table: prepaid, then postpaid, each with its subtotal. Dates and the explanation are
 * below each line.
 *
 * @param sources All sources of the page in the order of its foot; a line names its own by number.
 */
export function linesTable(lines: readonly InvoiceLine[], sources: readonly string[]): Html {
  const kinds = (['prepaid', 'postpaid'] as const).filter((kind) =>
    lines.some((line) => line.kind === kind),
  );
  if (kinds.length === 0) {
    return html`<p class="quiet">${label('本月无费用', 'No charges this month')}</p>`;
  }
  return html`<table class="charges">
<thead><tr>
<th scope="col">${label('项目', 'Item')}</th>
<th scope="col">${label('用量', 'Usage')}</th>
<th scope="col">${label('包含', 'Included')}</th>
<th scope="col">${label('数量', 'Quantity')}</th>
<th scope="col">${label('单价', 'Unit price')}</th>
<th scope="col">${label('金额', 'Amount')}</th>
</tr></thead>
${kinds.map((kind) =>
  kindRows(
    kind,
    lines.filter((line) => line.kind === kind),
    sources,
  ),
)}
</table>`;
}

function kindLabel(kind: InvoiceLine['kind']): Html {
  return kind === 'prepaid' ? label('预付费', 'Prepaid') : label('后付费', 'Postpaid');
}

function kindRows(
  kind: InvoiceLine['kind'],
  lines: readonly InvoiceLine[],
  sources: readonly string[],
): Html {
  const subtotal = sumMoney(lines.map((line) => line.amount));
  return html`<tbody class="kind"><tr><th scope="rowgroup" colspan="6">${kindLabel(kind)}</th></tr></tbody>
${lines.map((line) => lineRows(line, sources.indexOf(line.source) + 1))}
<tbody class="subtotal" data-kind="${kind}"><tr><th scope="row" colspan="5">${label('小计', 'Subtotal')} · ${kindLabel(kind)}</th><td class="number">${formatDecimal(subtotal)}</td></tr></tbody>
`;
}

function lineRows(line: InvoiceLine, source: number): Html {
  return html`<tbody class="line" data-sku="${line.sku}">
<tr class="figures">
<th scope="row">${bothLanguages(line.title)}${source > 0 && html`<sup>${source}</sup>`}</th>
${figure('用量', 'Usage', line.usage, { unit: line.unit, isRounded: line.exact_usage !== undefined })}
${figure('包含', 'Included', line.included)}
${figure('数量', 'Quantity', line.quantity, { isRounded: line.exact_quantity !== undefined })}
${figure('单价', 'Unit price', line.unit_price, { isRounded: line.exact_unit_price !== undefined })}
${figure('金额', 'Amount', line.amount)}
</tr>
<tr class="reasons"><td colspan="6">
${facts(line)}
<p class="zh" lang="zh-Hans">${line.explanation.zh}</p>
<p class="en" lang="en">${line.explanation.en}</p>
</td></tr>
</tbody>
`;
}

/** Builds a cell. Its label is for narrow screens, which do not show the head. */
function figure(
  zh: string,
  en: string,
  value: string | undefined,
  { unit, isRounded = false }: { unit?: string | undefined; isRounded?: boolean } = {},
): Html {
  if (value === undefined) return html`<td class="empty"></td>`;
  const text = `${isRounded ? '≈ ' : ''}${formatDecimal(value)}`;
  const isLong = isDecimalText(value) && text.length > longestInColumn;
  return html`<td class="number${isLong && ' long'}" data-label="${zh} ${en}"><span>${isLong ? breakable(text) : text}${unit !== undefined && html` ${unitLabel(unit)}`}</span></td>`;
}

/** Characters of a number that fit a column of the table on paper. */
const longestInColumn = 13;

/** Lets a number break before its decimals, and nowhere else. */
function breakable(text: string): Html {
  const [whole = '', ...decimals] = text.split(/(?<=\.)/);
  return html`${whole}<wbr>${decimals}`;
}

function facts(line: InvoiceLine): Html | false {
  const known = [
    line.order_id !== undefined &&
      html`<span>${label('订单', 'Order')} ${name(line.order_id)}</span>`,
    line.valid_from !== undefined &&
      html`<span>${label('有效期', 'Valid')} <span class="number">${line.valid_from} – ${line.valid_until ?? ''}</span></span>`,
    peakFact(line),
    line.contract !== undefined &&
      html`<span>${label('合同', 'Contract')} ${name(line.contract.name)} <span class="number">${line.contract.from} – ${line.contract.until ?? ''}</span></span>`,
  ].filter((fact) => fact !== false);
  return known.length > 0 && html`<p class="facts">${known}</p>`;
}

function peakFact({ peak_at, peak_date }: InvoiceLine): Html | false {
  if (peak_at !== undefined) {
    return html`<span>${label('最高时段', 'Highest slot')} <span class="number">${peak_at.replace('T', ' ')}</span></span>`;
  }
  if (peak_date === undefined) return false;
  return html`<span>${label('最高日', 'Highest day')} <span class="number">${peak_date}</span></span>`;
}
