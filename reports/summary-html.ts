import { joinDays } from '../src/calendar/join-days.ts';
import type {
  MonthSummary,
  SummaryCoverage,
  SummaryInvoice,
  SummaryTotal,
} from '../src/invoice/summary.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { anomaliesList } from './anomalies-list.ts';
import { documentLook } from './charts/look.ts';
import { renderPage } from './page.ts';
import { daysText } from './sum-table.ts';
import { filesTable } from './summary-files.ts';
import { missingDeliveries } from './summary-missing.ts';
import { movementSection } from './summary-movement.ts';
import { bothLanguages, label, name } from './text/bilingual.ts';
import { reportFileName } from './text/file-name.ts';
import { type Html, html } from './text/html.ts';
import { money, moneyText } from './text/money.ts';

/**
 * Renders a month over all customers as one page: totals, invoices, findings, delivered files, and days with data.
 * Each invoice links to `./<number>.html`.
 */
export function renderSummaryHtml(summary: MonthSummary): string {
  const body = html`<main class="sheet">
${summaryHead(summary)}
${invoicesTable(summary)}
${movementSection(summary)}${missingDeliveries(summary)}${anomaliesOf(summary)}${findingsByCustomer(summary)}
${coverageStrips(summary)}
${filesTable(summary.files)}
<footer class="foot"><dl><dt>${label('时区', 'Time zone')}</dt><dd>${name(summary.time_zone)}</dd></dl></footer>
</main>`;
  const title = `月度汇总 Month summary ${summary.month}`;
  return renderPage(title, body, { foot: title });
}

function summaryHead(summary: MonthSummary): Html {
  return html`<header class="head">
<div class="heading">
<h1>${label('月度汇总', 'Month summary')}</h1>
<p class="document-number">${summary.month}</p>
${!summary.issued && html`<p class="preview">${label('预览，未出账', 'Preview, nothing issued')}</p>`}
</div>
<div class="due">
<p>${label('合计', 'Total')}</p>
${summary.totals.map(
  (total) => html`<div data-currency="${total.currency}">
<p class="total">${money(total.gross ?? total.total, total)}</p>
<p>${label('预付费', 'Prepaid')} <span class="number">${formatDecimal(total.prepaid)}</span> · ${label('后付费', 'Postpaid')} <span class="number">${formatDecimal(total.postpaid)}</span></p>
</div>`,
)}
</div>
</header>`;
}

function invoicesTable(summary: MonthSummary): Html {
  return html`<section class="part invoices">
<header><h2>${label('账单', 'Invoices')}</h2><p class="quiet number">${summary.invoices.length}</p></header>
${
  summary.invoices.length === 0
    ? html`<p class="quiet">${label('本月无账单', 'No invoices this month')}</p>`
    : html`<div class="scroll"><table class="plain names">
<thead><tr><th scope="col">${label('客户', 'Customer')}</th><th scope="col" class="text">${label('编号', 'Number')}</th><th scope="col">${label('提示', 'Findings')}</th><th scope="col">${label('预付费', 'Prepaid')}</th><th scope="col">${label('后付费', 'Postpaid')}</th><th scope="col">${label('合计', 'Total')}</th></tr></thead>
<tbody>${summary.invoices.map(invoiceRow)}</tbody>
<tfoot>${summary.totals.map((total) => totalRow(total, summary))}</tfoot>
</table></div>`
}
</section>`;
}

function invoiceRow(invoice: SummaryInvoice): Html {
  return html`<tr>
<th scope="row">${name(invoice.customer_name)}<br><span class="id">${name(invoice.customer_id)}</span></th>
<td class="text document"><a href="./${encodeURIComponent(reportFileName(invoice.number))}.html">${name(invoice.number)}</a>${life(invoice)}</td>
<td class="number">${invoice.findings}</td>
<td class="number">${formatDecimal(invoice.prepaid)}</td>
<td class="number">${formatDecimal(invoice.postpaid)}</td>
<td class="number">${moneyText(invoice.gross ?? invoice.total, invoice)}</td>
</tr>
`;
}

/** Adds up the documents of a currency. */
function totalRow(total: SummaryTotal, { invoices }: MonthSummary): Html {
  const own = invoices.filter(({ currency }) => currency === total.currency);
  const findings = own.reduce((sum, invoice) => sum + invoice.findings, 0);
  return html`<tr><th scope="row" colspan="2">${label('合计', 'Total')} <span class="currency">${total.currency}</span></th>
<td class="number">${findings}</td>
<td class="number">${formatDecimal(total.prepaid)}</td>
<td class="number">${formatDecimal(total.postpaid)}</td>
<td class="number grand">${moneyText(total.gross ?? total.total, total)}</td></tr>
`;
}

/** Describes a document that is not an invoice as issued; `false` for any other. */
function life({ kind, status, refers_to }: SummaryInvoice): Html | false {
  const of = refers_to === undefined ? '' : refers_to;
  if (kind === 'credit_note') return note(label('贷项通知单', 'Credit note'), of);
  if (kind === 'debit_note') return note(label('借项通知单', 'Debit note'), of);
  if (status === 'voided') return note(label('已作废', 'Voided'), '');
  if (status === 'corrected') return note(label('已更正', 'Corrected'), '');
  return refers_to !== undefined && note(label('替代', 'Replaces'), of);
}

function note(what: Html, of: string): Html {
  return html`<br><span class="id">${what}${of !== '' && html` ${name(of)}`}</span>`;
}

function anomaliesOf({ anomalies = [] }: MonthSummary): Html | false {
  if (anomalies.length === 0) return false;
  return html`<section class="findings">
<h2>${label('异常', 'Anomalies')} <span class="id number">${anomalies.length}</span></h2>
${anomaliesList(anomalies, documentLook)}
</section>
`;
}

function findingsByCustomer(summary: MonthSummary): Html | false {
  if (summary.findings.length === 0) return false;
  const names = new Map(summary.invoices.map((row) => [row.customer_id, row.customer_name]));
  const customers = [...new Set(summary.findings.map((finding) => finding.customer_id))];
  return html`<section class="findings">
<h2>${label('提示', 'Findings')} <span class="id number">${summary.findings.length}</span></h2>
${customers.map(
  (customer) => html`<h3>${customerTitle(customer, names.get(customer))}</h3>
<ul>${summary.findings
    .filter((finding) => finding.customer_id === customer)
    .map(
      ({ code, app_id, audience, message, text }) =>
        html`<li><code>${code}</code> ${app_id !== '' && html`<span class="id">${name(app_id)}</span> `}${audience === 'internal' && html`<span class="id">${label('仅内部可见', 'not on the page that is sent')}</span>`}<p>${text === undefined ? name(message) : bothLanguages(text)}</p></li>
`,
    )}</ul>
`,
)}
</section>`;
}

function customerTitle(id: string, customerName: string | undefined): Html {
  if (id === '') return label('不属于任何客户', 'Of no customer');
  return html`${name(customerName ?? id)} <span class="id">${name(id)}</span>`;
}

function coverageStrips({ month, coverage }: MonthSummary): Html | false {
  if (coverage.length === 0) return false;
  const days = daysOf(month);
  return html`<section class="part">
<header><h2>${label('数据覆盖', 'Days with data')}</h2></header>
${coverage.map((source) => coverageStrip(source, days))}
</section>`;
}

function coverageStrip(source: SummaryCoverage, days: readonly string[]): Html {
  const missing = new Set(source.days_without_data);
  return html`<div class="coverage"><span class="source">${source.source}</span><span class="days" aria-hidden="true">${days.map(
    (day) => html`<i${missing.has(day) && html` class="none"`} title="${day}"></i>`,
  )}</span><span class="number">${source.days_with_data} / ${days.length}</span>
${
  missing.size > 0 &&
  html`<p class="missing">${label('无数据', 'No data')}: <span class="days-missing">${joinDays([
    ...missing,
  ])
    .map(daysText)
    .join(', ')}</span></p>`
}
</div>`;
}

/** Lists the days of a month, `YYYY-MM-DD`; none if the text is no month. */
function daysOf(month: string): string[] {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate() || 0;
  return Array.from({ length }, (_, day) => `${month}-${String(day + 1).padStart(2, '0')}`);
}
