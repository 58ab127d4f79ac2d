import { describeMissing } from '../src/invoice/missing-ranges.ts';
import type { MonthSummary } from '../src/invoice/summary.ts';
import { label, name } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Sentences that a page lists; the summary's JSON and SQL have all. */
const mostShown = 200;

/** Lists what must have come and did not, or is not as listed; `false` if there is nothing. */
export function missingDeliveries({ missing_deliveries = [] }: MonthSummary): Html | false {
  if (missing_deliveries.length === 0) return false;
  const sentences = describeMissing(missing_deliveries);
  return html`<section class="findings missing-deliveries">
<h2>${label('缺少的数据', 'Missing deliveries')} <span class="id number">${missing_deliveries.length}</span></h2>
<ul>${sentences.slice(0, mostShown).map(
    (sentence) => html`<li><p lang="en">${name(sentence)}</p></li>
`,
  )}</ul>
${sentences.length > mostShown && html`<p class="quiet">${label('另有', 'And more:')} <span class="number">${sentences.length - mostShown}</span></p>`}
</section>`;
}
