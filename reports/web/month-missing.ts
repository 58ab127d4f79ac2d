import { describeMissing } from '../../src/invoice/missing-ranges.ts';
import type { MonthOverview } from '../../src/snapshot/read/month-overview.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import type { PageContext } from './page-context.ts';

/** Sentences that are not folded. */
const mostOpen = 20;

/** Lists what must have come and did not, or is not as listed; `false` if there is nothing. */
export function monthMissing(
  { summary }: Pick<MonthOverview, 'summary'>,
  { say }: PageContext,
): Html | false {
  const missing = summary?.missing_deliveries ?? [];
  if (missing.length === 0) return false;
  const sentences = describeMissing(missing);
  return html`<section class="part" aria-labelledby="missing"><h2 id="missing">${say('缺少的数据', 'Missing deliveries')} <span class="id number">${missing.length}</span></h2>
<div class="findings"><details${sentences.length <= mostOpen && html` open`}><summary>${say('应到而未到，或与清单不符', 'Did not come, or is not as listed')} <span class="number">${sentences.length}</span></summary>
<ul>${sentences.map(
    (sentence) => html`<li><p lang="en">${name(sentence)}</p></li>
`,
  )}</ul></details></div></section>`;
}
