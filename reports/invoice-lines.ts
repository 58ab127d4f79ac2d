import type { BilingualText, InvoiceLine } from '../src/invoice/document.ts';
import { isDecimalText, parseDecimal } from '../src/money/decimal.ts';
import { exactMoneyText, formatDecimal } from '../src/money/format-decimal.ts';
import { sumMoney } from '../src/money/round-money.ts';
import { lineUnits } from './line-units.ts';
import { name, type Words } from './text/bilingual.ts';
import { type Html, type HtmlValue, html } from './text/html.ts';

/**
 * Shows one app's charges as a table: prepaid, then postpaid, each with its subtotal. Dates and the explanation are
 * below each line.
 */
export function linesTable(lines: readonly InvoiceLine[], words: Words): Html {
  const { label } = words;
  const kinds = (['prepaid', 'postpaid'] as const).filter((kind) =>
    lines.some((line) => line.kind === kind),
  );
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
    words,
  ),
)}
</table>`;
}

function kindLabel(kind: InvoiceLine['kind'], { label }: Words): Html {
  return kind === 'prepaid' ? label('预付费', 'Prepaid') : label('后付费', 'Postpaid');
}

function kindRows(kind: InvoiceLine['kind'], lines: readonly InvoiceLine[], words: Words): Html {
  const subtotal = sumMoney(lines.map((line) => line.amount));
  const title = kindLabel(kind, words);
  return html`<tbody class="kind"><tr><th scope="rowgroup" colspan="6">${title}</th></tr></tbody>
${lines.map((line) => lineRows(line, words))}
${lines.length > 1 && html`<tbody class="subtotal" data-kind="${kind}"><tr><th scope="row" colspan="5">${words.label('小计', 'Subtotal')} · ${title}</th><td class="number">${formatDecimal(subtotal)}</td></tr></tbody>`}
`;
}

function lineRows(line: InvoiceLine, words: Words): Html {
  const units = lineUnits(line);
  const isRounded = (exact: string | undefined) => exact !== undefined;
  // A title has the room of the figures that its line does not have.
  const hasUsage = line.usage !== undefined || line.included !== undefined;
  return html`<tbody class="line">
<tr class="figures">
<th scope="row"${!hasUsage && html` colspan="3"`}>${words.text(line.title)}</th>
${
  hasUsage &&
  html`${figure(['用量', 'Usage'], line.usage, words, { unit: units.usage, isRounded: isRounded(line.exact_usage) })}
${figure(['包含', 'Included'], line.included, words)}
`
}${figure(['数量', 'Quantity'], line.quantity, words, { unit: units.quantity, isRounded: isRounded(line.exact_quantity) })}
${figure(['单价', 'Unit price'], priceText(line.unit_price), words, { isRounded: isRounded(line.exact_unit_price) })}
${figure(['金额', 'Amount'], line.amount, words)}
</tr>
<tr class="reasons"><td colspan="6">
${explanation(line.explanation, words, facts(line, words))}
</td></tr>
</tbody>
`;
}

/**
 * Shows an explanation, a paragraph a language.
 *
 * @param more Shown behind the last of them.
 */
export function explanation(
  { zh, en }: BilingualText,
  { language }: Words,
  more: HtmlValue = false,
): Html {
  if (language === 'en') return html`<p>${withWholeDates(en)}${more}</p>`;
  if (language === 'zh') return html`<p>${withWholeDates(zh)}${more}</p>`;
  return html`<p class="zh" lang="zh-Hans">${withWholeDates(zh)}</p>
<p class="en" lang="en">${withWholeDates(en)}${more}</p>`;
}

/** Keeps each date of a text on one line. */
function withWholeDates(text: string): HtmlValue[] {
  return text
    .split(/(\d{4}-\d\d-\d\d)/)
    .map((part, index) => (index % 2 === 1 ? html`<span class="number">${part}</span>` : part));
}

/** Writes a price with two decimals, or more if it has more. */
export function priceText(price: string): string {
  return isDecimalText(price) ? exactMoneyText(parseDecimal(price)) : price;
}

/** Builds a cell. Its label is for narrow screens, which do not show the head. */
function figure(
  [zh, en]: readonly [string, string],
  value: string | undefined,
  words: Words,
  { unit, isRounded = false }: { unit?: BilingualText | undefined; isRounded?: boolean } = {},
): Html {
  if (value === undefined) return html`<td class="empty"></td>`;
  const text = `${isRounded ? '≈ ' : ''}${formatDecimal(value)}`;
  const isLong = isDecimalText(value) && text.length > longestInColumn;
  return html`<td class="number${isLong && ' long'}" data-label="${words.plain({ zh, en })}"><span>${isLong ? breakable(text) : text}${unit !== undefined && html` <span class="unit">${words.text(unit)}</span>`}</span></td>`;
}

/** Characters of a number that fit a column of the table on paper. */
const longestInColumn = 13;

/** Lets a number break before its decimals, and nowhere else. */
function breakable(text: string): Html {
  const [whole = '', ...decimals] = text.split(/(?<=\.)/);
  return html`${whole}<wbr>${decimals}`;
}

/** Lists what the explanation of a line does not say. */
function facts({ order_id, peak_at, contract }: InvoiceLine, { label }: Words): (Html | false)[] {
  return [
    order_id !== undefined && fact(html`${label('订单', 'Order')} ${name(order_id)}`),
    peak_at !== undefined &&
      fact(
        html`${label('最高时段', 'Highest slot')} <span class="number">${slotText(peak_at)}</span>`,
      ),
    contract !== undefined &&
      fact(
        html`${label('合同', 'Contract')} ${name(contract.name)} <span class="number">${contract.from} – ${contract.until ?? ''}</span>`,
      ),
  ];
}

/** Writes the start of a slot in the zone of the document, which its evidence names: `2026-09-18 20:35`. */
export function slotText(peakAt: string): string {
  return peakAt.slice(0, 19).replace('T', ' ').replace(/:00$/, '');
}

function fact(text: Html): Html {
  return html`\u2003<span class="fact">${text}</span>`;
}
