import { amountDue } from '../src/invoice/amount-due.ts';
import type {
  DocumentTax,
  InvoiceDocument,
  InvoiceLine,
  TaxRate,
} from '../src/invoice/document.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { sumMoney } from '../src/money/round-money.ts';
import { amountTitle } from './document-titles.ts';
import { type App, appTitle } from './invoice-apps.ts';
import { isToPay, taxTitle } from './sent-parts.ts';
import { name, type Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { moneyText } from './text/money.ts';

/**
 * Shows the totals of apps and of the document, its tax by rate, and how to pay. With tax, a single app has no totals
 * of its own: those of its lines are the same.
 */
export function totalsSection(invoice: InvoiceDocument, apps: readonly App[], words: Words): Html {
  const { label } = words;
  const { tax } = invoice;
  const billed = apps.filter(({ lines }) => lines.length > 0);
  return html`<section class="totals">
<h2>${label('合计', 'Total')}</h2>
${(tax === undefined || billed.length > 1) && appsTable(invoice, billed, words)}
${tax !== undefined && taxTable(tax, invoice, words)}
${payment(invoice, words)}
</section>`;
}

function appsTable(invoice: InvoiceDocument, billed: readonly App[], words: Words): Html {
  const { label } = words;
  const { prepaid, postpaid, total } = invoice;
  const isGrand = invoice.tax === undefined;
  const title = isGrand ? words.text(amountTitle(invoice)) : label('合计', 'Total');
  return html`<table>
<thead><tr><th scope="col">${label('应用', 'App')}</th>${[label('预付费', 'Prepaid'), label('后付费', 'Postpaid'), label('合计', 'Total')].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
${billed.length > 1 && html`<tbody>${billed.map((app) => appTotals(app, words))}</tbody>`}
<tfoot><tr><th scope="row">${title} <span class="currency">${invoice.currency}</span></th>${amount(prepaid)}${amount(postpaid)}<td class="number${isGrand && ' grand'}">${isGrand ? moneyText(total, invoice) : formatDecimal(total)}</td></tr></tfoot>
</table>`;
}

function appTotals(app: App, words: Words): Html {
  const amounts = (kind?: InvoiceLine['kind']) =>
    app.lines.filter((line) => kind === undefined || line.kind === kind).map((line) => line.amount);
  return html`<tr><th scope="row">${appTitle(app, words)}</th>${[
    amounts('prepaid'),
    amounts('postpaid'),
    amounts(),
  ].map((texts) => amount(sumMoney(texts)))}</tr>
`;
}

function taxTable(tax: DocumentTax, invoice: InvoiceDocument, words: Words): Html {
  const { label } = words;
  return html`<table class="tax">
<thead><tr><th scope="col">${label('税率', 'Tax rate')}</th>${[label('不含税金额', 'Net'), label('税额', 'Tax'), label('价税合计', 'Gross')].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${tax.rates.map((rate) => taxRow(rate, tax, words))}</tbody>
<tfoot><tr><th scope="row">${words.text(amountTitle(invoice))} <span class="currency">${invoice.currency}</span></th>${amount(tax.net)}${amount(tax.tax)}<td class="number grand">${moneyText(amountDue(invoice), invoice)}</td></tr></tfoot>
</table>`;
}

function taxRow(rate: TaxRate, { is_exempt }: DocumentTax, { text }: Words): Html {
  return html`<tr><th scope="row">${formatDecimal(rate.percent)}% <span class="quiet">${text(taxTitle(rate, is_exempt))}</span></th>${[rate.net, rate.tax, rate.gross].map(amount)}</tr>
`;
}

function amount(text: string): Html {
  return html`<td class="number">${formatDecimal(text)}</td>`;
}

/** Says until when and to which account to pay; `false` if there is nothing to pay. */
function payment(invoice: InvoiceDocument, { label }: Words): Html | false {
  if (!isToPay(invoice)) return false;
  const account = invoice.issuer_details?.bank_account;
  const day = invoice.due_date;
  return html`<p class="payment">${label(`请于 ${day} 或之前付款，并注明编号`, `Please pay by ${day} and state the number`)} <b class="number">${name(invoice.number)}</b>${
    account !== undefined &&
    html`<br><span class="quiet">${label('收款账户', 'To the account')}</span> ${name(account)}`
  }</p>`;
}
