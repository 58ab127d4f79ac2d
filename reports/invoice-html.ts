import type { Finding, InvoiceDocument } from '../src/invoice/document.ts';
import { sumMoney } from '../src/money/round-money.ts';
import { correctionBox, correctionTable } from './correction-html.ts';
import { documentTitle } from './document-titles.ts';
import { appAnnex } from './invoice-annex.ts';
import { type App, appsOf, appTitle } from './invoice-apps.ts';
import { invoiceFoot, ledgerCheckFoot } from './invoice-foot.ts';
import { invoiceHead } from './invoice-head.ts';
import { linesTable } from './invoice-lines.ts';
import { totalsSection } from './invoice-totals.ts';
import { ledgerCheckOf } from './ledger-check.ts';
import { renderPage } from './page.ts';
import type { PageInputs } from './page-inputs.ts';
import { projectionSection } from './projection-html.ts';
import { findingsOfCustomer, wordsOfFinding } from './sent-parts.ts';
import { name, type Words, wordsIn } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { moneyText } from './text/money.ts';

/**
 * Renders an invoice as one page that needs no other file: for screens, phones and A4 paper. It is in the document's
 * language, or in Chinese and English. All text of the document is escaped.
 */
export function renderInvoiceHtml(invoice: InvoiceDocument, inputs: PageInputs = {}): string {
  const { logo } = inputs;
  const words = wordsIn(invoice.language);
  const check = ledgerCheckOf(invoice, inputs);
  const apps = appsOf(invoice);
  const body = html`<main class="sheet">
${invoiceHead(invoice, words, logo)}
${correctionBox(invoice, words)}${apps.filter(({ lines }) => lines.length > 0).map((app) => appSection(app, invoice, words))}
${apps.every(({ lines }) => lines.length === 0) && html`<p class="quiet">${words.label('本月无费用', 'No charges this month')}</p>`}
${totalsSection(invoice, apps, words)}
${invoice.projection !== undefined && projectionSection(invoice.projection, invoice, words)}
${findingsBox(invoice, words)}
${apps.map((app) => appAnnex(app, words))}
${invoiceFoot(invoice, words)}
${check !== undefined && ledgerCheckFoot(check, words)}
</main>`;
  const title = `${words.plain(documentTitle(invoice))} ${invoice.number} · ${invoice.customer_name}`;
  const foot = `${invoice.number} · ${invoice.customer_name}`;
  return renderPage(title, body, { words, hasImages: logo !== undefined, foot });
}

function appSection(app: App, invoice: InvoiceDocument, words: Words): Html {
  const total = sumMoney(app.lines.map((line) => line.amount));
  return html`<section class="app" data-app-id="${app.id}">
<header><h2>${appTitle(app, words)}</h2>
<p class="app-total number">${moneyText(total, invoice)}</p></header>
${invoice.corrects === undefined ? linesTable(app.lines, words) : correctionTable(app.lines, words)}
</section>
`;
}

/** Shows the findings that the customer should know; `false` without any. */
function findingsBox(invoice: InvoiceDocument, words: Words): Html | false {
  const shown = findingsOfCustomer(invoice);
  if (shown.length === 0) return false;
  return html`<section class="findings">
<h2>${words.label('提示', 'Please note')}</h2>
<p class="quiet">${words.label('不影响金额。', 'No amount depends on this.')}</p>
<ul>${shown.map((finding) => findingItem(finding, invoice.apps.length > 1, words))}</ul>
</section>`;
}

function findingItem(finding: Finding, namesApp: boolean, words: Words): Html {
  const { app_id } = finding;
  return html`<li>${namesApp && app_id !== '' && html`<span class="id">${name(app_id)}</span> `}<bdi>${words.text(wordsOfFinding(finding))}</bdi></li>
`;
}
