import type { Finding } from '../../src/invoice/document.ts';
import type { MonthOverview } from '../../src/snapshot/read/month-overview.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { findingText } from './findings-list.ts';
import type { PageContext } from './page-context.ts';

type MonthFinding = Finding & { customer_id: string };

/** Lists the findings of all customers by code, most frequent first; `false` if there are none. */
export function monthFindings(overview: MonthOverview, page: PageContext): Html | false {
  const { say } = page;
  const findings = overview.summary?.findings ?? [];
  if (findings.length === 0) return false;
  const codes = [...new Set(findings.map(({ code }) => code))].map((code) => ({
    code,
    own: findings.filter((finding) => finding.code === code),
  }));
  return html`<section class="part" aria-labelledby="findings"><h2 id="findings">${say('提示', 'Findings')} <span class="id number">${findings.length}</span></h2>
<div class="findings">${codes
    .toSorted((a, b) => b.own.length - a.own.length)
    .map(({ code, own }) => findingsOfCode(code, own, overview, page))}</div></section>`;
}

/** Shows the findings of one code; many of them are folded. */
function findingsOfCode(
  code: string,
  findings: readonly MonthFinding[],
  overview: MonthOverview,
  page: PageContext,
): Html {
  const isFew = findings.length <= 5;
  return html`<details${isFew && html` open`}><summary><code>${code}</code> <span class="number">${findings.length}</span></summary>
<ul>${findings.map((finding) => findingItem(finding, overview, page))}</ul></details>
`;
}

function findingItem(
  finding: MonthFinding,
  { month, customers }: MonthOverview,
  page: PageContext,
): Html {
  const { customer_id, app_id } = finding;
  const { link, say } = page;
  const customer = customers.find((row) => row.customerId === customer_id);
  const who =
    customer_id === ''
      ? html`${say('不属于任何客户', 'No customer')}`
      : html`<a href="${link({ page: 'customer', month, customer: customer_id })}">${name(customer?.name || customer_id)}</a>`;
  return html`<li>${who}${app_id !== '' && html` <span class="id">${name(app_id)}</span>`}${findingText(finding, page)}</li>
`;
}
