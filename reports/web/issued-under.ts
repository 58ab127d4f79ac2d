import type { IssueUnderApproval } from '../../src/snapshot/read/issues-under-approval.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { moment } from './figures.ts';
import type { PageContext } from './page-context.ts';

/** Shows who approved and issued the documents of a month; `false` if there was no approval. */
export function issuedUnder(
  issues: readonly IssueUnderApproval[],
  { say }: PageContext,
): Html | false {
  if (issues.length === 0) return false;
  return html`<section class="part" aria-labelledby="issued-under"><h2 id="issued-under">${say('审批', 'Approval')}</h2>
<ul>${issues.map(({ action, sha256, approvedBy, issuedBy, at }) => {
    const what = action === 'issue' ? say('账单', 'Invoices') : say('更正', 'Corrections');
    const approvers =
      approvedBy.length > 0 &&
      html` ${say('审批人', 'approved by')} <strong>${name(approvedBy.join(', '))}</strong>,`;
    return html`<li>${what}${say('：', ':')}${approvers} ${say('出账人', 'issued by')} <strong>${name(issuedBy)}</strong> ${moment(at)} <code class="hash">${sha256}</code></li>
`;
  })}</ul></section>`;
}
