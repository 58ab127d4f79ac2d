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
<ul>${findings.map((finding) => findingItem(finding, page))}</ul></section>`;
}

/** Shows a finding. */
export function findingItem(finding: Finding, page: PageContext): Html {
  const { code, app_id } = finding;
  return html`<li><code>${code}</code>${app_id !== '' && html` <span class="id">${name(app_id)}</span>`}${findingText(finding, page)}</li>
`;
}

/** Shows who a finding is for, and its text in the page's language. Documents before imbill 0.4 have it in English. */
export function findingText({ audience, message, text }: Finding, { say }: PageContext): Html {
  const internal =
    audience === 'internal' &&
    html` <span class="id">${say('仅内部可见', 'not on the page that is sent')}</span>`;
  if (text === undefined) return html`${internal}<p lang="en">${name(message)}</p>`;
  return html`${internal}<p>${name(say(text.zh, text.en))}</p>`;
}
