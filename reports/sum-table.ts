import { joinDays } from '../src/calendar/join-days.ts';
import type { BilingualText } from '../src/invoice/document.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import type { SumOfDays } from './sums-of-days.ts';
import type { Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Lists the values by day behind a line that adds them up, and names the days without data. */
export function sumTable(sum: SumOfDays, title: BilingualText, words: Words): Html {
  const { days, missing, total, exactTotal, unit } = sum;
  const { label } = words;
  return html`<figure class="sum-of-days">
<figcaption><h4>${words.text(title)} · ${label('逐日数值', 'Values by day')}</h4><p>${label('合计', 'Sum')} <b class="number">${rounded(exactTotal)}${formatDecimal(total)}</b>${unit !== undefined && html` <span class="unit">${words.text(unit)}</span>`}</p></figcaption>
<ul>${days.map(({ date, quantity, exact_quantity }) => html`<li><span class="quiet number">${date.slice(5)}</span> <span class="number">${rounded(exact_quantity)}${formatDecimal(quantity)}</span></li>`)}</ul>
${missing.length > 0 && html`<p class="quiet">${label('无数据', 'No data')} <span class="number">${joinDays(missing).map(daysText).join(', ')}</span></p>`}
</figure>`;
}

/** Writes a run of days without its year: `09-01 – 09-06`. */
export function daysText({ from, until }: { from: string; until: string }): string {
  return from === until ? from.slice(5) : `${from.slice(5)} – ${until.slice(5)}`;
}

/** Marks a number that is rounded to nine decimals. */
function rounded(exact: string | undefined): string {
  return exact === undefined ? '' : '≈ ';
}
