import type { Finding } from '../../src/invoice/document.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import type { PageContext } from './page-context.ts';

/** Lists findings; `false` if there are none. No amount depends on them. */
export function findingsList(findings: readonly Finding[], page: PageContext): Html | false {
  const { say } = page;
  if (findings.length === 0) return false;
  return html`<section class="findings" aria-labelledby="findings">
<h2 id="findings">${say('提示', 'Findings')} <span class="id number">${findings.length}</span></h2>
<p class="quiet">${say('供核对，不影响金额。', 'For your attention; no amount depends on them.')}</p>
<ul>${findings.map((finding) => findingItem(finding))}</ul></section>`;
}

/** Shows a finding. Its message is English in every document. */
export function findingItem({ code, app_id, message }: Finding): Html {
  return html`<li><code>${code}</code>${app_id !== '' && html` <span class="id">${name(app_id)}</span>`}<p lang="en">${name(message)}</p></li>
`;
}
