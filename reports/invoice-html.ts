import type {
  Allowance,
  AppServices,
  Finding,
  InvoiceDocument,
  InvoiceLine,
  LedgerPlace,
  UsageSeries,
} from '../src/invoice/document.ts';
import type { Logo } from '../src/invoice/logo.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { sumMoney } from '../src/money/round-money.ts';
import { allowancesTable } from './allowances-table.ts';
import { correctionBox, correctionTable, documentTitle, totalLabel } from './correction-html.ts';
import { documentStyle } from './figure-style.ts';
import { linesTable } from './invoice-lines.ts';
import { renderPage } from './page.ts';
import { projectionSection } from './projection-html.ts';
import { servicesFigure } from './services-figure.ts';
import { label, name } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { usageFigure } from './usage-figure.ts';
import { inMetricOrder } from './usage-view.ts';

/**
 * Renders an invoice as one page in Chinese and English that needs no other file: for screens, phones and A4 paper.
 * All text of the document is escaped.
 *
 * @param logo Logo that the document names; absent without one.
 */
export function renderInvoiceHtml(invoice: InvoiceDocument, logo?: Logo): string {
  const sources = [...new Set(invoice.lines.map((line) => line.source))].filter(
    (text) => text !== '',
  );
  const apps = appsOf(invoice);
  const body = html`<main class="sheet">
${invoiceHead(invoice, logo)}
${correctionBox(invoice)}${apps.map((app) => appSection(app, invoice, sources))}
${totalsTable(invoice, apps)}
${invoice.projection !== undefined && projectionSection(invoice.projection, invoice.currency)}
${findingsBox(invoice.findings)}
${invoiceFoot(invoice, sources)}
</main>`;
  return renderPage(
    `${pageTitles[invoice.kind ?? 'invoice']} ${invoice.number} · ${invoice.customer_name}`,
    body,
    logo !== undefined,
  );
}

const pageTitles = {
  invoice: '发票 Invoice',
  credit_note: '贷项通知单 Credit note',
  debit_note: '借项通知单 Debit note',
};

interface App {
  id: string;
  name: string;
  lines: InvoiceLine[];
  services: AppServices[];
  allowances: Allowance[];
  usage: UsageSeries[];
}

/** Collects the document's apps, and after them any that only a line or a series names. */
function appsOf(invoice: InvoiceDocument): App[] {
  const names = new Map(invoice.apps.map((app) => [app.app_id, app.app_name]));
  for (const { app_id } of [...invoice.lines, ...invoice.usage]) {
    if (!names.has(app_id)) names.set(app_id, '');
  }
  const linesOf = byApp(invoice.lines);
  const usageOf = byApp(invoice.usage);
  const servicesOf = byApp(invoice.services ?? []);
  const allowancesOf = byApp(invoice.allowances ?? []);
  return [...names].map(([id, appName]) => ({
    id,
    name: appName,
    lines: linesOf.get(id) ?? [],
    services: servicesOf.get(id) ?? [],
    allowances: allowancesOf.get(id) ?? [],
    usage: inMetricOrder(usageOf.get(id) ?? []),
  }));
}

function byApp<Item extends { app_id: string }>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.app_id);
    if (group === undefined) groups.set(item.app_id, [item]);
    else group.push(item);
  }
  return groups;
}

function invoiceHead(invoice: InvoiceDocument, logo: Logo | undefined): Html {
  const isPreview = invoice.number.startsWith('PREVIEW-');
  return html`<header class="head">
<div class="heading">
${logo && html`<img class="logo" alt="" src="data:${logo.media_type};base64,${logo.base64}">`}
<p class="issuer">${name(invoice.issuer)}</p>
<h1>${documentTitle(invoice)}</h1>
<p class="document-number">${name(invoice.number)}</p>
${isPreview && html`<p class="preview">${label('预览，非正式发票', 'Preview, not an invoice')}</p>`}
</div>
<div class="due">
<p>${totalLabel(invoice)}</p>
<p class="total"><span class="currency">${invoice.currency}</span> <span class="number">${formatDecimal(invoice.total)}</span></p>
${invoice.kind !== 'credit_note' && html`<p>${label('到期日', 'Due date')} <span class="number">${invoice.due_date}</span></p>`}
</div>
</header>
<dl class="facts-of-invoice">
<div class="wide"><dt>${label('客户', 'Customer')}</dt><dd>${name(invoice.customer_name)}<br><span class="id">${name(invoice.customer_id)}</span></dd></div>
<div><dt>${label('账期', 'Billing month')}</dt><dd class="number">${invoice.month}</dd></div>
<div><dt>${label('开票日', 'Issue date')}</dt><dd class="number">${invoice.issue_date}</dd></div>
<div><dt>${label('预付费', 'Prepaid')}</dt><dd class="number">${formatDecimal(invoice.prepaid)}</dd></div>
<div><dt>${label('后付费', 'Postpaid')}</dt><dd class="number">${formatDecimal(invoice.postpaid)}</dd></div>
</dl>`;
}

function appSection(
  app: App,
  { currency, corrects }: InvoiceDocument,
  sources: readonly string[],
): Html {
  const total = sumMoney(app.lines.map((line) => line.amount));
  return html`<section class="app" data-app-id="${app.id}">
<header><h2>${appTitle(app)}</h2>
<p class="app-total"><span class="currency">${currency}</span> <span class="number">${formatDecimal(total)}</span></p></header>
${corrects === undefined ? linesTable(app.lines, sources) : correctionTable(app.lines)}
${app.services.map((services) => servicesFigure(services, documentStyle))}
${allowancesTable(app.allowances, currency)}
${app.usage.length > 0 && html`<div class="usages">${app.usage.map((series) => usageFigure(series, app.lines, documentStyle))}</div>`}
</section>
`;
}

function appTitle(app: App): Html {
  if (app.name === '') return html`<span class="id">${label('应用', 'App')}</span> ${name(app.id)}`;
  return html`${name(app.name)} <span class="id">${name(app.id)}</span>`;
}

function totalsTable(invoice: InvoiceDocument, apps: readonly App[]): Html {
  return html`<section class="totals">
<h2>${label('合计', 'Total')}</h2>
<table>
<thead><tr><th scope="col">${label('应用', 'App')}</th><th scope="col">${label('预付费', 'Prepaid')}</th><th scope="col">${label('后付费', 'Postpaid')}</th><th scope="col">${label('合计', 'Total')}</th></tr></thead>
<tbody>${apps.filter((app) => app.lines.length > 0).map(appTotals)}</tbody>
<tfoot><tr><th scope="row">${totalLabel(invoice)} <span class="currency">${invoice.currency}</span></th><td class="number">${formatDecimal(invoice.prepaid)}</td><td class="number">${formatDecimal(invoice.postpaid)}</td><td class="number grand">${formatDecimal(invoice.total)}</td></tr></tfoot>
</table>
</section>`;
}

function appTotals(app: App): Html {
  const amounts = (kind?: InvoiceLine['kind']) =>
    app.lines.filter((line) => kind === undefined || line.kind === kind).map((line) => line.amount);
  return html`<tr><th scope="row">${appTitle(app)}</th>${[
    amounts('prepaid'),
    amounts('postpaid'),
    amounts(),
  ].map((texts) => html`<td class="number">${formatDecimal(sumMoney(texts))}</td>`)}</tr>
`;
}

function findingsBox(findings: readonly Finding[]): Html | false {
  if (findings.length === 0) return false;
  return html`<section class="findings">
<h2>${label('提示', 'Findings')}</h2>
<p class="quiet">${label('供核对，不影响金额。', 'For your attention; no amount depends on them.')}</p>
<ul>${findings.map(
    (
      finding,
    ) => html`<li><code>${finding.code}</code> ${finding.app_id !== '' && html`<span class="id">${name(finding.app_id)}</span>`}<p>${name(finding.message)}</p></li>
`,
  )}</ul>
</section>`;
}

function invoiceFoot(invoice: InvoiceDocument, sources: readonly string[]): Html {
  return html`<footer class="foot">
<dl>
<dt>${label('时区', 'Time zone')}</dt><dd>${name(invoice.time_zone)}</dd>
<dt>${label('价目表', 'Price list')}</dt><dd>${name(invoice.price_list)}</dd>
<dt>${label('所用价目', 'Price books used')}</dt><dd>${invoice.price_books.map((book) => html`<span class="book">${name(book.list)} <span class="number">${book.from}</span> <code title="${book.sha256}">${book.sha256.slice(0, 12)}</code></span> `)}</dd>${contractsUsed(invoice)}
${sources.length > 0 && html`<dt>${label('价格来源', 'Price sources')}</dt><dd><ol>${sources.map((source) => html`<li>${name(source)}</li>`)}</ol></dd>`}
${invoice.ledger !== undefined && ledgerPlace(invoice.ledger)}
</dl>
</footer>`;
}

/**
 * Shows the hash of the document's content, and the document before it in the ledger. Source:
 * docs/regenerate-and-prove.md.
 */
function ledgerPlace({
  position,
  content_sha256,
  previous_sha256,
  previous_file,
}: LedgerPlace): Html {
  const before =
    previous_file === undefined ? label('前一份单据', 'document before') : name(previous_file);
  return html`<dt>${label('内容哈希', 'Content hash')}</dt><dd><code>${content_sha256}</code></dd>
<dt>${label('账本位置', 'Place in the ledger')}</dt><dd><span class="number">${position}</span>${previous_sha256 !== '' && html` · ${before} <code>${previous_sha256}</code>`}</dd>`;
}

function contractsUsed({ contracts = [] }: InvoiceDocument): Html | false {
  if (contracts.length === 0) return false;
  return html`<dt>${label('所用合同', 'Contracts used')}</dt><dd>${contracts.map((contract) => html`<span class="book">${name(contract.name)} <span class="number">${contract.from} – ${contract.until ?? ''}</span> <code title="${contract.sha256}">${contract.sha256.slice(0, 12)}</code></span> `)}</dd>`;
}
